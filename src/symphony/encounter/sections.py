"""Sections of a note, by its headings.

Only a known title opens a section (``data/headings.toml``), alone on its line or with a colon, and
besides that a line in capitals between blank lines, as kind ``other``, and a list of
problems after an examination (``listing.py``). Anything else with a colon
("Patient: has ...", "Skin: dry") is text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from symphony.encounter import listing, turning
from symphony.encounter.headings import known_headings, look_up
from symphony.encounter.phrases import fold
from symphony.encounter.results_line import PROSE, ResultsLine, opened
from symphony.encounter.sentences import counted
from symphony.language.patterns import holds, lazy

PREAMBLE = "preamble"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: ``text[start:end]``, of which ``text[body_start:end]`` follows the heading."""

    kind: str
    """One of :func:`kinds`, or ``preamble`` for what stands before the first heading."""
    title: str
    """The words of the heading as the note has them; empty for the preamble."""
    start: int
    end: int
    body_start: int


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: str
    title: str
    start: int
    body_start: int


def sections(text: str) -> tuple[Section, ...]:
    """The sections of the text in order: no gap, no overlap; none for an empty text."""
    if not text:
        return ()
    headings = list(_headings(text))
    if not headings or headings[0].start > 0:
        headings.insert(0, _Heading(PREAMBLE, "", 0, 0))
    ends = [heading.start for heading in headings[1:]] + [len(text)]
    return tuple(
        Section(heading.kind, heading.title, heading.start, end, min(heading.body_start, end))
        for heading, end in zip(headings, ends, strict=True)
    )


def section_at(sections: Sequence[Section], offset: int) -> Section | None:
    """The section that holds the offset; None where none does."""
    index = bisect_right(sections, offset, key=lambda section: section.start) - 1
    if index < 0 or offset >= sections[index].end:
        return None
    return sections[index]


def kinds() -> frozenset[str]:
    """The closed set of kinds a heading can have."""
    return frozenset(known_headings().kinds.values())


_LINE = lazy(
    r"(?P<mark>#{1,6} {0,3}|(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)][ \t]{1,3})?(?:\*{1,2}|_{1,2})?"
    r"(?P<title>[A-Za-z0-9][A-Za-z0-9 \t/&'\u2019,.+-]{0,60}?)"
    r"(?:[ \t]{0,3}(?:\([^()]{0,60}\)|\[[^\[\]]{0,60}\]))?[ \t]{0,3}(?:\*{1,2}|_{1,2})?"
    r"(?:[ \t]{0,3}(?P<colon>:|[ \t][-\u2013\u2014](?=\s))(?:\*{1,2}|_{1,2})?(?P<body>.)?|$)",
    re.DOTALL,
)
_INSIDE = lazy(
    r"(?:(?<=[.;!?)])[ \t]{0,3}|(?<=[ \t]{2})|(?<=\t))"
    r"(?P<title>[A-Z][A-Za-z/& -]{1,40}?)[ \t]{0,2}:(?=\D|$)"
)
_SHORTEST_HEADING, _LONGEST_HEADING = 2, 240
_LONGEST_ALONE = 160
"""A longer line is no heading on its own: its title must end in one of these marks."""
_ENDS = (":", " -", "\t-", "\u2013", "\u2014")
_SPACES = lazy(r"\s+")
_SHOUTED = 0.6
_SMALL = 0.005
_CAPITALS = lazy(r"(?=.*[A-Z]{3})[A-Z][A-Z0-9 /&'(),-]{2,58}[A-Z0-9)]:?")
_MOST_WORDS = 7


_NAMES_ONLY = frozenset({"diagnoses", "principal_diagnosis", "secondary_diagnoses"})
_CONCLUDES = lazy(
    r"\b(?:assessment|a ?(?:/|&|and) ?p|diagnos[ei]s|dx|ddx|mdm|hospital course|conclusions?"
    r"|summary|plan|problems?)\b[^\n:]{0,24}(?::|\n)|\b(?:findings|technique|comparison|indication)\s*:",
    re.IGNORECASE,
)
"""A heading of an assessment, or of a report on a picture: an impression is the reader's then."""


_IMPRESSION = lazy(
    r"(?:\A|[\n.])[^\S\n]{0,24}(?:imp(?:ression)?|ass?e?ss?|a)\s{0,8}[:/-]", re.IGNORECASE
)
_PICTURES = frozenset(
    {"ct", "mri", "ultrasound", "x ray", "x rays", "cxr", "chest x ray", "xr", "us"}
)


