"""How long a head injury took the consciousness, by what the note tells anywhere.

The codes of category S06 part by it: not lost, for how long, for an unspecified time, not known
(tabular list, S06; guidelines, section I.B.2). A note that is silent about it leaves it unknown.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from symphony.encounter.model import Document
from symphony.language.patterns import lazy
from symphony.language.words import forms, function_words

_LOST = (
    r"(?:loss of consciousness|\bloc\b|lost consciousness|lose consciousness|losing consciousness"
    r"|unconscious(?:ness)?|knocked out|knocked unconscious|passed out|pass out|blacked out"
    r"|blackout|(?:was|were|been) out(?: cold)?(?= for)|out cold)"
)
_COUNT = (
    r"(?P<count>\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty"
    r"|thirty|forty[- ]five|half an?|(?:a )?few|several|(?:a )?couple(?: of)?)"
)
_UNIT = r"(?P<unit>seconds?|secs?|s\b|minutes?|mins?|hours?|hrs?|h\b|days?)"
_LONG = lazy(
    rf"{_LOST}[^.;\n]{{0,40}}?\b{_COUNT}[ -]?{_UNIT}|\b{_COUNT.replace('count', 'ahead')}[ -]?"
    rf"{_UNIT.replace('unit', 'of')}[^.;\n\d]{{0,24}}?{_LOST}",
    re.IGNORECASE,
)
_BRIEF = lazy(
    rf"\b(?:brief(?:ly)?|momentar(?:y|ily)|transient(?:ly)?|short)\b[^.;\n]{{0,24}}{_LOST}"
    rf"|{_LOST}[^.;\n]{{0,24}}\b(?:brief(?:ly)?|momentar(?:y|ily)|transient(?:ly)?)\b",
    re.IGNORECASE,
)
_NOT = lazy(
    rf"\b(?:no|not|without|w/o|denies|denied|negative for|never|did not"
    rf"|didn't)\b[^.;\n]{{0,40}}?{_LOST}"
    rf"|(?:^|\s)[-\u2212] ?LOC\b|{_LOST}\s*(?::|-|\()\s*(?:no\b|none|neg\w*|denie[sd])",
    re.IGNORECASE,
)
_UNKNOWN = lazy(
    rf"\b(?:unknown|unclear|unsure|uncertain|possible|questionable|\?|whether"
    rf"|if)\b[^.;\n]{{0,30}}{_LOST}"
    rf"|{_LOST}(?![^.;\n]{{0,12}}\bduration)[^.;\n]{{0,24}}\b(?:unknown|unclear|uncertain)\b"
    r"(?! duration| (?:for )?how long)",
    re.IGNORECASE,
)
_ANY = lazy(_LOST, re.IGNORECASE)

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "forty five": 45, "half a": 0.5, "half an": 0.5, "few": 3, "a few": 3,
    "several": 4, "couple": 2, "a couple": 2, "couple of": 2, "a couple of": 2,
}  # fmt: skip
_MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}

_TITLES = (
    (30.0, "loss of consciousness of 30 minutes or less"),
    (59.99, "loss of consciousness of 31 minutes to 59 minutes"),
    (359.99, "loss of consciousness of 1 hour to 5 hours 59 minutes"),
    (1440.0, "loss of consciousness of 6 hours to 24 hours"),
)
_LONGEST = (
    "loss of consciousness greater than 24 hours return to pre-existing conscious level surviving"
)
_UNSPECIFIED = "loss of consciousness of duration"
_SILENT = "loss of consciousness status unknown"


class Lost(NamedTuple):
    """Where a note tells of consciousness, and the words of the titles for it."""

    document: Document
    start: int
    end: int
    words: frozenset[str]


def consciousness(documents: Iterable[Document]) -> Lost | None:
    """What the notes tell of it: no words where it was not lost, nothing where all are silent."""
    every = list(documents)
    for pattern in (_LONG, _BRIEF, _NOT, _UNKNOWN, _ANY):
        for document in every:
            for match in pattern.finditer(document.text):
                if pattern in (_LONG, _BRIEF, _ANY) and _denied(document.text, match):
                    continue
                return Lost(document, *match.span(), _words(_title(pattern, match)))
    return None


def _denied(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()].rpartition(".")[2]
    return re.search(r"\b(?:no|without|denie[sd]|not|if|risk)\b", before, re.IGNORECASE) is not None


def _title(pattern: re.Pattern[str], match: re.Match[str]) -> str:
    if pattern is _NOT:
        return ""
    if pattern is _UNKNOWN:
        return _SILENT
    if pattern is _ANY:
        return _UNSPECIFIED
    if pattern is _BRIEF:
        return _TITLES[0][1]
    count = (match["count"] or match["ahead"]).casefold()
    unit = (match["unit"] or match["of"]).casefold()[0]
    minutes = _MINUTES[unit] * (_WORDS.get(count) or float(count))
    return next((title for most, title in _TITLES if minutes <= most), _LONGEST)


def silent() -> frozenset[str]:
    """The words of the titles for a note that does not tell of it."""
    return _words(_SILENT)


def _words(title: str) -> frozenset[str]:
    return frozenset(forms(title)) - function_words()
