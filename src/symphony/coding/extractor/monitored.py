"""Measures by which a lasting condition is followed: naming one in the plan is monitoring it.

A plan says "A1c was 8, increase metformin" and means the diabetes of the history. The measure alone
never makes a condition (guideline III.B); it shows that a named one was evaluated (IV.J).
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.tables import toml
from symphony.language.words import forms


@dataclass(frozen=True, slots=True)
class _Measure:
    """Words for a measure, and the conditions (by the words that name them) that it follows."""

    words: tuple[str, ...]
    follows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Measures:
    entries: tuple[_Measure, ...]


@lru_cache(maxsize=1)
def _measures() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    source = resources.files("symphony.coding.extractor") / "data" / "monitored.toml"
    return tuple(
        (frozenset(forms(word)), frozenset(forms(condition)))
        for entry in toml(source, _Measures).entries
        for word in entry.words
        for condition in entry.follows
    )


@lru_cache(maxsize=4096)
def followed_by(condition: frozenset[str]) -> tuple[frozenset[str], ...]:
    """The measures, each by its words, by which the condition of those words is followed."""
    return tuple(word for word, named in _measures() if named <= condition)
