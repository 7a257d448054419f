"""Whether a text is written for the care of the patient, or as a report for other readers."""

import re
from functools import lru_cache

from symphony.encounter.model import Encounter, Setting
from symphony.language.patterns import lazy

_HIMSELF = lazy(
    r"I (?<!\wI )(?:last |first |also |then |now )?(?:have|had|will|would|am|was|saw|see|gave|think"
    r"|believe|recommend|explained|discussed|asked"
    r"|spoke|examined|find|found|suggest|suggested|reviewed|do|did|can|could|told|agree|suspect|feel"
    r"|plan|expect|advised|understand|note|appreciate|counseled|started|increased|performed"
    r"|lowered|reduced|raised|stopped|ordered|prescribed|refilled|referred|placed|injected)\b"
)
"""What he writes of himself: looked for first, since most notes have it and the rest is slow."""

_VISIT = lazy(
    r"\b[Ww]e (?:discussed|talked|went over|agreed)\b"
    r"|^[A-Z][\w/-]*(?: [\w/-]+){0,3} (?:visit|clinic|consult|check-?up)[.,:\n]"
    r"|\bI'(?:ve|ll|d)\b|(?i:^[ \t]*dear\b|\bsincerely\b|\bkind regards\b|\bhere (?:today|for)\b"
    r"|\b(?:seen|saw|came in|comes in|returns|presents|here|visit|exam|discussed) today\b"
    r"|\b(?:visit|labs|follow-up|appointment) in (?:\d|a |one |two |three |four |six )"
    r"|\btoday(?:'s visit| she| he| for| with| to)\b"
    r"|\b(?:rtc|rto|return|recheck|see (?:him|her|you|me)(?: again)?)\b"
    r"(?: to (?:clinic|office))? ?(?:in|x)? ?(?:\d|a |one |two |three |four |six )"
    r"|\b(?:back|follow(?:ed)?[- ]?up|seen again) in"
    r" (?:\d|a |one |two |three |four|six|eight|ten|twelve)"
    r"|\b(?:taken|given|done|started|ordered|reviewed|refilled|performed|obtained) today\b"
    r"|\bseen (?:this (?:morning|afternoon|evening)|in (?:the )?(?:clinic|office|surgery))\b"
    r"|^[ \t]*(?:medical decision making|assessment (?:and|&) plan|impression (?:and|&) plan)\b"
    r"|^[ \t]*(?:cc|hpi|mdm|chief complaint|plan|a/p|assessment|impression|rx|dx|meds?|allergies"
    r"|s|o|pmh)[ \t]*:"
    r"|\b(?:nkda|rtc|prn|qhs|\d ?mg (?:bid|tid|qd)|wnl|c/o|s/p|w/o)\b)",
    re.MULTILINE,
)


@lru_cache(maxsize=4)
def is_visit(text: str) -> bool:
    """Whether the text is a note of a visit, stay or letter about one, and no case report.

    A clinician writes of himself, of today and of the next visit, in the shorthand of charts.
    """
    return _HIMSELF.search(text) is not None or _VISIT.search(text) is not None


def is_report(encounter: Encounter) -> bool:
    """Whether the encounter is told for readers (a case report), who are told every complaint.

    A stay or an emergency that is given as such is none, whatever its words.
    """
    return encounter.setting is Setting.OUTPATIENT and not any(
        is_visit(document.text) for document in encounter.documents
    )
