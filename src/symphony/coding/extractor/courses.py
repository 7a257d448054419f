"""Whether a drug is taken for long: not one given here, begun today, or for some days only.

Source: guidelines, section I.C.21.c.3 (Z79: not for medication given for a brief period to treat an
acute illness or injury).
"""

import re

from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent

_NUMBER = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|ten|fourteen)"
_UNIT = r"(?:d|days?|wks?|weeks?|doses?|hours?|hrs?|h)\b"
_SHORT = re.compile(
    rf"\b(?:x|for|times|another|over|in|through)\s*{_NUMBER}(?:\s*(?:-|to)\s*\d{{1,2}})?\s*(?:more )?-?\s*{_UNIT}"
    rf"|\b\d{{1,2}}[ -]day\b|\bprn\b|\bas needed\b|\btaper|\bburst\b|\bpack\b|\bIV\b|\bdrip\b|\bsliding scale\b"
    r"|\bcorrection\b|^\s?/\s?d50|\bd50\b|\bointment\b|\bcream\b|\btopical\b|\bgel\b|\blotion\b|\bdrops?\b|\buntil \d|\b(?:today|now) in\b"
    r"|\b(?:was|were|is|are|be|been)(?: \w+)? (?:not continued|stopped|discontinued|held|planned|given|tapered)\b"
    r"|\b(?:dvt|vte) (?:prophylaxis|ppx)|\bppx\b|\bprophylaxis\b|\bin the past\b|\bmg/kg\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:add(?:ed|ing)?|start(?:ed|ing)?|begin|beg[au]n|initiat\w+|trial of|used to (?:be on|take)"
    r"|stop(?:ped|ping)?|was on|were on|discontinu\w+|hold(?:ing)?|held|planned|given|received|got|gave|after"
    r"|while on|once off|off|switch(?:ed)? to|prescribe[ds]?|prescribing|avoid\w*|no longer|topical|try|tried|consider\w*"
    r"|recommend\w*|increased risk|rx|prednisone burst|course of|courses of|dose of|failed|previously|intravenous|iv"
    r"|spite of|not on|without|never)\s+(?:[\w/-]+\s+){0,2}$|\bnot\s+$",
    re.IGNORECASE,
)
_KEPT_ON = re.compile(
    r"\b(?:home|continu\w+|takes|taking|unchanged|long[ -]term|chronic\w*|remains? on|maintained|as before|controlled (?:on|with)"
    r"|prior to admission|outpatient)\b",
    re.IGNORECASE,
)
_STAY = frozenset({"hospital_course", "procedure", "results", "findings"})
"""Sections that tell what was given in the stay; what the patient takes at home is said to be so."""
_BEFORE, _AFTER = 44, 64


_PROLONGED = re.compile(
    r"\b(?:long[ -]acting|long[ -]term|extended[ -]release|ER|XR|SR|CR|chronic(?:ally)?|contin|patch|agreement|every day"
    r"|scheduled|for (?:many |several )?(?:years|months)|since)\b"
)


def is_prolonged(text: str, sentence: Extent, drug: Extent) -> bool:
    """Whether the words around a drug say that it is one given over a long time."""
    start, end = max(sentence.start, drug.start - _BEFORE), min(sentence.end, drug.end + _BEFORE)
    return bool(_PROLONGED.search(text, start, end))


def is_lasting(text: str, section: Section, sentence: Extent, drug: Extent) -> bool:
    """Whether the words around a drug let it be one that is taken for long."""
    before = text[max(sentence.start, drug.start - _BEFORE) : drug.start]
    after = re.split(r"[;\n]|[.,](?!\d)", text[drug.end : min(sentence.end, drug.end + _AFTER)])[0]
    if _SHORT.search(after) or _NOT_YET.search(before):
        return False
    return section.kind not in _STAY or bool(_KEPT_ON.search(text[slice(*sentence)]))
