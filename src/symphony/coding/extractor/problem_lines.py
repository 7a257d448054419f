"""The clinician's own problem list: short titled lines in assessment, plan and diagnosis sections.

A written problem list is the best statement of what was dealt with at the encounter; an extractor
that reads it first reaches the level at which two expert teams agree (design/0007-offline.md).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise, takewhile
from typing import NamedTuple

from symphony.coding.extractor.topics import topic
from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import phrase, phrase_once, words

_MARK = lazy(
    r"[\s•·▪◦*#>\u2013\u2014-]*"
    r"(?:(?:problem\s+)?#?\d{1,2}\s*[.):]\s*|(?<=#)\d{1,2}\s+(?=[A-Za-z])"
    r"|\d{1,2} (?=(?-i:[A-Z])[A-Za-z]{2})"
    r"|(?!(?-i:[A-Z]\. [a-z]))[A-Za-z][.)]\s+)?[\s•*#-]*",
    re.IGNORECASE,
)
_LINE = lazy(r"[^\r\n]+")
_STOP = lazy(r"(?<!\by\.o)(?!(?<=\b[A-Z])\. [a-z])[.;](?=\s|$)|\s[-\u2013\u2014]+\s|\.{2,}")
_PARTS = lazy(r"(?<=[A-Za-z)]{3})\.\s+(?=[A-Za-z])|;\s*(?=\w)|(?<=[A-Za-z)]{3})\s\|\s(?=\w)")
_DASH = lazy(r"\s[-\u2013\u2014]+\s")
_INLINE = lazy(r"(?<=[\s.;,])\(?(?P<number>\d{1,2})[.)]\s+(?=[A-Za-z])")
_NUMBERED = lazy(r"(?P<number>\d{1,2})\s*[.):]\s*$")
_MARGIN = 1
_MARKED = 6
"""How far before a line's text its number stands."""
_COLON = lazy(r":(?!\d)")
"""A label's colon; "11:42" is a time."""
_SIGNED = lazy(r",\s*(?:M\.?D|D\.?O|PA-?C?|N\.?P|R\.?N|FNP|DNP|CNM|CPNP|APRN|MBBS|Ph\.?D)\b")
"""A signature: a name with a degree is no problem."""
_AGED = lazy(
    r"\d+[ -]?(?:y\.?\s?o\b|y/o|yo\b|years?\b|months?\b|weeks?\b|days?\b|[mf]\b)", re.IGNORECASE
)
"""A line that begins with the patient's age tells who it is about."""


class ProblemLine(NamedTuple):
    """A problem's title, and all that stands under it until the next title."""

    title: Extent
    body: Extent
    marked: bool
    """Whether the line carries a bullet or a number."""
    later: bool = False
    """Whether something stands before it on the line, in a section of more than titles."""


@dataclass(frozen=True, slots=True)
class _Rules:
    sections: frozenset[str]
    only_diagnoses: frozenset[str]
    labels: frozenset[str]
    announcers: frozenset[str]
    systems: frozenset[str]
    sentence_words: frozenset[str]
    numbered: frozenset[str]
    openers: frozenset[str]
    states: frozenset[str]
    closers: frozenset[str]
    orders: frozenset[str]
    when: frozenset[str]
    words: int


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    folder = resources.files("symphony.coding.extractor") / "data"
    return toml(folder / "problem_lines.toml", _Rules)


def holds_problems(section: Section) -> bool:
    """Whether short lines of the section are problems."""
    return section.kind in _rules().sections


BEFORE_OPERATION, _AFTER_OPERATION = "preoperative_diagnosis", "postoperative_diagnosis"
_SAME = lazy(r"\W*(?:(?:the )?same\b|as above|unchanged|as preoperative)", re.IGNORECASE)


def stands_for_after(text: str, sections: Sequence[Section]) -> bool:
    """Whether the diagnosis before the operation is also the one after it.

    The one after it is the more definitive (guideline IV.N); "same", or none, leaves the other.
    """
    after = [section for section in sections if section.kind == _AFTER_OPERATION]
    return all(_SAME.match(text, section.body_start, section.end) for section in after)


