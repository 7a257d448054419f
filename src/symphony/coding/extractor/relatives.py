"""What the patient's relatives have or had: family history (Z80-Z84).

Source: guidelines, section I.C.21.c.4: a family history is of a disease for which the patient is at
higher risk; it may stand beside a screening to explain the need for it, and the reason for the
encounter comes first. It is reported where it bears on the encounter (IV.J, III); elsewhere it is
a candidate.
"""

import re
from collections.abc import Iterable
from typing import Final

from symphony.coding.extractor.drafts import Draft, kind, standard
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.stages import Signal
from symphony.encounter.assertion import Assertion
from symphony.encounter.sentences import Extent
from symphony.language.words import forms, function_words

ANOTHER: Final = "not_patient"
"""The trigger (``encounter/data/triggers.toml``) of persons who are no blood relatives."""

HISTORY: Final = ("family", "history")
"""How the books name it."""

_REASONS = frozenset({"indication", "chief_complaint", "preoperative_diagnosis"})
"""Sections that say what the encounter is for."""

_KIN = re.compile(
    r"\b(?:(?:maternal|paternal|half|twin|great|older|younger|identical|first[- ]degree"
    r"|second[- ]degree)[- ])*(?:mothers?|fathers?|mom|dad|parents?|brothers?|sisters?|siblings?"
    r"|sons?|daughters?|children|grand(?:mother|father|parent|son|daughter)s?|aunts?|uncles?"
    r"|cousins?|nieces?|nephews?|relatives?|family members?|[mp]g[mf]s?|side)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\W{0,3}(?:[^.;,\n(]{0,24}?\b(?:in|of|on|affecting)\b[^.;,\n]{0,16}?|\(\s*)$")
"""What stands between the words for a disease and the relative named after them."""

_BEARS = re.compile(
    r"\b(?:given|because of|due to|based on|in (?:the )?(?:view|light|setting|context) of|owing to"
    r"|considering|concern\w* (?:about|for|over|given)|with (?:a |her |his |the |their )?(?:strong"
    r"|significant|positive) family|genetic|screen\w*|surveill\w*|high(?:er)?[- ]risk"
    r"|increased risk|elevated risk|risk (?:factor|assessment|calculat\w+))\b",
    re.IGNORECASE,
)
_SCREENED = ("encounter for screening", "screening for")
_COUNSELLED = frozenset({"genetic"})
_EVERY = function_words() | {
    "encounter",
    "screening",
    "malignant",
    "neoplasm",
    "cancer",
    "disease",
    "disorder",
    "other",
    "unspecified",
    "specified",
    "family",
    "history",
    "test",
}
_BOWEL = frozenset({"colon", "colorectal", "rectum", "rectal", "intestinal", "bowel", "polyp"})
_HEART = frozenset({"cardiovascular", "coronary", "heart", "cardiac", "ischemic", "myocardial"})
_OF_WOMEN = frozenset({"breast", "mammogram", "ovary", "ovarian"})
_ALIKE = (_BOWEL, _HEART, _OF_WOMEN)


def is_relatives(draft: Draft) -> bool:
    """Whether it is a disease of blood relatives, or named as the family's history itself.

    The title of a problem ("Family history of colon cancer") is a problem like any other.
    """
    assertion = draft.judgement.assertion
    if _is_history(draft.term):
        told = draft.role == "prose" and assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        return told or assertion is Assertion.FAMILY
    if assertion is not Assertion.FAMILY or draft.judgement.rule == ANOTHER:
        return False
    doubted = any(also.assertion is Assertion.POSSIBLE for also in draft.judgement.also)
    return not doubted and draft.role != "stated" and kind(draft.term) == "diagnosis"


def named(draft: Draft) -> str:
    """The term to look up."""
    return draft.term if _is_history(draft.term) else f"family history of {draft.term}"


def relation(text: str, draft: Draft) -> Extent | None:
    """The words for the relative: those behind the disease's ("in her mother"), or before them.

    Where no relative is named, the words that say that it is the family's, or None.
    """
    sentence, extent = draft.sentence, draft.extent
    every = [Extent(*match.span()) for match in _KIN.finditer(text, *sentence)]
    behind = next((kin for kin in every if kin.start >= extent.end), None)
    if behind and _BEHIND.match(text[extent.end : behind.start]):
        return behind
    before = [kin for kin in every if kin.end <= extent.start]
    if before:
        return before[-1]
    told = draft.judgement.trigger
    return told if told is None or told.end <= extent.start or extent.end <= told.start else None


def screened(drafts: Iterable[Draft]) -> tuple[frozenset[str], ...]:
    """The words of every screening and genetic counselling that the encounter is for."""
    names = {standard(draft.term).casefold() for draft in drafts}
    return tuple(
        _like(name)
        for name in names
        if name.startswith(_SCREENED) or _COUNSELLED & set(forms(name))
    )


def signals(
    text: str, draft: Draft, screenings: Iterable[frozenset[str]], weights: dict[str, float]
) -> tuple[Signal, ...]:
    """Why it is reported, or only a candidate."""
    names = ["relative", *(["relative_bears"] if _bears(text, draft, screenings) else [])]
    return tuple(Signal(name, weights[name]) for name in names)


def _bears(text: str, draft: Draft, screenings: Iterable[frozenset[str]]) -> bool:
    if draft.section.kind in ASSESSED | _REASONS:
        return True
    if _BEARS.search(text, *draft.sentence):
        return True
    own = _like(f"{draft.term} {standard(draft.term)}")
    return any(own & words or words & _COUNSELLED for words in screenings)


def _like(name: str) -> frozenset[str]:
    """The telling words of a name, with those for the same organ."""
    words = frozenset(forms(name)) - _EVERY
    return words.union(*(alike for alike in _ALIKE if alike & words))


def _is_history(term: str) -> bool:
    return any(forms(name)[:2] == HISTORY for name in (term, standard(term)))
