"""How far a disease has come in each eye, where a note tells it eye by eye.

"Moderate nonproliferative retinopathy in both eyes ... the right eye has macular edema ... the
left macula is dry" is two codes: the book asks for grade and edema of each eye (E08-E13.3, H34.8,
H35.3 and H40). ``data/eyes.toml`` says for each family which words tell what. What is told
without an eye holds for every eye that nothing else is told of.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.coding.case import Case
from symphony.coding.evidence import Evidence, accept
from symphony.coding.extractor.keyed import compiled
from symphony.coding.moved import moved
from symphony.coding.reconciler.together import together
from symphony.coding.stages import Choice, Step
from symphony.encounter.model import Document
from symphony.language.patterns import lazy
from symphony.language.tables import toml

_SENTENCE = lazy(r"(?:[^.;\n]|\.(?=\d)|(?<=\d)\.(?!\s))+")
_CLAUSE = lazy(
    r",|\bbut\b|\bwhile\b|\bwhereas\b|\band (?=[^,]*?\b(?:right|left|o[ds])\b)", re.IGNORECASE
)
_BOTH = r"right and (?:the )?left|left and (?:the )?right|bilateral\w*|both|each|either|o\.?u\b"
_SIDE = lazy(
    rf"\b(?:(?P<both>{_BOTH})|(?P<right>right|o\.?d\b|re\b)|(?P<left>left|o\.?s\b|le\b))",
    re.IGNORECASE,
)
_DENIED = lazy(
    r"\b(?:no|not|without|w/o|free of|negative for|never|denies|rule out|r/o|resolved|prior"
    r"|previous|history of|risk of|if)\b[^,]{0,40}$",
    re.IGNORECASE,
)
_RIGHT, _LEFT, _EITHER = 1, 2, 3
_GENERAL = 0


@dataclass(frozen=True, slots=True)
class _Word:
    said: str
    to: str
    grades: str = ""
    """The grades beside which a state is told; any where empty."""


@dataclass(frozen=True, slots=True)
class _Family:
    id: str
    code: str
    to: str
    about: str
    grade: tuple[_Word, ...]
    state: tuple[_Word, ...] = ()
    absent: str = ""
    plain: str = "(?!)"
    absorbs: tuple[str, ...] = ()
    """Codes of what the family's codes say themselves."""


@dataclass(frozen=True, slots=True)
class _File:
    family: tuple[_Family, ...]


class _Said(NamedTuple):
    """What a clause tells of an eye (0 where it names none): the figure, and the words."""

    eye: int
    figure: str
    evidence: Evidence


@lru_cache(maxsize=1)
def _families() -> tuple[_Family, ...]:
    return toml(resources.files("symphony.coding.reconciler") / "data" / "eyes.toml", _File).family


