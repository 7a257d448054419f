"""Text for a terminal: measured in columns, wrapped, coloured, and unable to command it.

Widths follow the East Asian Width property (UAX 11), which is what terminals go by. An emoji
built of several code points may be measured wider than it is drawn; a line is then shorter than
it could be, never longer.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

_RESET = "\x1b[0m"
_STYLES = {
    "plain": "",
    "strong": "\x1b[1m",
    "faint": "\x1b[2m",
    "code": "\x1b[1;36m",
    "evidence": "\x1b[1;4;33m",
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
}
_JOINERS = "\u200c\u200d"
"""Format characters that scripts and emoji need; all others could reorder or hide text."""


class Piece(NamedTuple):
    """Text in one style (a key of the styles above)."""

    text: str
    style: str = "plain"


def safe(text: str) -> str:
    """The text without anything that a terminal would obey.

    White space becomes a space, control characters become their pictures (ESC is U+241B), other
    control, directional, separator and surrogate characters become U+FFFD.
    """
    return "".join(map(_safe_character, text))


def _safe_character(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character in "\t\n\r\v\f":
        return " "
    if character < " ":
        return chr(0x2400 + ord(character))
    if character in _JOINERS:
        return character
    return "\ufffd" if unicodedata.category(character) in _UNSAFE else character


_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def width(text: str) -> int:
    """The columns that a text takes."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(pieces: Iterable[Piece], room: int) -> Iterator[list[Piece]]:
    """The pieces in lines of at most `room` columns, broken at spaces, long words by force."""
    line: list[Piece] = []
    used = 0
    for word in _words(pieces, room):
        needed = sum(width(piece.text) for piece in word)
        if line and used + 1 + needed > room:
            yield line
            line, used = [], 0
        if line:
            line.append(_space(line[-1], word[0]))
            used += 1
        line.extend(word)
        used += needed
    if line:
        yield line


def _space(left: Piece, right: Piece) -> Piece:
    """A space in the style of its neighbours, so that a marked phrase is marked throughout."""
    return Piece(" ", left.style if left.style == right.style else "plain")


def _words(pieces: Iterable[Piece], room: int) -> Iterator[list[Piece]]:
    """Words, each of one or more pieces: a bracket and the word it touches are one word."""
    word: list[Piece] = []
    for piece in pieces:
        for run in re.findall(r" +|[^ ]+", safe(piece.text)):
            if run.startswith(" "):
                yield from _broken(word, room)
                word = []
            else:
                word.append(Piece(run, piece.style))
    yield from _broken(word, room)


def _broken(word: list[Piece], room: int) -> Iterator[list[Piece]]:
    """A word as it is, or in parts that fit where it is wider than a whole line."""
    if not word:
        return
    if sum(width(piece.text) for piece in word) <= room:
        yield word
        return
    part: list[Piece] = []
    used = 0
    for piece in word:
        for character in piece.text:
            columns = _columns(character)
            if part and used + columns > room:
                yield part
                part, used = [], 0
            part.append(Piece(character, piece.style))
            used += columns
    yield part


def paint(pieces: Iterable[Piece], *, colour: bool) -> str:
    """The pieces as one string, with ANSI styles or without."""
    if not colour:
        return "".join(piece.text for piece in pieces)
    painted = []
    for style, run in groupby(pieces, key=lambda piece: piece.style):
        text = "".join(piece.text for piece in run)
        painted.append(f"{_STYLES[style]}{text}{_RESET}" if _STYLES[style] else text)
    return "".join(painted)


def hanging(
    label: Iterable[Piece], pieces: Iterable[Piece], *, indent: int, room: int, colour: bool
) -> list[str]:
    """Wrapped lines that hang at column `indent`; the label fills the first one's margin.

    A label that is wider than the margin keeps a line to itself.
    """
    head = [Piece(safe(piece.text), piece.style) for piece in label]
    used = sum(width(piece.text) for piece in head)
    lines = [paint(line, colour=colour) for line in wrap(pieces, max(room - indent, 8))]
    margin = " " * indent
    if used >= indent and used:
        return [paint(head, colour=colour).rstrip(), *(margin + line for line in lines)]
    first = paint(head, colour=colour) + " " * (indent - used)
    return [
        ((margin if number else first) + line).rstrip() for number, line in enumerate(lines)
    ] or [first.rstrip()]
