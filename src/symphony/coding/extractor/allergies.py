"""Allergies that the note tells: a state by its own codes, whatever brought the patient.

Source: guidelines, section I.C.21.c.3 (Z88.- and Z91.0-: allergy status).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.encounter.sections import Section
from symphony.encounter.sentences import Extent
from symphony.language.tables import toml
from symphony.language.words import Word, forms

_SECTION = "allergies"
_BEFORE = frozenset({"allergy", "allergic"})
_FAR = 6
"""Words between "allergic to" and the last substance of its list."""
_BORNE = re.compile(
    r"\b(?:tolerat\w*|ok with|no reaction|able to take|takes|outgrew|outgrown|challenge)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:none|nkd?a|no (?:known|drug|food|medication)|denies)\b", re.IGNORECASE)
_AFTER = 30
"""Characters behind the name of a substance in which it may be said to be borne."""


class Allergy(NamedTuple):
    """Where an allergy is told, and its standard term."""

    extent: Extent
    term: str


@dataclass(frozen=True, slots=True)
class _Allergen:
    term: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    allergen: tuple[_Allergen, ...]


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Every name of a substance by its first word, the longer names first."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "allergies.toml", _File)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry in read.allergen:
        for name in entry.words:
            words = forms(name)
            found.setdefault(words[0], []).append((words, entry.term))
    return {
        first: tuple(sorted(names, key=lambda pair: -len(pair[0])))
        for first, names in found.items()
    }


def allergies(text: str, section: Section, tokens: Sequence[Word]) -> Iterator[Allergy]:
    """The allergies that a sentence tells.

    In the section for them every substance counts; elsewhere only one that is called an allergy.
    """
    every = [token.form for token in tokens]
    if not tokens or (section.kind != _SECTION and not _BEFORE & set(every)):
        return
    if _NONE.search(text, tokens[0].start, tokens[-1].end):
        return
    at = 0
    while at < len(tokens):
        length, term = _substance(every, at)
        if term and (section.kind == _SECTION or _is_called(tokens, at, at + length)):
            extent = Extent(tokens[at].start, tokens[at + length - 1].end)
            if not _BORNE.search(text, max(0, extent.start - _AFTER), extent.end):
                yield Allergy(extent, term)
        at += max(length, 1)


def _substance(every: Sequence[str], at: int) -> tuple[int, str]:
    """How many words a substance that begins there takes, and its term; 0 and "" for none."""
    for words, term in _names().get(every[at], ()):
        if tuple(every[at : at + len(words)]) == words:
            return len(words), term
    return 0, ""


def _is_called(tokens: Sequence[Word], first: int, last: int) -> bool:
    """Whether the words around call it an allergy: "peanut allergy", "allergic to latex"."""
    if last < len(tokens) and tokens[last].form in _BEFORE and not tokens[last].breaks:
        return True
    before = [token.form for token in tokens[max(0, first - _FAR) : first]]
    return any(
        form in _BEFORE and "to" in before[place + 1 : place + 3]
        for place, form in enumerate(before)
    )
