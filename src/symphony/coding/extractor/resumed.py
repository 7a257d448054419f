"""A disease that a text without headings names on the way, and takes up again where it concludes.

"The scan shows a stone in the left kidney. ... The stone needs nothing now" deals with the stone,
though the conclusion does not name it in full: its noun, with an article, is enough.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from symphony.encounter.assertion import Assertion
from symphony.encounter.reading import Reading
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.words import forms

RESUMED = "resumed"
"""The cue of a name that the conclusion takes up."""

_DEALT_WITH = frozenset({Assertion.PRESENT, Assertion.PLANNED, Assertion.POSSIBLE})
_GENERIC = frozenset(
    {"disease", "disorder", "syndrome", "condition", "problem", "illness", "pain", "change"}
    | {"finding", "symptom", "episode", "attack", "state", "test", "blood", "side", "level"}
    | {"type", "stage", "skin", "use", "history", "status", "complication", "reaction"}
    | {"deficiency", "injury", "infection"}
)
"""Nouns that any other disease of the note may be called by."""
_ENDS = lazy(
    r"\s(?:of|in|on|at|with|without|from|due|to|for|over|under|near|involving|within|behind|by|is"
    r"|are|was|were)\b|[,;:(]",
    re.IGNORECASE,
)
"""What ends the noun of a name: "polyps in both nasal cavities"."""


def head(name: str) -> str:
    """The noun of a name (normal form); empty where it could be any disease's.

    Args:
        name: the words of the note.
    """
    found = _ENDS.search(name)
    words = forms(name[: found.start()] if found else name)
    last = words[-1] if words else ""
    return last if len(last) > _SHORTEST and last not in _GENERIC else ""


_SHORTEST = 3


def is_resumed(reading: Reading, name: Extent, concluding: Iterable[Extent]) -> bool:
    """Whether what concludes the text takes up a disease that was named before.

    Args:
        reading: what the document asserts.
        name: where the disease is named.
        concluding: the passages that conclude the text.
    """
    noun = head(reading.text[slice(*name)])
    if not noun:
        return False
    places = (
        Extent(*match.span("noun"))
        for passage in concluding
        if passage.start >= name.end
        for match in taken_up(noun).finditer(reading.text, *passage)
    )
    return any(reading.judge(place).assertion in _DEALT_WITH for place in places)


@lru_cache(maxsize=512)
def taken_up(noun: str) -> re.Pattern[str]:
    """The pattern of a noun with an article, as one speaks of what was named before."""
    stem = re.escape(noun.removesuffix("y"))
    return re.compile(
        r"\b(?:the|this|that|these|those|his|her|their|its|both)"
        r" (?:(?:same|small|little|large|big|bigger|larger|smaller|two|three|four|other|right|left"
        rf"|largest|torn|broken|actual|remaining) )*(?P<noun>{stem}(?:y|ies|e?s)?)\b"
        r"(?! (?:of|in|on) )",
        re.IGNORECASE,
    )
