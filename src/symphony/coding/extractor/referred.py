"""An assessment that names no diseases and sends the reader to the list of those that last.

"All of the above stable, meds renewed" says that each lasting condition of the history was looked
after at this visit (guideline IV.I), and "continue all other medications" that those were which
have one.
"""

import re
from collections.abc import Iterable

from symphony.encounter.sections import Section
from symphony.language.patterns import holds, lazy

CONDITIONS, DRUGS, NOWHERE = "conditions", "drugs", "nowhere"
"""To what an assessment sends; a note without one sends nowhere."""

_PROBLEMS = (
    r"(?:problems?|conditions?|issues|diagnoses|diseases?|comorbidit(?:y|ies)|illness(?:es)?)"
)
_WELL = (
    r"(?:stable|(?:well |under )?control(?:led)?|at (?:goal|target|baseline)|unchanged|compensated"
    r"|doing well|in good control|managed)"
)
_FILLING = (
    r"(?:(?:are|is|remain|were|all|appear|reviewed|and|currently|well|otherwise|clinically|been"
    r"|have|listed|above|as above|addressed|at this time|today|now|both|seem)[ ,]*)*"
)
"""What may stand before it. A comma is no word of its own here: the ways to read a row of commas
would double with each."""
_LISTED = lazy(
    rf"\ball (?:of )?(?:the )?(?:above|these|those|listed)(?: {_PROBLEMS})?[ ,:]+{_FILLING}"
    rf"{_WELL}\b"
    rf"|\b(?:chronic|medical|other|long[- ]?term|ongoing|existing|known|remaining|listed|above)"
    rf"(?: (?:chronic|medical|health|listed|active))* {_PROBLEMS}[ ,:]+{_FILLING}{_WELL}\b"
    rf"|\b(?:stable|well[- ]controlled|no changes? (?:in|to)(?: (?:his|her|the|any))?)"
    rf"(?: (?:multiple|other|chronic|medical|long[- ]term))+ {_PROBLEMS}\b",
    re.IGNORECASE,
)
_STATES = (
    "stable", "control", "goal", "target", "baseline", "unchanged", "compensated", "doing well",
    "managed", "no change",
)  # fmt: skip
"""One of these stands in whatever :data:`_LISTED` finds."""
_NAMES_OF_MEDICINES = ("meds", "medications", "medicines", "drugs", "prescriptions")
_MEDICINES = rf"(?:{'|'.join(_NAMES_OF_MEDICINES)})"
_CONTINUED = lazy(
    r"\b(?:cont(?:inue[ds]?|inuing|\.)?|no changes? (?:to|in)|refill(?:ed)?|renew(?:ed)?|keep|stay"
    r" on|remain on|resume)(?: on| with)?(?: (?:all|of|her|his|the|other|current|present|usual"
    rf"|chronic|home|same|regular|existing|maintenance|long[- ]term|rest|routine))+ {_MEDICINES}\b"
    rf"|\b(?:all|other|chronic|current|home|regular) {_MEDICINES} (?:(?:were|are|all) )?"
    r"(?:renewed|refilled|unchanged|continued|the same)\b",
    re.IGNORECASE,
)


def referred(text: str, sections: Iterable[Section], assessed: frozenset[str]) -> str:
    """What the assessment sends to: ``conditions``, ``drugs`` (those with one), or "".

    It is ``nowhere`` for a note without an assessment.

    Args:
        text: the document.
        sections: its sections.
        assessed: the kinds of section in which the clinician says what he makes of it.
    """
    concluding = [section for section in sections if section.kind in assessed]
    found = "" if concluding else NOWHERE
    for section in concluding:
        plain = text[section.body_start : section.end].casefold()
        listed = holds(plain, _STATES)
        if listed and _LISTED.search(text, section.body_start, section.end):
            return CONDITIONS
        continued = not found and holds(plain, _NAMES_OF_MEDICINES)
        if continued and _CONTINUED.search(text, section.body_start, section.end):
            found = DRUGS
    return found
