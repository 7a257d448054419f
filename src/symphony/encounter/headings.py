"""The known headings of notes: the table ``data/headings.toml`` and the spelling of titles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import ascii_lowercase

from symphony.encounter.phrases import fold
from symphony.encounter.tables import Row, Table, packaged_table, parse_table
from symphony.language.patterns import lazy

_SPACES = lazy(r"\s+")
_DROPPED = str.maketrans({".": "", ",": "", "'": "", "-": " ", "\t": " "})
_TAIL = lazy(
    r"(?: (?:on|at|upon|prior to|from|as of|for|this|of|in|the)){0,3}"
    r" (?:admission|arrival|discharge|presentation|today|yesterday|visit|transfer|ed|stay"
    r"|hospitali[sz]ation|encounter|by (?:organ |body )?(?:systems?|problems?)(?: list)?"
    r"|reviewed|continued|contd|\d[\d: ]*(?:am|pm|hrs)?)$"
)
_DATE = lazy(r"[ \t,]+\d[\d/.: -]{3,20}$")


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
    apart: frozenset[tuple[str, str]]
    """The pairs of these that do not hold after a blank line."""
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
            of_one = _SENTENCE_BEFORE.search(words) is None
            return _joined(title) or (_by_last_word(title) if of_one else None) or _misspelt(title)
        title = shorter
    return known.kinds[title], title in known.weak


_SENTENCE_BEFORE = lazy(r"[a-z0-9)]\.\s+(?=[A-Z])")
"""The end of a sentence: "Tdap given today. Diagnosis:" is no title of four words."""


def _joined(title: str) -> tuple[str, bool] | None:
    """The kind of two headings in one ("impression and recs"): both, or that of the first."""
    known = known_headings()
    first, joint, second = title.partition(" and ")
    if not joint or first not in known.kinds or second not in known.kinds:
        return None
    kinds = (known.kinds[first], known.kinds[second])
    if kinds[0] in _MADE_OF_IT and kinds[1] in _DONE_ABOUT_IT:
        return "assessment_and_plan", False
    return kinds[0], first in known.weak


def _by_last_word(title: str) -> tuple[str, bool] | None:
    """The kind of a short title that its last word tells ("current pain medications")."""
    words = title.split(" ")
    kind = _LAST_WORDS.get(words[-1])
    if kind is None or not 1 < len(words) <= _MOST_WORDS or _NO_KIND & set(words):
        return None
    return kind, False


_LAST_WORDS = {
    "medications": "medications",
    "meds": "medications",
    "allergies": "allergies",
    "dx": "diagnoses",
    "diagnosis": "diagnoses",
    "diagnoses": "diagnoses",
    "course": "hospital_course",
}
_NO_KIND = frozenset(
    {"no", "of", "at", "differential", "new", "prior", "previous", "past", "old", "stopped", "held"}
    | {"admitting", "family", "date", "age", "time", "since", "this", "that", "the", "his", "her"}
    | {"other", "without", "with", "and", "for", "is", "was", "discontinued", "after", "before"}
    | {"in", "under", "since", "until", "wrong", "delayed", "missed", "alternative", "possible"}
    | {"anatomopathological", "immunohistochemical", "histological", "histopathological", "initial"}
    | {"cytological", "radiological", "definitive", "presumptive", "suspected", "tissue"}
)
_MOST_WORDS = 4

_MADE_OF_IT = frozenset({"assessment", "impression", "diagnoses", "problem_list"})
_DONE_ABOUT_IT = frozenset({"plan", "counseling", "follow_up", "disposition", "instructions"})


@lru_cache(maxsize=4096)
def _misspelt(title: str) -> tuple[str, bool] | None:
    """The kind of a heading with one letter too many, too few, wrong or in the wrong place."""
    if not _LEAST_LETTERS <= len(title) <= _MOST_LETTERS:
        return None
    found = {
        known_headings().kinds[near] for near in _one_off(title) if near in known_headings().kinds
    }
    return (found.pop(), True) if len(found) == 1 else None


def _one_off(word: str) -> Iterator[str]:
    """All spellings that differ from the word by one slip."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


_LEAST_LETTERS, _MOST_LETTERS = 8, 32
"""Lengths of titles in which one slip leaves no doubt what was meant."""


def normalized_title(words: str) -> str:
    """A heading's words as ``data/headings.toml`` spells them."""
    folded = fold(words)
    if "/" in folded:
        folded = _SLASHED.sub(lambda short: _WRITTEN_OUT[short[0]], folded).replace("/", " and ")
    return _SPACES.sub(" ", folded.replace("&", " and ").translate(_DROPPED)).strip()


_WRITTEN_OUT = {"d/c": "discharge", "f/u": "follow up", "h/o": "history of", "w/u": "workup"}
_SLASHED = lazy(rf"\b(?:{'|'.join(_WRITTEN_OUT)})\b")


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


_Pairs = frozenset[tuple[str, str]]


def _nested(table: Table, known: frozenset[str]) -> tuple[_Pairs, _Pairs, _Pairs]:
    nested: set[tuple[str, str]] = set()
    always: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    keys = ("inside", "kinds", "in_capitals_too", "not_after_blank")
    for row in table.rows("nested", identity="inside", keys=keys):
        inside = row.one_of("inside", known)
        inner = row.texts_of("kinds", known)
        nested.update((inside, kind) for kind in inner)
        always.update((inside, kind) for kind in row.texts_of("in_capitals_too", inner))
        apart.update((inside, kind) for kind in row.texts_of("not_after_blank", inner))
    return frozenset(nested), frozenset(always), frozenset(apart)
