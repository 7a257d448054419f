"""Who tells the story: a clinician of a visit of his own, or a report on a case.

A letter or a dictated visit without headings names symptoms on the way to its diagnoses, which are
then integral to them (guideline I.B.5); a case report names only what it found worth telling.
"""

import re

_OWN = re.compile(r"\bI(?:'ve|'m|'ll|'d)?(?= [a-z]{2})|\b[Mm]y\b|\bDear\b|\b[Tt]oday\b")
_ENOUGH = 2
"""Once may be a quotation."""


def tells_own_visit(text: str) -> bool:
    """Whether the text speaks in the first person singular, or of today."""
    found = _OWN.finditer(text)
    return sum(1 for _, _ in zip(range(_ENOUGH), found, strict=False)) == _ENOUGH