def _headings(text: str) -> Iterator[_Heading]:
    """The headings of the text in order."""
    shouted, small = is_shouted(text), _is_small(text)
    open_ended = _CONCLUDES.search(text) is None
    unsaid = open_ended and _IMPRESSION.search(text) is None
    kind, at, blank, paragraph, results = PREAMBLE, 0, True, False, ResultsLine()
    lines = text.splitlines(keepends=True)
    problems = listing.hashed(lines, _is_known), listing.numbered(lines)
    lines.append("\n")
    for place, (line, following) in enumerate(pairwise(lines)):
        alone = blank and following.isspace() and not shouted
        found = list(
            _line_headings(line, _Around(kind, blank, small, open_ended, unsaid), alone=alone)
        )
        if not found and listing.opens(place, kind, *problems):
            found.append(_Heading(listing.KIND, "", 0, 0))
        if not found and blank and kind in _NAMES_ONLY and PROSE.match(line):
            found.append(_Heading(OTHER, "", 0, 0))
        if not found and paragraph and _is_running(line, after_blank=blank):
            found.append(_Heading(OTHER, "", 0, 0))
        if not found and results.ends(line, after_blank=blank):
            found.append(_Heading(OTHER, "", 0, 0))
        running = kind in (PREAMBLE, OTHER)
        for heading in found:
            kind = heading.kind
            yield _Heading(kind, heading.title, at + heading.start, at + heading.body_start)
        if found:
            inline = bool(line[found[-1].body_start :].strip())
            paragraph = inline and kind in known_headings().paragraphs
            results = opened(line, kind, inline=inline, running=running)
        blank = line.isspace()
        at += len(line)


def _is_known(title: str) -> bool:
    """Whether a line's words, up to a colon, are a known heading."""
    return look_up(title.partition(":")[0].strip()[:_LONGEST_HEADING]) is not None


def _is_running(line: str, *, after_blank: bool) -> bool:
    """Whether the line is running text that belongs to no section before it."""
    if line.isspace():
        return False
    return after_blank or fold(line[:_LONGEST_HEADING]).startswith(known_headings().running)


class _Around(NamedTuple):
    """Where a heading stands: in a section of which kind, and whether after a blank line."""

    kind: str
    after_blank: bool = False
    small: bool = False
    """Whether the note is typed without capitals, so that none marks a heading."""
    open_ended: bool = False
    """Whether the note says nowhere else what it makes of its findings."""
    unsaid: bool = False
    """The same, nor under a heading of an impression: a picture in passing is told for itself."""


_STOP = lazy(r"(?<=[a-z0-9)%])\.\s+(?=[A-Z])")
"""The end of a sentence within a line."""


def _line_headings(line: str, around: _Around, *, alone: bool) -> Iterator[_Heading]:
    """The headings of one line, with offsets in the line, and where it stands."""
    stripped = line.strip()
    if len(stripped) < _SHORTEST_HEADING:
        return
    indent = len(line) - len(line.lstrip())
    first = _leading(stripped, around) or _signing(stripped) or _heading_columns(stripped)
    if first is None and alone:
        first = _generic(stripped, around.kind)
    searched = indent
    if first is not None:
        around, searched = (
            around._replace(kind=first.kind, after_blank=False),
            indent + first.body_start,
        )
        rest = line[searched:]
        body = searched + len(rest) - len(rest.lstrip())
        yield _Heading(first.kind, first.title, 0, body)
    if ":" not in stripped:
        return
    running = first is None and around.kind in (PREAMBLE, OTHER)
    back: int | None = None
    for match in _INSIDE.finditer(line, searched):
        if back is not None and back <= match.start("title"):
            yield _Heading(OTHER, "", back, back)
            around, back = around._replace(kind=OTHER, after_blank=False), None
        inner = _inside(match, around)
        if inner is not None:
            back = _back(line, inner, around)
            if back is None and running:
                back = turning.back(line, inner.kind, inner.body_start)
            around = around._replace(kind=inner.kind, after_blank=False)
            yield inner
    if back is not None:
        yield _Heading(OTHER, "", back, back)


_IN_PASSING = frozenset({"results", "indication"})
"""Kinds of which one sentence may stand inside running text."""


def _back(line: str, inner: _Heading, around: _Around) -> int | None:
    """Where running text goes on after a result in passing ("CT: no stone. He ...")."""
    if inner.kind not in _IN_PASSING or around.kind not in (PREAMBLE, OTHER):
        return None
    stop = _STOP.search(line, inner.body_start)
    return stop.end() if stop else None


def _leading(line: str, inside: _Around) -> _Heading | None:
    """The known heading that the stripped line begins with."""
    opening = line[:_LONGEST_HEADING]
    may = len(line) <= _LONGEST_ALONE or holds(opening, _ENDS)
    match = _LINE.match(opening) if may else None
    if match is None:
        return None
    words, found = match["title"].strip(), look_up(match["title"])
    alone = inside.after_blank and match["body"] is None
    capital = words[:1].isupper() or (inside.small and inside.after_blank)
    if found is None or not (match["colon"] or match["mark"] or capital or alone):
        return None
    heading = _Heading(found[0], _SPACES.sub(" ", words), 0, match.end())
    if match["body"] is None:
        course = inside.kind == "hospital_course" and fold(words).rstrip(" -") in _OF_A_COURSE
        return None if course or words.endswith(".") else heading
    body = match.start("body")
    if inside.unsaid and fold(words).strip() in _PICTURES and line[body:].strip():
        return None
    if not _opens_inline(words, found, line[body:].lstrip(), inside):
        return None
    return replace(heading, body_start=body)


