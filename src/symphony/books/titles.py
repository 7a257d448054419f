"""The titles of a release that a sentence tells, found by their rarest words."""

import json
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

from symphony.books.asking import TITLES, Title, Unit, asked
from symphony.books.postings import rarity
from symphony.books.store import Release
from symphony.books.title_words import spoken


class Titles:
    """The titles of one release by the words that a note must say to have told one."""

    def __init__(self, release: Release) -> None:
        self._release = release
        counts = release.rows("SELECT form, terms FROM word")
        self._counts = {str(form): int(str(count)) for form, count in counts}
        self._total = max(int(release.facts["terms"]), 1)
        self._below: dict[str, dict[str, array[int]]] = {}
        """By one word, then by a second, the titles that have both as their rarest."""
        self._never: set[str] = set()
        """Words that are among the rarest of no title: nearly all that a note says."""
        self._asked: dict[int, tuple[Unit, ...]] = {}
        self._shared: dict[Unit, Unit] = {}
        """One of each, however many titles ask for it."""
        self._whole = lru_cache(maxsize=_WHOLE)(self._read)

    def weight(self, form: str) -> float:
        """How telling a word is: the rarer in the books, the heavier."""
        return rarity(self._counts.get(form, 0), self._total) or 1.0

    def told(self, said: Iterable[str]) -> Iterator[Title]:
        """The titles of which all that must be said is among the words (folded normal forms)."""
        there = frozenset(said) - spoken().optional
        for form in there - self._never:
            below = self._below.get(form)
            if below is None:
                below = self._below[form] = self._read_below(form)
            if not below:
                self._never.add(form)
            for second in below.keys() & there:
                for number in below[second]:
                    if all(_is_in(unit, there) for unit in self._units(number)):
                        yield self._whole(number)

    def _read_below(self, form: str) -> "dict[str, array[int]]":
        sql = "SELECT second, titles FROM asking WHERE form = ?"
        return {str(second): _numbers(blob) for second, blob in self._release.rows(sql, (form,))}

    def _units(self, number: int) -> tuple[Unit, ...]:
        units = self._asked.get(number)
        if units is None:
            ((read,),) = self._release.rows("SELECT units FROM asked WHERE term = ?", (number,))
            made = (tuple(map(tuple, unit)) for unit in json.loads(str(read)))
            units = tuple(self._shared.setdefault(unit, unit) for unit in made)
            self._asked[number] = units
        return units

    def _read(self, number: int) -> Title:
        ((_, text, code, above),) = self._release.rows(f"{TITLES} AND t.id = ?", (number,))
        return asked(str(text), str(code), str(above or ""))


_WHOLE = 4096
"""How many titles that a sentence told are kept whole."""


def _numbers(blob: object) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(bytes(blob))  # type: ignore[call-overload]
    return numbers


def _is_in(unit: Unit, there: frozenset[str]) -> bool:
    return any(there.issuperset(item) for item in unit)


@lru_cache(maxsize=4)
def titles(release: Release) -> Titles:
    """The titles of a release; one index a process."""
    return Titles(release)
