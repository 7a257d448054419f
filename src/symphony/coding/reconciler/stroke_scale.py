"""The score of the stroke scale, coded beside an acute infarction (I.C.18.i, note at R29.7).

A note often tells several scores: at least the initial one is reported. The first that the note
calls its own or that of the arrival goes before one of another hospital.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.stages import Choice, Step
from symphony.language.patterns import lazy

_SCALE: Final = lazy(
    r"(?P<own>\b(?:our|admission|initial|arrival|presenting|baseline)\b[^.;\n]{0,16})?"
    r"\b(?:NIHSS|NIH stroke scale|stroke scale)\b[^\d.;\n]{0,28}"
    r"(?P<score>\d{1,2})\b(?!\s?/\s?\d{2,4})",
    re.IGNORECASE,
)
_MOST: Final = 42
_INFARCTION: Final = "I63"


def with_score(case: Case, codes: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices, with the score of the scale beside an acute infarction.

    Args:
        case: the encounter and the open book.
        codes: the choices that would be reported.
    """
    stroke = next((choice for choice in codes if choice.code.startswith(_INFARCTION)), None)
    if stroke is None or any(choice.code.startswith("R29.7") for choice in codes):
        return tuple(codes)
    told = [
        (document, match)
        for document in case.encounter.documents
        for match in _SCALE.finditer(document.text)
        if int(match["score"]) <= _MOST
    ]
    if not told:
        return tuple(codes)
    document, match = next((each for each in told if each[1]["own"]), told[0])
    entry = case.release.code(f"R29.7{int(match['score']):02d}")
    if entry is None or not entry.billable or not case.scope.allows(entry.code):
        return tuple(codes)
    score = replace(
        stroke,
        code=entry.code,
        display=entry.title,
        evidence=(accept(document, *match.span()),),
        trail=(*stroke.trail, Step("tabular", f"{stroke.code} with R29.7- → {entry.code}")),
        rationale=f"the note tells the score: {match['score']} (I.C.18.i)",
        alternatives=(),
    )
    return (*codes, score)
