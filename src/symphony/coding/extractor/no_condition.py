"""Words that look like a condition's name and are none of the patient's.

They stand in ``no_condition.toml`` and ``other_senses.toml``: "96% on RA" is room air, a flu shot
no influenza, a leaflet about stroke no stroke. What the vocabulary finds inside such words is not
looked up.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.keyed import by_key, called, compiled, marked
from symphony.encounter.sentences import Extent
from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class _Entry:
    keys: tuple[str, ...]
    pattern: str
    needs: str = ""
    unless: str = ""
    titles: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    entries: tuple[_Entry, ...]


_FILES = ("no_condition.toml", "other_senses.toml")


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    data = resources.files("symphony.coding.extractor") / "data"
    return tuple(entry for name in _FILES for entry in toml(data / name, _File).entries)


@lru_cache(maxsize=1)
def _by_key() -> dict[str, tuple[int, ...]]:
    return by_key(_entries())


def no_conditions(
    text: str, sentence: Extent, words: AbstractSet[str], *, titles: bool = False
) -> list[Extent]:
    """The words of the sentence that name no condition of the patient now, in order and apart.

    Args:
        text: the document.
        sentence: the sentence.
        words: the normal forms of its words.
        titles: only what holds for the title of a problem too.
    """
    apart: list[Extent] = []
    for extent in sorted(_found(text, sentence, words, titles=titles)):
        if apart and extent.start < apart[-1].end:
            last = apart.pop()
            apart.append(Extent(last.start, max(last.end, extent.end)))
        else:
            apart.append(extent)
    return apart


def _found(
    text: str, sentence: Extent, words: AbstractSet[str], *, titles: bool
) -> Iterator[Extent]:
    for number in called(_by_key(), words):
        entry = _entries()[number]
        if titles and not entry.titles:
            continue
        if entry.needs and not compiled(entry.needs).search(text, *sentence):
            continue
        if entry.unless and compiled(entry.unless).search(text, *sentence):
            continue
        pattern = compiled(entry.pattern)
        names = tuple(pattern.groupindex)
        for match in pattern.finditer(text, *sentence):
            yield Extent(*marked(match, names))
