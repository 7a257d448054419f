"""The titles of a release by the words that a note must say to have told one.

A title is told where every word of it stands that tells it from the titles beside it. What marks a
default ("unspecified", "other") need not be said, nor what is printed in parentheses (guideline
I.A.7); of what is joined by "and" or "or" one is enough (guideline I.A.14), and what a title says
is not there must only not be said to be there.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from symphony.books.postings import rarity
from symphony.books.store import Release
from symphony.books.title_words import Spoken, spoken
from symphony.language.words import Word, function_words, words

Unit = tuple[tuple[str, ...], ...]
"""What a title asks for: one of these, all words of it (normal forms)."""


class Title(NamedTuple):
    """A title, and what a note must say to have told it."""

    text: str
    code: str
    units: tuple[Unit, ...]
    denied: frozenset[str]
    """Words for what is not there."""
    every: frozenset[str]
    """All words of it, those that need not be said too."""
    implied: frozenset[str]
    """Words of it that its other words already say."""
    vague: int
    """How much it leaves open: an unspecified one counts less than another that is specified."""


class Titles:
    """The titles of one release, found by their rarest word."""

    def __init__(self, release: Release) -> None:
        self._release = release
        counts = release.rows("SELECT form, terms FROM word")
        self._counts = {str(form): int(str(count)) for form, count in counts}
        self._total = max(int(release.facts["terms"]), 1)
        self._units: dict[int, tuple[Unit, ...]] = {}
        """What every title that was looked at asks for, by the number of its term."""
        self._shared: dict[Unit, Unit] = {}
        """One of each, however many titles ask for it: there are 60,000 titles."""
        self._keyed: dict[str, dict[str, list[int]]] = {}
        self._whole = lru_cache(maxsize=_WHOLE)(self._read)

    def weight(self, form: str) -> float:
        """How telling a word is: the rarer in the books, the heavier."""
        return rarity(self._counts.get(form, 0), self._total) or 1.0

    def told(self, said: Iterable[str]) -> Iterator[Title]:
        """The titles of which all that must be said is among the words (folded normal forms)."""
        there = frozenset(said) - spoken().optional
        for form in there:
            keyed = self._keyed.get(form)
            if keyed is None:
                keyed = self._keyed[form] = self._by_second(form)
            for second in keyed.keys() & there:
                for number in keyed[second]:
                    if all(_is_in(unit, there) for unit in self._units[number]):
                        yield self._whole(number)

    def _by_second(self, form: str) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in self._holding(form):
            keys = sorted(self._units[number], key=self._count_of)
            if form not in (item[0] for item in keys[0]):
                continue
            for item in keys[1]:
                found.setdefault(item[0], []).append(number)
        return found

    def _count_of(self, unit: Unit) -> int:
        return sum(self._counts.get(item[0], 0) for item in unit)

    def _holding(self, form: str) -> Iterator[int]:
        """The titles of more than one word that have that word or one that is the same."""
        raw = [form, *spoken().others(form)]
        sql = "SELECT w.postings FROM json_each(?) j JOIN word w ON w.form = j.value"
        postings = self._release.rows(sql, (json.dumps(raw),))
        numbers = {number for (blob,) in postings for number in _numbers(blob)}
        for number, title in self._rows(numbers - self._units.keys()):
            units = (self._shared.setdefault(unit, unit) for unit in title.units)
            self._units[number] = tuple(units)
        for number in sorted(numbers & self._units.keys()):
            if len(self._units[number]) >= _LEAST:
                yield number

    def _rows(self, numbers: Iterable[int]) -> Iterator[tuple[int, Title]]:
        """The titles among those terms, by number."""
        sql = (
            "SELECT t.id, t.text, c.code, p.title FROM json_each(?) j JOIN term t ON t.id = j.value"
            " JOIN code c ON c.id = t.code LEFT JOIN code p ON p.id = c.parent"
            " WHERE t.kind = 'title' AND (c.billable OR c.level = 'subcategory')"
        )
        for number, text, code, above in self._release.rows(sql, (str(list(numbers)),)):
            yield int(str(number)), asked(str(text), str(code), str(above or ""))

    def _read(self, number: int) -> Title:
        ((_, title),) = self._rows([number])
        return title


_WHOLE = 4096
"""How many titles that a sentence told are kept whole."""
_LEAST = 2
"""Titles of fewer words are names that a note has word for word."""


def _numbers(blob: object) -> Sequence[int]:
    numbers = array("I")
    numbers.frombytes(bytes(blob))  # type: ignore[call-overload]
    return numbers


def _is_in(unit: Unit, there: frozenset[str]) -> bool:
    return any(there.issuperset(item) for item in unit)


def asked(text: str, code: str, above: str) -> Title:
    """What a title asks a note to say.

    Args:
        text: the title.
        code: its code.
        above: the title of the entry above.
    """
    table = spoken()
    plain, aside = table.parted(text)
    told = words(plain)
    present, absent = _affirmed(told)
    over = {table.fold(word.form) for word in words(above)}
    implied = frozenset((*_implied(present, table), *_limb(present, over, table)))
    free = {*table.optional, *function_words(), *implied}
    free |= _meant_level(present, table)
    units = [u for u in _units(present, table, free) if u]
    every = (
        frozenset(table.fold(w.form) for w in (*told, *words(aside)))
        - function_words()
        - {"without"}
    )
    vague = ("unspecified" in text.casefold()) + 2 * ("other" in text.casefold())
    asks = tuple(dict.fromkeys(units))
    return Title(text, code, asks, frozenset(absent), every - set(absent), implied & every, vague)


_JOINS = frozenset({"with", "in", "due", "by", "but"})


def _affirmed(told: Sequence[Word]) -> tuple[list[Word], list[str]]:
    """The words of a title for what is there, and those for what is not."""
    present: list[Word] = []
    absent: list[str] = []
    out = False
    for word in told:
        if word.form == "without":
            out = True
            continue
        if out and (
            word.breaks or word.form in _JOINS or (word.form == "of" and absent[-1:] == ["body"])
        ):
            out = False
        if out:
            absent.append(spoken().fold(word.form))
        else:
            present.append(word)
    return present, [form for form in absent if form not in function_words()]


def _implied(present: Sequence[Word], table: Spoken) -> Iterator[str]:
    for word in present:
        yield from table.implied.get(table.fold(word.form), ())


_SIDES = frozenset({"right", "left", "bilateral", "unspecified"})


def _limb(present: Sequence[Word], over: set[str], table: Spoken) -> Iterator[str]:
    """The limb behind a side at the end, where the entry above names none: "..., right arm"."""
    for at, word in enumerate(present):
        behind = word.breaks or _is_level(present[:at])
        if behind and word.form in _SIDES and len(present) - at <= 2:
            before = {table.fold(w.form) for w in present[:at]} | over
            yield from (f for w in present[at + 1 :] if (f := table.fold(w.form)) not in before)


def _is_level(before: Sequence[Word]) -> bool:
    """Whether words end in a level: "at wrist and hand level of right arm"."""
    last = [word.form for word in before if word.form not in function_words()][-1:]
    return last == ["level"]


def _meant_level(present: Sequence[Word], table: Spoken) -> set[str]:
    """The words of the level at which the part of the body is meant where none is told."""
    every = {table.fold(word.form) for word in present}
    if "level" not in every:
        return set()
    return {
        word for level in table.levels if every & set(level.of) and every >= set(level.words)
        for word in level.words
    }  # fmt: skip


def _units(present: Sequence[Word], table: Spoken, free: set[str]) -> Iterator[Unit]:
    """The words that must be said, those that are joined as one."""
    joined = [_joined(present, n) for n in range(len(present))]
    number = 0
    while number < len(present):
        last = joined[number]
        if last > number + 1:
            yield _either(present[number:last], table, free)
            number = last
            continue
        form = table.fold(present[number].form)
        if form not in free:
            yield ((form,),)
        number += 1


def _joined(present: Sequence[Word], first: int) -> int:
    """The end of a list "A, B and C" that begins at a word; the next word where none does."""
    if present[first].form in function_words() or (first and present[first - 1].form == "between"):
        return first + 1
    last = first + 1
    while (
        last < len(present)
        and present[last].breaks
        and last + 1 < len(present)
        and (present[last + 1].breaks or present[last + 1].form in ("and", "or"))
        and present[last].form not in _SIDES
    ):
        last += 1
    if last >= len(present) or present[last].form not in ("and", "or"):
        return first + 1
    if not first and last > 1 and not present[last].breaks:  # "Chondromalacia, ankle and joints"
        return 1
    last += 1
    if last >= len(present) or present[last].form in function_words():
        return first + 1
    pair = tuple(word.form for word in present[last : last + 2])
    return last + 2 if pair in _PAIRS else last + 1


_PAIRS = frozenset(
    {("upper", "arm"), ("lower", "leg"), ("lower", "back"), ("upper", "leg"), ("pelvic", "region")}
)
"""What is one part of the body by two words."""


def _either(listed: Sequence[Word], table: Spoken, free: set[str]) -> Unit:
    items: list[list[str]] = [[]]
    for word in listed:
        if word.form in ("and", "or") or word.breaks:
            items.append([])
        form = table.fold(word.form)
        if form not in free and form not in function_words():
            items[-1].append(form)
    found = tuple(tuple(item) for item in items if item)
    return found if len(found) == sum(1 for i in items if i) else ()


@lru_cache(maxsize=4)
def titles(release: Release) -> Titles:
    """The titles of a release; one index a process."""
    return Titles(release)
