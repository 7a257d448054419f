"""Patterns that are asked only in a sentence that holds one of their words."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Protocol


class Keyed(Protocol):
    """An entry of a table with the normal forms of the words that call for it."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The words."""


def by_key(entries: Iterable[Keyed]) -> dict[str, tuple[int, ...]]:
    """The numbers of the entries by the words that call for them."""
    found: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for key in entry.keys:
            found.setdefault(key, []).append(number)
    return {key: tuple(every) for key, every in found.items()}


def called(table: dict[str, tuple[int, ...]], words: AbstractSet[str]) -> Sequence[int]:
    """The numbers of the entries that one of the words calls for, in the order of the table."""
    keys = words & table.keys()
    return sorted({number for key in keys for number in table[key]}) if keys else ()


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern made ready when it is first asked: most notes ask few."""
    return re.compile(pattern, re.IGNORECASE)


def marked(match: re.Match[str], names: Sequence[str]) -> tuple[int, int]:
    """Where the first of the named groups that took part stands, or else the whole match."""
    name = next((name for name in names if match[name] is not None), None)
    return match.span() if name is None else match.span(name)
