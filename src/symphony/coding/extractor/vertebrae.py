"""Fractures of the processes of named vertebrae: each vertebra has its own code.

"L1-L3 transverse process fractures" are three (tabular list, S12, S22.0 and S32.0: a fracture that
is neither a compression nor a burst is an other fracture of that vertebra).
"""

import re
from collections.abc import Iterator

from symphony.language.patterns import lazy

_PROCESS = lazy(
    r"\b(?:transverse|spinous|articular) process(?:es)?\b|\bTP (?:fractures?|fx)|\blaminar?\b"
    r"|\bpedicles?\b"
    r"|\bfacets?\b",
    re.IGNORECASE,
)
_LEVELS = lazy(
    r"\b(?P<region>[CTL])(?P<first>\d{1,2})(?:\s*(?:-|\u2013|to|through"
    r"|thru)\s*(?P=region)?(?P<last>\d{1,2}))?\b"
)
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_MOST = {"C": 7, "T": 12, "L": 5}
_FIRST_PAIR = 5
"""From the fifth on, the thoracic vertebrae have a code for two."""
_NOT_DISPLACED = lazy(r"\bnon-?displaced|\bundisplaced", re.IGNORECASE)


def processes(told: str) -> Iterator[str]:
    """The terms for the broken processes of the vertebrae that some words name."""
    if not _PROCESS.search(told):
        return
    displaced = "nondisplaced" if _NOT_DISPLACED.search(told) else "displaced"
    seen: set[str] = set()
    for match in _LEVELS.finditer(told):
        region = match["region"]
        first, last = int(match["first"]), int(match["last"] or match["first"])
        for level in range(first, min(last, _MOST[region]) + 1):
            term = _term(region, level, displaced)
            if level and term not in seen:
                seen.add(term)
                yield term


def _term(region: str, level: int, displaced: str) -> str:
    if region == "C":
        return f"other {displaced} fracture of {_NTH[level - 1]} cervical vertebra"
    if region == "L":
        return f"other fracture of {_NTH[level - 1]} lumbar vertebra"
    if level < _FIRST_PAIR:
        return f"other fracture of {_NTH[level - 1]} thoracic vertebra"
    low = level - (level - _FIRST_PAIR) % 2
    thoracic = "thoracic " if low == _SEVENTH else ""
    return f"other fracture of t{low} t{low + 1} {thoracic}vertebra"


_SEVENTH = 7
"""The one pair whose title says that it is thoracic."""