def problem_lines(text: str, section: Section) -> Iterator[ProblemLine]:
    """The problem titles of one section in order, as code-point extents of the text."""
    titles: list[tuple[Extent, bool, bool, int]] = []
    only_diagnoses = section.kind in _rules().only_diagnoses
    counted = not only_diagnoses and _is_counted(text, section)
    if section.kind == _COURSE and not counted:
        return
    for match in _LINE.finditer(text, section.body_start, section.end):
        if counted and not _COUNT.match(text, match.start(), match.end()):
            continue
        mark = _MARK.match(text, match.start(), match.end())
        start = mark.end() if mark else match.start()
        marked = bool(text[match.start() : start].strip())
        for item in _items(text, Extent(start, match.end())):
            for piece in _pieces(text, item, only_diagnoses=only_diagnoses):
                title = _title(text, piece)
                if title is not None:
                    at = match.start() if piece.start == start else piece.start
                    later = not only_diagnoses and title.start > item.start + _MARGIN
                    titles.append((title, marked, later, at))
    ends = [*(line_start for *_, line_start in titles[1:]), section.end][: len(titles)]
    for (title, marked, later, _), end in zip(titles, ends, strict=True):
        yield ProblemLine(title, Extent(title.end, max(end, title.end)), marked, later)


_COURSE = "hospital_course"
"""A section of running text, whose problems are numbered or marked where they are listed."""

_COUNT = lazy(
    r"[\s•·▪◦*>]*(?:#\s?(?:\d{1,2}[.):]?\s?)?(?=[A-Za-z])|(?P<number>\d{1,2})\s?[.):]\s+(?=\S)"
    r"|(?P<bare>\d{1,2}) (?=(?-i:[A-Z])[A-Za-z]))"
)
_SEVERAL = 2


def _is_counted(text: str, section: Section) -> bool:
    """Whether the problems are numbered once through or marked with "#": the rest is comment.

    Numbers that begin again count what is said of each problem.
    """
    marks = [
        mark
        for line in _LINE.finditer(text, section.body_start, section.end)
        if (mark := _COUNT.match(text, line.start(), line.end()))
    ]
    numbers = [int(mark["number"] or mark["bare"] or 0) for mark in marks]
    once = all(before < after for before, after in pairwise(numbers))
    return len(marks) >= _SEVERAL and (once or not any(numbers))


def _items(text: str, line: Extent) -> tuple[Extent, ...]:
    """The items of a list written in one line ("1) AKI ... 2) hyperkalemia ..."), or the line."""
    marks = [(line.start, line.start)]
    number = _first_number(text, line)
    for mark in _INLINE.finditer(text, *line):
        if int(mark["number"]) == number + 1:
            marks.append(mark.span())
            number += 1
    ends = [*(start for start, _ in marks[1:]), line.end]
    return tuple(Extent(after, end) for (_, after), end in zip(marks, ends, strict=True))


def _first_number(text: str, line: Extent) -> int:
    """The number that stands before the line's text; 0 for none, so that 1 may follow."""
    before = _NUMBERED.search(text, max(0, line.start - _MARKED), line.start)
    return int(before["number"]) if before else 0


def _pieces(text: str, line: Extent, *, only_diagnoses: bool) -> tuple[Extent, ...]:
    """The parts of a line, where each of them may be a title; else the line as it is.

    In a list of diagnoses several of them may stand before a sentence of comment.
    """
    stops = list(_PARTS.finditer(text, *line))
    starts = [line.start, *(stop.end() for stop in stops)]
    ends = [*(stop.start() for stop in stops), line.end]
    pieces = tuple(Extent(start, end) for start, end in zip(starts, ends, strict=True))
    if len(pieces) > 1 and _DASH.search(text, *pieces[0]):
        # What stands behind a dash is comment, and so is the rest that has none of its own.
        return tuple(piece for piece in pieces if piece is pieces[0] or _is_dashed(text, piece))
    named = tuple(takewhile(lambda piece: _title(text, piece), pieces))
    joined = len(named) > 1 and all(";" in text[a.end : b.start] for a, b in pairwise(named))
    several = (only_diagnoses or joined) and len(named) > 1
    return named if several or len(named) == len(pieces) else (line,)


_HEAD = 6
"""The most words before a dash of a later title in one line."""


def _is_dashed(text: str, piece: Extent) -> bool:
    """Whether a later part of a line is a problem with its comment ("Y - drug")."""
    dash = _DASH.search(text, *piece)
    return dash is not None and len(text[piece.start : dash.start()].split()) <= _HEAD


def _title(text: str, line: Extent) -> Extent | None:
    """The title of a problem: what is named, or else the label that says what is looked after."""
    return _named(text, line) or _looked_after(text, line)


def _looked_after(text: str, line: Extent) -> Extent | None:
    """The label of a system that stands for a disease told elsewhere ("BP: at goal")."""
    found = _COLON.search(text, *line) or _DASH.search(text, *line)
    label = text[line.start : found.start()].strip() if found else ""
    if not topic(label) or phrase(label) not in _systems():
        return None
    return Extent(line.start, line.start + len(label))


