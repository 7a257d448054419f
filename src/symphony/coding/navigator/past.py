"""What is past: how it is written, and which codes are for it.

Source: guidelines, sections I.C.21.c.3 (status) and I.C.21.c.4 (history of).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.patterns import lazy
from symphony.language.tables import toml
from symphony.language.words import forms


def _without_ending(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[:-1] if len(words) > 1 and words[-1] in _past().endings else words


_RANGE = lazy(r"\s*\([A-Z]\w+-[A-Z]\w+\)\s*$")


@dataclass(frozen=True, slots=True)
class _Past:
    openings: tuple[str, ...]
    endings: frozenset[str]
    titles: frozenset[str]
    queries: tuple[str, ...]


@lru_cache(maxsize=1)
def _past() -> _Past:
    return toml(resources.files("symphony.coding") / "data" / "past.toml", _Past)


@lru_cache(maxsize=1)
def _openings() -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((forms(o) for o in _past().openings), key=len, reverse=True))


def condition(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The condition that the words say is past (``history of gout`` → ``gout``), or None."""
    length = opening(words)
    return _without_ending(words[length:]) if length else None


def opening(words: tuple[str, ...]) -> int:
    """How many words at the beginning say that what follows is past (``history of``: 2), or 0."""
    for said in _openings():
        if words[: len(said)] == said and len(words) > len(said):
            return len(said)
    return 0


def plain(title: str) -> str:
    """A title without the range of codes that blocks and chapters carry."""
    return _RANGE.sub("", title)


def queries(name: str, *, in_full: bool) -> Iterator[str]:
    """What to look up for the past of something that has this name.

    In full: also as a status, an absence or a presence, which only a condition's own name can be.
    """
    every = _past().queries
    for query in every if in_full else every[:1]:
        yield query.format(plain(name))


def is_past(title: str) -> bool:
    """Whether a code of that title is for something past or for a state."""
    return bool(_past().titles & set(forms(title)))
