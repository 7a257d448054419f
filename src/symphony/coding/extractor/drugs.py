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

from symphony.coding.extractor.names import Names, by_first_word, names_in
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
def _classes() -> tuple[DrugClass, ...]:
    source = resources.files("symphony.coding.extractor") / "data" / "drugs.toml"
    return toml(source, _Classes).entries


@lru_cache(maxsize=1)
def _names() -> Names[DrugClass]:
    return by_first_word((name, entry) for entry in _classes() for name in entry.drugs)


def drug_hits(tokens: Sequence[Word]) -> Iterator[DrugHit]:
    """The drugs named in a sentence, in order."""
    for place, drug in names_in(tokens, _names()):
        yield DrugHit(*place, drug)


@lru_cache(maxsize=256)
def _treated(name: str) -> tuple[frozenset[str], ...]:
    entry = next(entry for entry in _classes() if entry.name == name)
    return tuple(frozenset(forms(words)) for words in entry.treats)


def treats(drug: DrugClass, words: AbstractSet[str]) -> bool:
    """Whether the drug is given for a condition that these words (normal forms) name."""
    return any(wanted <= words for wanted in _treated(drug.name))


def blames_drug(tokens: Sequence[Word]) -> bool:
    """Whether the words behind "due to" name a drug, and not one that was given for what they name.

    "Rash due to amoxicillin", but not "cough due to pneumonia, on azithromycin".
    """
    ends = (at for at, token in enumerate(tokens) if at and (token.breaks or token.form in _GIVEN))
    return any(True for _ in drug_hits(tokens[: next(ends, len(tokens))]))


_GIVEN = frozenset({"on", "s", "status", "treated", "now", "start", "started", "continue", "given"})
"""Words behind which a drug is one that treats."""
