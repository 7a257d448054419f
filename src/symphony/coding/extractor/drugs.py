"""Drugs in a note: of which class, and what they are given for.

A drug beside a condition that it treats shows that the condition was treated (guidelines III and
IV.J). A drug alone never makes a condition; what the books keep of it is in ``drug_codes.py``.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.language.tables import toml
from symphony.language.words import Word, forms


@dataclass(frozen=True, slots=True)
class DrugClass:
    """Drugs that are given for the same things (``data/drugs.toml``)."""

    name: str
    drugs: tuple[str, ...]
    treats: tuple[str, ...]


class DrugHit(NamedTuple):
    """A drug in a sentence: its words (indices, end exclusive) and its class."""

    first: int
    last: int
    drug: DrugClass


@dataclass(frozen=True, slots=True)
class _Classes:
    entries: tuple[DrugClass, ...]


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[tuple[str, ...], DrugClass], ...]]:
    """Every name by its first word, the longer names first."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "drugs.toml", _Classes)
    found: dict[str, list[tuple[tuple[str, ...], DrugClass]]] = {}
    for entry in read.entries:
        for name in entry.drugs:
            words = forms(name)
            found.setdefault(words[0], []).append((words, entry))
    return {
        first: tuple(sorted(names, key=lambda pair: -len(pair[0])))
        for first, names in found.items()
    }


def drug_hits(tokens: Sequence[Word]) -> Iterator[DrugHit]:
    """The drugs named in a sentence, in order."""
    names = _names()
    at = 0
    while at < len(tokens):
        last = at + 1
        for words, drug in names.get(tokens[at].form, ()):
            if tuple(token.form for token in tokens[at : at + len(words)]) == words:
                last = at + len(words)
                yield DrugHit(at, last, drug)
                break
        at = last


@lru_cache(maxsize=256)
def _treated(name: str) -> tuple[frozenset[str], ...]:
    entry = next(e for names in _names().values() for _, e in names if e.name == name)
    return tuple(frozenset(forms(words)) for words in entry.treats)


def treats(drug: DrugClass, words: AbstractSet[str]) -> bool:
    """Whether the drug is given for a condition that these words (normal forms) name."""
    return any(wanted <= words for wanted in _treated(drug.name))
