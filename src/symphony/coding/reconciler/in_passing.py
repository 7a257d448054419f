"""Symptoms that a note tells only on the way to its diagnosis.

A symptom code is for what has no definitive diagnosis, or is not part of it (guidelines I.B.4,
I.B.5, II.A, IV.D). Where a diagnosis is reported that brings the symptom about, and the symptom is
no problem of its own (not listed, not worked up, not left unexplained), it is the story of that
diagnosis. A symptom that nothing reported explains stays.
"""

from collections.abc import Sequence

from symphony.coding.pursued import is_pursued
from symphony.coding.reason import Reason
from symphony.coding.reconciler.left_out import left_out
from symphony.coding.stages import Choice, Exclusion, Mention
from symphony.encounter.model import Encounter
from symphony.language.patterns import lazy
from symphony.rules.integral import brought_about, is_symptom
from symphony.rules.sheet import Item, Sheet

RULE = "reconciler.in_passing"
_CITATION = "guidelines I.B.5 and IV.D: told in passing, and part of {codes}"

_OWN = frozenset({"problem", "problem_with", "problem_cause", "blamed"})
"""Signals (extractor/reportable.py) of what is a problem of its own."""
_DEFINITE = frozenset("ABCDEFGHIJKLMNOPQSTU")
_BY_DRUG = lazy(r"T(?:3[6-9]|4\d|50)\.\w\w[56]")
"""Adverse effect and underdosing: what they bring about is coded beside them (I.C.19.e.5)."""


def in_passing(
    encounter: Encounter, sheet: Sheet, codes: Sequence[Choice], mentions: dict[int, Mention]
) -> dict[str, tuple[Exclusion, ...]]:
    """The symptoms that are left out, by their codes: one exclusion for each mention.

    Args:
        encounter: what is coded.
        sheet: the codes laid out for the rules.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    left: dict[str, tuple[Exclusion, ...]] = {}
    texts = {document.id: document.text for document in encounter.documents}
    definite = [item for item in sheet.items if _is_definite(sheet, item)]
    for choice in codes:
        item = sheet.get(choice.code)
        if item is None or not definite or not is_symptom(sheet, item):
            continue
        named = [mentions[number] for number in choice.mentions]
        because = tuple(i.code for i in brought_about(sheet, item) if i in definite)
        if because and _is_story(named, texts):
            citation = _CITATION.format(codes=", ".join(because))
            left[choice.code] = left_out(choice, mentions, Reason.INTEGRAL_SYMPTOM, RULE, citation)
    return left


def _is_definite(sheet: Sheet, item: Item) -> bool:
    if _BY_DRUG.match(item.code):
        return False
    return item.code[0] in _DEFINITE and not is_symptom(sheet, item)


def _is_story(named: Sequence[Mention], texts: dict[str, str]) -> bool:
    if any(signal.name in _OWN for mention in named for signal in mention.signals):
        return False
    return not any(_is_pursued(mention, texts) for mention in named)


def _is_pursued(mention: Mention, texts: dict[str, str]) -> bool:
    place = (mention.detail or (mention.evidence,))[0]
    return is_pursued(texts[place.document], mention.evidence.start, (place.start, place.end))
