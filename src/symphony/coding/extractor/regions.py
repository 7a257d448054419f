"""Symptoms that a diagnosis of the encounter explains: they are integral to it.

Source: guidelines, sections I.B.4 (signs and symptoms are coded where no diagnosis is made) and
I.B.5 (those routinely associated with a disease are not coded beside it).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.tables import toml
from symphony.language.words import forms


@dataclass(frozen=True, slots=True)
class _Region:
    name: str
    symptoms: tuple[str, ...]
    explained: tuple[str, ...]
    general: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    region: tuple[_Region, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    symptoms: tuple[frozenset[str], ...]
    explained: tuple[frozenset[str], ...]
    general: bool


@lru_cache(maxsize=1)
def _regions() -> dict[str, _Words]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "regions.toml", _File)
    return {
        region.name: _Words(
            tuple(frozenset(forms(words)) for words in region.symptoms),
            tuple(frozenset(forms(words)) for words in region.explained),
            region.general,
        )
        for region in read.region
    }


@lru_cache(maxsize=8192)
def symptom_regions(words: frozenset[str]) -> frozenset[str]:
    """The regions that a symptom of these words (normal forms) can belong to."""
    found = {
        name: kinds.general
        for name, kinds in _regions().items()
        if any(s <= words for s in kinds.symptoms)
    }
    own = frozenset(name for name, general in found.items() if not general)
    return own or frozenset(found)


@lru_cache(maxsize=8192)
def explaining_regions(words: frozenset[str]) -> frozenset[str]:
    """The regions whose symptoms a diagnosis of these words explains."""
    return frozenset(
        name for name, kinds in _regions().items() if any(s <= words for s in kinds.explained)
    )


def explained_regions(diagnoses: Iterable[frozenset[str]]) -> frozenset[str]:
    """The regions that these diagnoses explain."""
    return frozenset().union(*(explaining_regions(words) for words in diagnoses))
