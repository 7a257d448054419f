"""Conditions in a pregnancy: they are named as its complications first.

Source: guidelines, section I.C.15.a.1: chapter 15 takes precedence over the other chapters, whose
codes may be added to say more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.drafts import Draft, standard
from symphony.language.tables import toml
from symphony.language.words import forms

_SECOND, _THIRD = 14, 28
"""Completed weeks with which the second and third trimester begin (note at chapter 15)."""


@dataclass(frozen=True, slots=True)
class _Condition:
    words: tuple[str, ...]
    term: str
    beside: bool


@dataclass(frozen=True, slots=True)
class _File:
    condition: tuple[_Condition, ...]


@lru_cache(maxsize=1)
def _conditions() -> tuple[tuple[tuple[frozenset[str], ...], _Condition], ...]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "pregnancy.toml", _File)
    return tuple(
        (tuple(frozenset(forms(words)) for words in entry.words), entry) for entry in read.condition
    )


@lru_cache(maxsize=4096)
def _condition(term: str) -> _Condition | None:
    every = frozenset((*forms(term), *forms(standard(term))))
    return next(
        (entry for sets, entry in _conditions() if any(words <= every for words in sets)), None
    )


def trimester(weeks: int) -> str:
    """The trimester of completed weeks of gestation."""
    return "first" if weeks < _SECOND else "second" if weeks < _THIRD else "third"


def in_pregnancy(drafts: Iterable[Draft], weeks: int) -> Iterator[Draft]:
    """The drafts, each condition named as the complication of a pregnancy of so many weeks."""
    for draft in drafts:
        found = None if draft.role == "stated" or draft.past else _condition(draft.term)
        if found is None or not found.term:
            yield draft
            continue
        if found.beside:
            yield draft
        yield replace(draft, term=f"{found.term} {trimester(weeks)} trimester")
