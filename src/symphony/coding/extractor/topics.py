"""Titles that name what is looked after and no disease: "BP: at goal", "sugars", "thyroid".

The disease stands elsewhere in the note ("She has hypertension"), and is monitored or treated under
that title (guidelines, section IV.J). ``data/topics.toml`` says which titles these are.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.tables import toml
from symphony.language.words import forms, phrase


@dataclass(frozen=True, slots=True)
class _Topic:
    titles: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    topics: tuple[_Topic, ...]


def topic(title: str) -> frozenset[str]:
    """Words of the diseases that a title stands for; none where it is no such title."""
    return _topics().get(phrase(title), frozenset())


@lru_cache(maxsize=1)
def _topics() -> dict[str, frozenset[str]]:
    file = resources.files("symphony.coding.extractor") / "data" / "topics.toml"
    return {
        phrase(title): frozenset(form for word in entry.of for form in forms(word))
        for entry in toml(file, _File).topics
        for title in entry.titles
    }
