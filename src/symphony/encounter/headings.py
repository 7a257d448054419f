"""The known headings of notes: the table ``data/headings.toml`` and the spelling of titles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from symphony.encounter.phrases import fold
from symphony.encounter.tables import Row, Table, packaged_table, parse_table

_SPACES = re.compile(r"\s+")
_DROPPED = str.maketrans({".": "", ",": "", "'": "", "-": " ", "\t": " "})
_TAIL = re.compile(
    r"(?: (?:on|at|upon|prior to|from|as of|for|this|of|in|the)){0,3}"
    r" (?:admission|arrival|discharge|presentation|today|yesterday|visit|transfer|ed"
    r"|reviewed|continued|contd|\d[\d: ]*(?:am|pm|hrs)?)$"
)
_DATE = re.compile(r"[ \t,]+\d[\d/.: -]{3,20}$")


@dataclass(frozen=True, slots=True)
class Headings:
    """The table (see its head), ready to be looked up."""

    kinds: Mapping[str, str]
    """From normalized title to kind."""
    weak: frozenset[str]
    """Titles that, with text after them, count only in capitals."""
    paragraphs: frozenset[str]
    """Kinds that end with their paragraph if they began with text on the heading's line."""
    starts: Mapping[str, str]
    """From first words of a line to the kind that such a line opens."""
    nested: frozenset[tuple[str, str]]
    """Pairs (outer, inner) of kinds where a heading with text on its line opens nothing."""
    always_nested: frozenset[tuple[str, str]]
    """The pairs of these that hold for a heading in capitals too."""
    running: tuple[str, ...]
    """First words of a line of running text, each with a space after it."""
    closed: frozenset[str]
    """Kinds inside which a line in capitals is no heading."""


def look_up(words: str) -> tuple[str, bool] | None:
    """The kind of a heading's words, and whether they are weak; None where they are no heading."""
    known = known_headings()
    title = normalized_title(words)
    if title not in known.kinds:
        title = normalized_title(_DATE.sub("", words))
    while title not in known.kinds:
        shorter = _TAIL.sub("", title)
        if shorter == title:
            return None
        title = shorter
    return known.kinds[title], title in known.weak


def normalized_title(words: str) -> str:
    """A heading's words as ``data/headings.toml`` spells them."""
    folded = fold(words).replace("&", " and ").replace("/", " and ").translate(_DROPPED)
    return _SPACES.sub(" ", folded).strip()


@cache
def known_headings() -> Headings:
    name = "headings.toml"
    return load_headings(name, packaged_table(name))


_HEADING_KEYS = ("kind", "titles", "inline", "paragraph", "starts")


def load_headings(name: str, content: str) -> Headings:
    """The headings in the content of a TOML table.

    Raises:
        TableError: the table is malformed, or a title stands twice or is spelt in another way than
            :func:`normalized_title` spells it.
    """
    table = parse_table(name, content, keys=("running", "heading", "nested", "generic"))
    kinds_by_title: dict[str, str] = {}
    weak: set[str] = set()
    paragraphs: set[str] = set()
    starts: dict[str, str] = {}
    for row in table.rows("heading", identity="kind", keys=_HEADING_KEYS):
        kind, titles = row.text("kind"), row.texts("titles")
        for title in titles:
            _check_title(row, title, kinds_by_title)
            kinds_by_title[title] = kind
        if row.flag("paragraph"):
            paragraphs.add(kind)
        weak.update(row.texts_of("inline", titles))
        starts.update((words, kind) for words in row.texts("starts", optional=True))
    known = frozenset(kinds_by_title.values())
    generic = table.section("generic", keys=("closed_in",))
    return Headings(
        kinds_by_title,
        frozenset(weak),
        frozenset(paragraphs),
        starts,
        *_nested(table, known),
        tuple(f"{words} " for words in table.texts("running")),
        frozenset(generic.texts_of("closed_in", known)),
    )


def _check_title(row: Row, title: str, seen: Mapping[str, str]) -> None:
    if title in seen:
        raise row.fail(f"the title '{title}' also stands under '{seen[title]}'")
    if normalized_title(title) != title:
        raise row.fail(f"the title '{title}' must be spelt '{normalized_title(title)}'")


def _nested(
    table: Table, known: frozenset[str]
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    nested: set[tuple[str, str]] = set()
    always: set[tuple[str, str]] = set()
    for row in table.rows("nested", identity="inside", keys=("inside", "kinds", "in_capitals_too")):
        inside = row.one_of("inside", known)
        inner = row.texts_of("kinds", known)
        nested.update((inside, kind) for kind in inner)
        always.update((inside, kind) for kind in row.texts_of("in_capitals_too", inner))
    return frozenset(nested), frozenset(always)
