"""A side effect of today of which nobody has concluded that the patient is allergic.

A rash from amoxicillin is coded by its nature and as an adverse effect (I.C.19.e.5(a)). The status
of an allergy (Z88) is added where the provider says so ("now listed as allergic"); by itself a
reaction that is treated today is no history of one (I.C.21.c.3).
"""

import re
from collections.abc import Mapping, Sequence

from symphony.coding.evidence import Evidence
from symphony.coding.reason import Reason
from symphony.coding.reconciler.left_out import left_out
from symphony.coding.stages import Choice, Exclusion, Mention
from symphony.encounter.model import Encounter
from symphony.language.patterns import lazy

RULE = "reconciler.not_concluded"
_CITATION = "guideline I.C.21.c.3: the note tells a side effect of today ({code}) and no allergy"

_EFFECT = lazy(r"T(?:3[6-9]|4\d|50)\.\w\w5A")
_STATUS = "Z88"
_BEFORE, _BEHIND = 120, 200
"""How far around the drug an allergy is concluded, in code points."""


_CONCLUDED = lazy(
    r"\ballerg(?:y|ies)\s*[:-]?\s*(?:none|nkda|no known|nil)|\bNKDA\b"
    r"|\b(?:no|not|isn.t|wasn.t|without|rather than|denies)\b[^.;,\n]{0,24}\ballerg\w+"
    r"|(?P<told>\ballerg\w+|\banaphyla\w+|\bhypersensitiv\w+|\bintoleran\w+)",
    re.IGNORECASE,
)
"""What tells of an allergy; the first alternative takes the words that tell of none."""


def not_concluded(
    encounter: Encounter, codes: Sequence[Choice], mentions: Mapping[int, Mention]
) -> dict[str, tuple[Exclusion, ...]]:
    """The states of allergy that are left out, by their codes: one exclusion for each mention.

    Args:
        encounter: what is coded.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    states = [choice for choice in codes if choice.code.startswith(_STATUS)]
    effects = {
        (said.document, said.start): choice.code
        for choice in codes
        if states and _EFFECT.fullmatch(choice.code)
        for said in choice.evidence
    }
    if not effects or not any(_is_blamed(mentions[m]) for choice in codes for m in choice.mentions):
        return {}
    texts = {document.id: document.text for document in encounter.documents}
    left: dict[str, tuple[Exclusion, ...]] = {}
    for choice in states:
        places = [mentions[number].evidence for number in choice.mentions]
        if all((p.document, p.start) in effects and not _is_concluded(texts, p) for p in places):
            code = effects[places[0].document, places[0].start]
            citation = _CITATION.format(code=code)
            left[choice.code] = left_out(choice, mentions, Reason.NOT_REPORTABLE, RULE, citation)
    return left


def _is_blamed(mention: Mention) -> bool:
    """Whether it is a condition that the note blames on a drug: a reaction of today."""
    return any(signal.name == "blamed" for signal in mention.signals)


def _is_concluded(texts: Mapping[str, str], said: Evidence) -> bool:
    text = texts[said.document]
    around = _CONCLUDED.finditer(text, max(0, said.start - _BEFORE), said.end + _BEHIND)
    return any(match["told"] for match in around)
