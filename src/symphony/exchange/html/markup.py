"""HTML made of elements, in which text cannot become markup.

Whatever is not already `Markup` is escaped, so a forgotten escape is impossible rather than
unlikely. Escaping keeps the number of code points: character n of a note is character n of the
page's text, for all that a note may hold.
"""

import json
from html import escape

from symphony.language.patterns import lazy

_VOID = {"br", "hr", "meta"}
_UNSENDABLE = lazy("[\0\ud800-\udfff]")
"""What no HTML text can hold: NUL, and surrogates that have no partner."""


class Markup(str):
    """HTML that is safe to place in a page as it is."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """The text as HTML, one character for one character.

    A carriage return, which a parser would drop or turn into a line feed, becomes a space before
    a line feed and a line feed elsewhere; NUL and lone surrogates become U+FFFD.
    """
    if isinstance(text, Markup):
        return text
    flat = _UNSENDABLE.sub("\ufffd", text.replace("\r\n", " \n").replace("\r", "\n"))
    return Markup(escape(flat, quote=True))


def joined(*parts: str | None) -> Markup:
    """The parts one after the other; plain strings are escaped, None is nothing."""
    return Markup("".join(escaped(part) for part in parts if part is not None))


def element(name: str, *children: str | None, **attributes: str | int | bool | None) -> Markup:
    """One element with its children.

    An attribute's trailing underscore is dropped and others become hyphens (``class_``,
    ``aria_label``). None and False leave an attribute out, True gives its name alone.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(*children)}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escaped(str(value))}"'


def embedded_json(value: object) -> Markup:
    """JSON for the inside of a ``<script>``: pure ASCII, without ``<``, ``>`` or ``&``."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