def _named(text: str, line: Extent) -> Extent | None:
    rules = _rules()
    start, end = line
    if _SIGNED.search(text, start, end) or _AGED.match(text, start, end):
        return None
    found_colon = _COLON.search(text, start, end)
    if found_colon:
        colon = found_colon.start()
        label = _label(text, start, colon)
        if label in _labels():
            return None
        if label in _announcers() or label in _systems() or _is_specimen(text, start, colon):
            start = colon + 1
        else:
            end = colon
    stop = _STOP.search(text, start, end)
    if stop and _DASH.fullmatch(stop[0]) and _label(text, start, stop.start()) in _systems():
        start = stop.end()  # "Speech - dysarthria"
        stop = _STOP.search(text, start, end)
    if stop:
        end = stop.start()
    found = words(text[start:end])
    if not found or _is_long(text, start, end, len({w.start for w in found})):
        return None
    plain = [text[start + w.start : start + w.end].casefold() for w in found]
    told = _is_ordered(text[start:end]) or rules.states.issuperset(plain)
    if told or plain[0] in rules.openers or _is_sentence(plain):
        return None
    if plain[-1] in rules.closers and len(plain) > 1 and "," not in text[start:end]:
        return None
    return Extent(start + found[0].start, start + found[-1].end)


_SPECIMEN = lazy(
    r"(?:(?:left|right|l|r|bilateral|central|sentinel|regional|pelvic|axillary|cervical|neck|partial"
    r"|total) )*(?:lymph nodes?|thyroid|parathyroids?|breast|prostate|skin|colon|rectum|cecum"
    r"|rectosigmoid|stomach|esophagus|oesophagus|duodenum|ileum|liver|lung|kidney|bladder|uterus"
    r"|endometri\w+|cervix|ovar(?:y|ies)|vulva|appendix|gallbladder|pancreas|tonsils?|larynx|tongue"
    r"|bone marrow|testis|soft tissue)\b",
    re.IGNORECASE,
)
_TAKEN = lazy(
    r"\b(?:biops(?:y|ies)|excision(?:al)?|\w+ectomy|resection|polypectomy|dissection|cores?|shave"
    r"|punch|curettings?)\b",
    re.IGNORECASE,
)
_LETTERED = lazy(r"(?-i:[A-Z])[.)]\s+$")


def _is_specimen(text: str, start: int, colon: int) -> bool:
    """Whether a label names what the pathologist was sent; what he found in it follows."""
    if not _SPECIMEN.match(text, start, colon):
        return False
    lettered = _LETTERED.search(text, max(0, start - _MARKED), start)
    return bool(lettered or _TAKEN.search(text, start, colon))


def _is_ordered(title: str) -> bool:
    """Whether all that the words name is to be done."""
    return all(is_order(part) for part in title.split(","))


def is_order(part: str) -> bool:
    """Whether a part of a line names what is to be done ("preeclampsia labs today")."""
    rules = _rules()
    said = [word.form for word in words(part)]
    while said and said[-1] in rules.when:
        said.pop()
    return len(said) > 1 and said[-1] in rules.orders and said[0] not in _RESULTS


_RESULTS = frozenset(
    {"abnormal", "positive", "elevated", "low", "high", "failed", "nonreactive", "reactive"}
    | {"encounter", "pregnancy", "false", "paternity", "screening", "equivocal", "indeterminate"}
)
"""With one of these a test is a finding, or what the visit is for."""


def _is_long(text: str, start: int, end: int, length: int) -> bool:
    """Whether it has too many words for a title; one with commas may be a list of them."""
    rules = _rules()
    if length <= rules.words:
        return False
    parts = text[start:end].split(",")
    if length > _LONGEST * len(parts) or length > 2 * rules.words:
        return True
    return any(len(part.split()) > _LONGEST for part in parts)


_LONGEST = 9
"""The most words between two commas of a long title."""


def _label(text: str, start: int, end: int) -> str:
    return phrase_once(text[start:end])


def _is_sentence(plain: list[str]) -> bool:
    """Whether a word shows that the words are a sentence; the I of "type I" shows nothing."""
    rules = _rules()
    return any(
        word in rules.sentence_words and before not in rules.numbered
        for before, word in zip(["", *plain], plain, strict=False)
    )


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(phrase(label) for label in _rules().labels)


@lru_cache(maxsize=1)
def _systems() -> frozenset[str]:
    return frozenset(phrase(label) for label in _rules().systems)


@lru_cache(maxsize=1)
def _announcers() -> frozenset[str]:
    return frozenset(phrase(label) for label in _rules().announcers)