_COUNTED = lazy(r"1[.)]\s*[A-Za-z]")
"""The first of a numbered list ("A: 1. gout 2. asthma")."""

_REPORTED = frozenset({"findings", "results", "procedure"})
_PLANNED = frozenset({"assessment_and_plan", "plan"})
_FIGURE = lazy(r"[\d_]|\b(?:normal|stable|wnl|afebrile|see|reviewed|as|per)\b", re.IGNORECASE)
_NEAR_FIGURE = 24
"""How far behind a label of vital signs a figure stands, if it is one."""
_CONCLUSIONS = frozenset({"assessment", "impression"})
"""Sections by which the report on a study ends, however plainly their heading is written."""

_OF_A_COURSE = frozenset({"medical", "psych", "social", "family", "risk", "growth"})
"""Titles of a history that inside the course of a stay head a part of it."""


def _opens_inline(words: str, found: tuple[str, bool], body: str, inside: _Around) -> bool:
    """Whether a heading with text after it on its line opens a section."""
    kind, weak = found
    concludes = inside.kind in _REPORTED and kind in _CONCLUSIONS
    if weak and not (concludes or words.isupper()):
        return False
    if len(words) == 1 and body[0].isdigit() and not _COUNTED.match(body):
        return False  # "P: 80" is a pulse, not a plan
    if kind == "vitals" and inside.kind in _PLANNED and not _FIGURE.search(body[:_NEAR_FIGURE]):
        return False  # "BP: at goal" is a problem of the plan
    return not _is_nested(kind, words, inside)


def _inside(match: re.Match[str], inside: _Around) -> _Heading | None:
    """The heading in the middle of a line, if the words before the colon are one."""
    words = match["title"].strip()
    found = look_up(words)
    if found is None or len(words) == 1 or _is_nested(found[0], words, inside):
        return None
    kind, weak = found
    if weak and not words.isupper():
        return None
    if inside.unsaid and fold(words).strip() in _PICTURES:
        return None
    return _Heading(kind, _SPACES.sub(" ", words), match.start("title"), match.end())


def _is_nested(kind: str, words: str, inside: _Around) -> bool:
    """Whether a heading with text on its line belongs to the section around it.

    One written out in capitals does not, unless the table says that it always does.
    """
    known, pair = known_headings(), (inside.kind, kind)
    if inside.open_ended and pair == ("results", "impression"):
        return False
    if words.isupper() and len(words) > _LONGEST_ABBREVIATION:
        return pair in known.always_nested
    if inside.after_blank and pair in known.apart:
        return False
    return pair in known.nested


_LONGEST_ABBREVIATION = 4


def _signing(line: str) -> _Heading | None:
    """A line that begins with words which open a section and belong to its body."""
    folded, known = fold(line[:_LONGEST_HEADING]), known_headings()
    if not folded.startswith(tuple(known.starts)):
        return None
    words = max((words for words in known.starts if folded.startswith(words)), key=len)
    return _Heading(known.starts[words], line[: len(words)], 0, 0)


_COLUMN = lazy(r"[ \t]{3,}|\t+|[ \t]*\|[ \t]*")
_BETWEEN_COLUMNS = ("   ", "\t", "|")
_FEWEST_COLUMNS = 3
_TABLED = frozenset({"results", "vitals", "immunizations", "medications"})


def _heading_columns(line: str) -> _Heading | None:
    """The first cell of a line of column headings ("LABS   admission   day 2   day 3")."""
    if ":" in line or not line[:1].isupper():
        return None
    if not holds(line, _BETWEEN_COLUMNS):
        return None
    cells = _COLUMN.split(line)
    if len(cells) < _FEWEST_COLUMNS:
        return None
    found = look_up(cells[0]) if len(cells[0]) <= _LONGEST_CELL else None
    if found is None or found[0] not in _TABLED:
        return None
    return _Heading(found[0], _SPACES.sub(" ", cells[0]), 0, len(line))


_LONGEST_CELL = 32


def _generic(line: str, inside: str) -> _Heading | None:
    """A line in capitals that is no known heading."""
    if inside in known_headings().closed or not _CAPITALS.fullmatch(line):
        return None
    if len(line.split()) > _MOST_WORDS:
        return None
    return _Heading(OTHER, _SPACES.sub(" ", line.rstrip(":")), 0, len(line))


@lru_cache(maxsize=4)
def _letters(text: str) -> tuple[int, int]:
    """How many capitals and how many small letters the note has."""
    return counted(text, str.isupper), counted(text, str.islower)


def is_shouted(text: str) -> bool:
    """Whether the note is written in capitals throughout, so that they mark nothing."""
    upper, lower = _letters(text)
    return upper > _SHOUTED * (upper + lower)


def _is_small(text: str) -> bool:
    """Whether the note is typed without capitals, but for an abbreviation or a name."""
    upper, lower = _letters(text)
    return upper < _SMALL * (upper + lower)
