"""A second myocardial infarction within four weeks of the first.

A code from I22 is used where a patient who has had an infarction of type 1, or of no told type, has
a new one within four weeks; the first keeps its code from I21 (guideline I.C.9.e.4). A note tells
it by when the first one was ("STEMI two weeks ago, now NSTEMI").
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.moved import moved
from symphony.coding.reconciler.together import together
from symphony.coding.stages import Choice, Mention, Step
from symphony.encounter.model import Document

_ACUTE = ("I21", "I22")
_OTHER_TYPES = ("I21.A", "I21.B")
"""Types 2 to 5 and others: each is coded in I21 (guideline I.C.9.e.4)."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """An infarction by its words, its code as the first one and as the second one."""

    words: re.Pattern[str]
    first: str
    second: str


class _Named(NamedTuple):
    """Where an infarction is named."""

    start: int
    end: int
    kind: _Kind


class _Patterns(NamedTuple):
    name: re.Pattern[str]
    past: re.Pattern[str]
    since: re.Pattern[str]
    again: re.Pattern[str]
    within: re.Pattern[str]
    not_his: re.Pattern[str]
    kinds: tuple[_Kind, ...]


def _kind(words: str, first: str, second: str) -> _Kind:
    return _Kind(re.compile(words, re.IGNORECASE), first, second)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    """The patterns, made ready when a note first has an acute infarction."""
    days = (
        r"(?:\d|1\d|2[0-8]|a few|a couple of|two|three|four|five|six|seven|eight|nine|ten|eleven"
        r"|twelve|fourteen|several) days?"
    )
    time = rf"(?:{days}|(?:an?|one|two|three|four|[1-4]) (?:weeks?|wks?))"
    return _Patterns(
        name=re.compile(
            r"\b(?:(?:anter|infer|poster|later|sept|ap)[\w-]*(?: wall)? )?(?:acute )?"
            r"(?:n-?stemi|stemi|(?:non[- ]?)?st[- ](?:segment )?elevation (?:mi|myocardial"
            r" infarction)|mi|myocardial infarction|heart attack)\b",
            re.IGNORECASE,
        ),
        past=re.compile(
            rf"[^.;\n]{{0,30}}?\b(?:(?:{time}) (?:ago|prior|earlier|before|back)|last week"
            r"|earlier this (?:week|month))\b",
            re.IGNORECASE,
        ),
        since=re.compile(
            rf"\b(?:(?:{time}) (?:after|since|following|post|s/p|out from|ago (?:for|with|after))"
            r"|(?:discharged|hospitali[sz]ed|admitted|treated|stented) (?:here |elsewhere )?"
            rf"(?:last week|{time} ago) (?:for|with|after|following))"
            r" (?:(?:an?|her|his|the|first|initial|acute) ){0,2}$|\brecent $",
            re.IGNORECASE,
        ),
        again=re.compile(
            r"\b(?:now|new|another|subsequent|second|recurrent|repeat|again|today|re-?admitted"
            r"|returns|returned|comes back|came back|re-?presents)\b[^.;\n]{0,40}$",
            re.IGNORECASE,
        ),
        within=re.compile(
            r"[^.;\n]{0,12}\b(?:within|inside) (?:(?:four|4) weeks|28 days|(?:a|one) month) of"
            r" (?:the|a|his|her) (?:first|prior|previous|last|earlier|initial)\b",
            re.IGNORECASE,
        ),
        not_his=re.compile(
            r"\b(?:no|not|denies|without|never|type (?:2|ii|two)|demand|father|mother|brother"
            r"|sister|dad|mom|uncle|aunt|wife|husband|son|daughter|family|rule out|ruled out|risk)"
            r"\b[^.;\n]{0,40}$",
            re.IGNORECASE,
        ),
        kinds=(
            _kind(r"\bn-?stemi|\bnon", "I21.4", "I22.2"),
            _kind(r"\bante", "I21.09", "I22.0"),
            _kind(r"\binfer", "I21.19", "I22.1"),
            _kind(r"\b(?:post|later|sept|ap)", "I21.29", "I22.8"),
            _kind(r"\bstemi|\bst\b", "I21.3", "I22.9"),
            _kind("", "I21.9", "I22.9"),
        ),
    )


def second_infarction(
    case: Case, codes: Sequence[Choice], mentions: Mapping[int, Mention]
) -> tuple[Choice, ...]:
    """The choices; where two infarctions within four weeks are told, one code for each.

    Args:
        case: the encounter and the open book.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    acute = [choice for choice in codes if choice.code.startswith(_ACUTE)]
    if not acute or any(choice.code.startswith(_OTHER_TYPES) for choice in acute):
        return tuple(codes)
    for document in case.encounter.documents:
        places = {
            (said.start, said.end)
            for choice in acute
            for said in (mentions[number].evidence for number in choice.mentions)
            if said.document == document.id
        }
        pair = _pair(document.text, places)
        if pair is not None:
            return (*(c for c in codes if c not in acute), *_both(case, document, acute, pair))
    return tuple(codes)


def _pair(text: str, places: set[tuple[int, int]]) -> tuple[_Named, _Named] | None:
    """The first infarction and the second, where the text tells of both."""
    named = [one for one in _named(text) if not _says(_patterns().not_his, text, one.start)]
    first = [one for one in named if _is_first(text, one)]
    present = [
        one
        for one in named
        if one not in first and any(s < one.end and one.start < e for s, e in places)
    ]
    for one in present:
        if _patterns().within.match(text, one.end):
            return one, one
    for one in present:
        again = _says(_patterns().again, text, one.start)
        for before in first:
            if again or before.kind is not one.kind:
                return before, one
    return None


def _named(text: str) -> Iterator[_Named]:
    for match in _patterns().name.finditer(text):
        kind = next(kind for kind in _patterns().kinds if kind.words.search(match[0]))
        yield _Named(*match.span(), kind)


def _is_first(text: str, one: _Named) -> bool:
    """Whether it happened in the last four weeks, and not now."""
    if _says(_patterns().since, text, one.start):
        return True
    past = _patterns().past.match(text, one.end)
    return past is not None and not _patterns().name.search(text, one.end, past.end())


def _says(pattern: re.Pattern[str], text: str, end: int) -> bool:
    """Whether the words before a place are of a pattern."""
    return pattern.search(text, max(0, end - 80), end) is not None


def _both(
    case: Case, document: Document, acute: Sequence[Choice], pair: tuple[_Named, _Named]
) -> Iterator[Choice]:
    base = together(acute)
    first, second = pair
    for one, code, told in (
        (second, second.kind.second, "new"),
        (first, first.kind.first, "first"),
    ):
        said = accept(document, one.start, one.end)
        entry = case.release.code(code)
        if entry is None:
            continue
        step = Step("guideline", f"{base.code} → {entry.code} {entry.title}")
        why = f"the {told} of two infarctions within four weeks (I.C.9.e.4)"
        here = replace(base, evidence=(said,))
        yield moved(here, entry.code, entry.title, step=step, why=why)