def eye_by_eye(case: Case, codes: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices, with the grade of each eye where the note tells it.

    Args:
        case: the encounter and the open book.
        codes: the choices that would be reported.
    """
    found = list(codes)
    for family in _families():
        fitting = [choice for choice in found if compiled(family.code).fullmatch(choice.code)]
        if not fitting:
            continue
        fitting.extend(choice for choice in found if choice.code in family.absorbs)
        made = list(_made(case, family, together(fitting)))
        if made:
            place = found.index(fitting[0])
            rest = [choice for choice in found if choice not in fitting]
            found = [*rest[:place], *made, *rest[place:]]
    return tuple(found)


def _made(case: Case, family: _Family, choice: Choice) -> Iterator[Choice]:
    """The choices for the eyes, if the grade of an eye is told."""
    grades = list(_told(case, family, family.grade))
    sided = {said.eye for said in grades if said.eye}
    states = list(_told(case, family, family.state, family.plain))
    if not sided:
        sided = {said.eye for said in states if said.eye} if grades else set()
    each: dict[tuple[str, str], list[int]] = {}
    evidence: dict[tuple[str, str], list[Evidence]] = {}
    for eye in sorted(sided):
        grade = _of_eye(grades, eye, family.grade)
        if grade is None:
            return
        fitting = [said for said in states if _goes_with(family, said.figure, grade.figure)]
        state = _of_eye(fitting, eye, family.state)
        key = (grade.figure, state.figure if state else family.absent)
        each.setdefault(key, []).append(eye)
        evidence.setdefault(key, []).extend(s.evidence for s in (grade, state) if s)
    for (grade_figure, state_figure), eyes in each.items():
        to = family.to.format(eye=sum(eyes), grade=grade_figure, state=state_figure)
        code = compiled(family.code).sub(to, choice.code)
        changed = _changed(case, choice, code, evidence[grade_figure, state_figure])
        if changed is None:
            return
        yield changed


def _goes_with(family: _Family, state: str, grade: str) -> bool:
    grades = next((word.grades for word in family.state if word.to == state), "")
    return not grades or grade in grades


def _of_eye(said: Iterable[_Said], eye: int, figures: Sequence[_Word]) -> _Said | None:
    """What is told of the eye, or else without one; of several figures the table's first."""
    order = {word.to: number for number, word in enumerate(figures)}
    every = sorted(said, key=lambda each: order.get(each.figure, len(order)))
    own = next((each for each in every if each.eye == eye), None)
    return own or next((each for each in every if each.eye == _GENERAL), None)


def _told(
    case: Case, family: _Family, figures: Sequence[_Word], plain: str = "(?!)"
) -> Iterator[_Said]:
    """All that the note tells of these figures, eye by eye, in order."""
    about = compiled(family.about)
    for document in case.encounter.documents:
        for sentence in _SENTENCE.finditer(document.text):
            if about.search(sentence[0]):
                yield from _in_sentence(document, sentence.span(), family, figures, plain)


def _in_sentence(
    document: Document,
    span: tuple[int, int],
    family: _Family,
    figures: Sequence[_Word],
    plain: str,
) -> Iterator[_Said]:
    """What a sentence tells; a clause without an eye belongs to the one before it, or behind."""
    text = document.text
    clauses = list(_clauses(text, *span))
    eyes = [_eyes(text[start:end]) for start, end in clauses]
    figured = list(_figures(text, span, figures, plain, family.absent))
    full = {_clause_of(clauses, end) for _, (_, end) in figured}
    for to, (first, until) in figured:
        at = _clause_of(clauses, until)
        before = next((eye for eye in reversed(eyes[:at]) if eye), _GENERAL)
        behind = eyes[at + 1] if at + 1 < len(eyes) and at + 1 not in full else _GENERAL
        eye = eyes[at] or eyes[_clause_of(clauses, first + 1)] or before or behind
        for one in (_RIGHT, _LEFT) if eye == _EITHER else (eye,):
            yield _Said(one, to, accept(document, first, until))


def _clause_of(clauses: Sequence[tuple[int, int]], end: int) -> int:
    """Which clause holds the words that end there."""
    return next(n for n, (_, until) in enumerate(clauses) if end <= until)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for joint in _CLAUSE.finditer(text, start, end):
        yield first, joint.start()
        first = joint.end()
    yield first, end


def _eyes(clause: str) -> int:
    """The eyes that a clause names: right, left, or both; 0 for none."""
    named = {match.lastgroup for match in _SIDE.finditer(clause)}
    if "both" in named or {"right", "left"} <= named:
        return _EITHER
    return _RIGHT if "right" in named else _LEFT if "left" in named else _GENERAL


def _figures(
    text: str, span: tuple[int, int], figures: Sequence[_Word], plain: str, absent: str
) -> Iterator[tuple[str, tuple[int, int]]]:
    """The figures that a sentence tells, and where; and what it says not to be there."""
    for dry in compiled(plain).finditer(text, *span):
        yield absent, dry.span()
    taken: list[tuple[int, int]] = []
    for word in figures:
        for match in compiled(word.said).finditer(text, *span):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if not _DENIED.search(text, span[0], match.start()):
                yield word.to, match.span()
            elif word.grades and absent:
                yield absent, match.span()


def _changed(case: Case, choice: Choice, code: str, evidence: Sequence[Evidence]) -> Choice | None:
    entry = case.release.code(code)
    if entry is None or not entry.billable or not case.scope.allows(code):
        return None
    if code == choice.code:
        return choice
    step = Step("tabular", f"{choice.code} → {code} {entry.title}")
    why = f"eye by eye the note says {evidence[0].text!r}"
    return moved(choice, code, entry.title, step=step, why=why, evidence=evidence)
