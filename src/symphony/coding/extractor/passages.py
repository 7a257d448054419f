"""Passages of a text without headings: the examination, and what the clinician concludes.

A letter or a visit dictated as a story keeps the order of a note without its headings: what the
patient tells, what was found, and what the clinician makes of it and does. Each paragraph shows
what it is by its words (``data/passages.toml``), so that a finding of the examination is not taken
for a problem of the visit, and what the last paragraphs deal with is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.encounter.sections import OTHER, PREAMBLE, Section
from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy
from symphony.language.tables import toml

CONCLUDED, EXAMINED = "concluded", "examined"
"""Cues of the passage in which a name stands."""

_UNTITLED = (PREAMBLE, OTHER)
_SWALLOWS = ("results", "vitals", "physical_exam", "review_of_systems")
"""Sections of which a later paragraph may be the conclusion that nothing announces."""

_SHORTEST = 60
"""Shorter ones are salutations, dates and names, in code points."""

_WIDEST = 132
"""A longer line is not wrapped: it is a paragraph by itself, in code points."""

_PARAGRAPH = lazy(
    rf"[^\r\n]{{{_WIDEST},}}(?:\r?\n|$)|(?:(?![^\r\n]{{{_WIDEST}}})[^\r\n]*\S[^\r\n]*(?:\r?\n|$))+"
)


class Passage(NamedTuple):
    """A paragraph and what it is: ``concluded``, ``examined`` or "" for the rest."""

    extent: Extent
    kind: str


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns that show what a paragraph is, and how many of them do."""

    concluding: tuple[str, ...]
    examining: tuple[str, ...]
    concluding_least: int
    examining_least: int


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], re.Pattern[str], _Words]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "passages.toml", _Words)
    return (
        re.compile("|".join(read.concluding), re.IGNORECASE),
        re.compile("|".join(read.examining), re.IGNORECASE),
        read,
    )


def passages(text: str, sections: Sequence[Section]) -> tuple[Passage, ...]:
    """The paragraphs under no heading that are the examination or the conclusion, in order.

    None for a text in which nothing is concluded.
    """
    every = [p for section in sections for p in _of_section(text, section)]
    # The first of several paragraphs tells why the patient came, whatever it says of plans.
    found = [p for p in every[1:] if p.kind] if len(every) > 1 else every
    return tuple(found) if any(p.kind == CONCLUDED for p in found) else ()


def _of_section(text: str, section: Section) -> Iterator[Passage]:
    swallows = section.kind in _SWALLOWS
    if not swallows and section.kind not in _UNTITLED:
        return
    for number, match in enumerate(_PARAGRAPH.finditer(text, section.body_start, section.end)):
        if match.end() - match.start() < _SHORTEST or (swallows and number == 0):
            continue
        kind = _kind(text, match)
        if not swallows or kind == CONCLUDED:
            yield Passage(Extent(*match.span()), kind)


def _kind(text: str, paragraph: re.Match[str]) -> str:
    concluding, examining, least = _words()
    concludes = sum(1 for _ in concluding.finditer(text, *paragraph.span()))
    examines = sum(1 for _ in examining.finditer(text, *paragraph.span()))
    if examines >= least.examining_least and examines > concludes:
        return EXAMINED
    if concludes >= least.concluding_least and concludes > examines:
        return CONCLUDED
    return ""
