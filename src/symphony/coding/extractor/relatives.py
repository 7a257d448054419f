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
from symphony.language.patterns import lazy
from symphony.language.words import forms, function_words

ANOTHER: Final = "not_patient"
"""The trigger (``encounter/data/triggers.toml``) of persons who are no blood relatives."""

HISTORY: Final = ("family", "history")
"""How the books name it."""

_SAID = ASSESSED | {"indication", "preoperative_diagnosis"}
"""Sections that say what the encounter is for, or what was made of it."""


_KIN = lazy(
    r"\b(?:(?:maternal|paternal|half|twin|great|older|younger|identical|first[- ]degree"
    r"|second[- ]degree)[- ])*(?:mothers?|fathers?|mom|dad|parents?|brothers?|sisters?|siblings?"
    r"|sons?|daughters?|children|grand(?:mother|father|parent|son|daughter)s?|aunts?|uncles?"
    r"|cousins?|nieces?|nephews?|relatives?|family members?|[mp]g[mf]s?|side)\b",
    re.IGNORECASE,
)
_BEHIND = lazy(r"\W{0,3}(?:[^.;,\n(]{0,24}?\b(?:in|of|on|affecting)\b[^.;,\n]{0,16}?|\(\s*)$")
"""What stands between the words for a disease and the relative named after them."""

_BECAUSE = lazy(
    r"\b(?:given|because|due to|based on|in (?:the )?(?:view|light|setting|context) of|owing to"
    r"|considering|concern\w* (?:about|for|over|given)|risk factors?)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
"""What stands before the words for the family where its history is the reason for something."""

_DONE = lazy(
    r"\bgenetic (?:test|counsel|risk|panel|refer|eval)\w*|\b(?:screen\w*|surveill\w*)\b"
    r"|\b(?:high(?:er)?|increased|elevated)[- ]risk\b|\brisk (?:assessment|calculat\w+)",
    re.IGNORECASE,
)
"""What is done for persons at risk."""

_DONE_BEFORE = lazy(
    r"\b(?:(?:was|were|came back|had been|tested) (?:\w+ )?(?:negative|normal|done|declined)"
    r"|negative|in (?:19|20)\d\d|last year|years? ago|previous(?:ly)?|up to date)\b",
    re.IGNORECASE,
)
"""What was done at another time."""

_TO_COME = lazy(
    r"\b(?:due (?:in|this|next|at|on|by)|not due|overdue|will (?:be |need |refer|schedule|get|do)"
    r"|later this|next (?:year|visit|time)|(?:in|at age) \d+|declin\w+|up to date"
    r"|last (?:year|in))\b",
    re.IGNORECASE,
)
"""What puts a screening at another time than this encounter's."""

_LABELLED = lazy(r"\W*(?:\w+ )?(?:f\.?h\.?x?|fam\w*|hx|history)\W*[:=\u2013-]", re.IGNORECASE)
_CHILD = lazy(
    r"\b(?:infants?|baby|newborn|neonate|boy|girl|male|female|born|delivered|IDM)\b[^.;\n]{0,40}"
    r"\b(?:of|to|by)\b[^.;\n]{0,40}\bmother\b",
    re.IGNORECASE,
)
"""A child told by its mother's disease: what it may have from her is no family history."""

_FAMILY = lazy(r"\bfamily\b|\bfamilial\b|\bruns in\b|\bheredit\w+", re.IGNORECASE)
_ACTED = lazy(
    r"\b(?:we|I|will|check\w*|order\w*|refer\w*|test\w*|screen\w*|start\w*|discuss\w*|counsel\w*"
    r"|plan\w*|recommend\w*)\b",
    re.IGNORECASE,
)
"""What is done beside the words for the family."""
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
_BREAST = frozenset({"breast", "mammogram", "mammography"})
_OVARY = frozenset({"ovary", "ovarian"})
_ALIKE = (_BOWEL, _HEART, _BREAST, _OVARY)


def is_relatives(text: str, draft: Draft) -> bool:
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
    if doubted or _CHILD.search(text, *draft.sentence):
        return False
    return draft.role != "stated" and kind(draft.term) == "diagnosis"


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


def screened(placed: Iterable[tuple[str, Draft]]) -> tuple[frozenset[str], ...]:
    """The words of every screening and genetic counselling that the encounter is for.

    Args:
        placed: each draft with the text of its document.
    """
    names = ((standard(draft.term).casefold(), text, draft) for text, draft in placed)
    for_it = {
        name
        for name, text, draft in names
        if (name.startswith(_SCREENED) or _COUNSELLED & set(forms(name)))
        and not _TO_COME.search(text, *draft.sentence)
    }
    return tuple(map(_like, for_it))


def signals(
    text: str, draft: Draft, screenings: Iterable[frozenset[str]], weights: dict[str, float]
) -> tuple[Signal, ...]:
    """Why it is reported, or only a candidate."""
    names = ["relative", *(["relative_bears"] if _bears(text, draft, screenings) else [])]
    return tuple(Signal(name, weights[name]) for name in names)


def _bears(text: str, draft: Draft, screenings: Iterable[frozenset[str]]) -> bool:
    listed = _LABELLED.match(text, *draft.sentence) is not None
    if _is_said(text, draft) and not listed:
        return True
    clause = text[draft.sentence.start : draft.sentence.end].split(";")
    done = any(_DONE.search(part) and not _DONE_BEFORE.search(part) for part in clause)
    if done or _BECAUSE.search(_before(text, draft)):
        return True
    own = _like(f"{draft.term} {standard(draft.term)}")
    return any(own & words or words & _COUNSELLED for words in screenings)


def _is_said(text: str, draft: Draft) -> bool:
    """Whether it stands where the clinician says what the encounter is for or comes to."""
    if draft.section.kind not in _SAID:
        return draft.section.kind == "chief_complaint" and draft.opens
    # "Mother had dementia" among the plans is told in passing; a family history is weighed.
    return draft.role != "prose" or _is_history(draft.term) or _names_family(text, draft)


def _names_family(text: str, draft: Draft) -> bool:
    done = _ACTED.search(text, *draft.sentence) and not _DONE_BEFORE.search(text, *draft.sentence)
    return bool(done) or _FAMILY.search(text, *draft.sentence) is not None


def _before(text: str, draft: Draft) -> str:
    """What the sentence says before it comes to the family."""
    told = relation(text, draft)
    start = min(draft.extent.start, told.start) if told else draft.extent.start
    return text[draft.sentence.start : start]


def _like(name: str) -> frozenset[str]:
    """The telling words of a name, with those for the same organ."""
    words = frozenset(forms(name)) - _EVERY
    return words.union(*(alike for alike in _ALIKE if alike & words))


def _is_history(term: str) -> bool:
    return any(forms(name)[:2] == HISTORY for name in (term, standard(term)))
