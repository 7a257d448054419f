"""What the titles of a release ask a note to say, found once, when the release is compiled.

A title is told where every word of it stands that tells it from the titles beside it. What marks a
default ("unspecified", "other") need not be said, nor what is printed in parentheses (guideline
I.A.7); of what is joined by "and" or "or" one is enough (guideline I.A.14), and what a title says
is not there must only not be said to be there.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from symphony.books.title_words import spoken
from symphony.language.words import Word, function_words, words

Unit = tuple[tuple[str, ...], ...]
"""What a title asks for: one of these, all words of it (normal forms)."""

TITLES = (
    "SELECT t.id, t.text, c.code, p.title FROM term t JOIN code c ON c.id = t.code"
    " LEFT JOIN code p ON p.id = c.parent"
    " WHERE t.kind = 'title' AND (c.billable OR c.level = 'subcategory')"
)
"""The titles that may be told: those of codes, and of what leaves one detail open."""

_LEAST = 2
"""Titles of fewer words are names that a note has word for word."""


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


def write_titles(database: sqlite3.Connection) -> None:
    """Write what every title asks for, and under which words it is found: its two rarest."""
    counts: dict[str, int] = dict(database.execute("SELECT form, terms FROM word"))
    places: dict[tuple[str, str], array[int]] = {}
    asked: list[tuple[int, str]] = []
    written = json.JSONEncoder(separators=(",", ":")).encode

    def common(unit: Unit) -> int:
        return sum(counts.get(item[0], 0) for item in unit)

    for number, text, _, above in database.execute(TITLES):
        units = _Read(text, above or "").units
        if len(units) < _LEAST:
            continue
        asked.append((number, written(units)))
        first, second = sorted(units, key=common)[:2]
        for rarest, next_rarest in product(first, second):
            places.setdefault((rarest[0], next_rarest[0]), array("I")).append(number)
    database.executemany("INSERT INTO asked VALUES (?,?)", asked)
    database.executemany(
        "INSERT INTO asking VALUES (?,?,?)",
        ((*pair, numbers.tobytes()) for pair, numbers in sorted(places.items())),
    )


def asked(text: str, code: str, above: str) -> Title:
    """What a title asks a note to say.

    Args:
        text: the title.
        code: its code.
        above: the title of the entry above.
    """
    read = _Read(text, above)
    every = read.every()
    vague = ("unspecified" in text.casefold()) + 2 * ("other" in text.casefold())
    denied = frozenset(read.absent)
    return Title(text, code, read.units, denied, every - denied, read.implied & every, vague)


class _Read:
    """A title taken apart."""

    def __init__(self, text: str, above: str) -> None:
        table = spoken()
        plain, self._aside = table.parted(text)
        self._told = _words(plain)
        present, self.absent = _affirmed(self._told)
        folded = [table.fold(word.form) for word in present]
        implied = [word for form in folded for word in table.implied.get(form, ())]
        self.implied = frozenset((*implied, *_limb(present, folded, above)))
        free = _never_asked() | self.implied | _meant_level(folded)
        self.units = tuple(dict.fromkeys(u for u in _units(present, folded, free) if u))

    def every(self) -> frozenset[str]:
        """All words but function words, those in parentheses too."""
        told = (*self._told, *words(self._aside))
        found = frozenset(spoken().fold(word.form) for word in told)
        return found - function_words() - {"without"}


def _words(title: str) -> list[Word]:
    """The words of a title; their places are of no account, so that its parts are read once."""
    first, *others = title.split(", ")
    return [*_part(first), *(word for other in others for word in _part(f", {other}"))]


@lru_cache(maxsize=4096)
def _part(text: str) -> tuple[Word, ...]:
    """The words of a part of a title: most end like a thousand others ("..., sequela")."""
    return tuple(words(text))


@lru_cache(maxsize=1)
def _never_asked() -> frozenset[str]:
    return spoken().optional | function_words()


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


_SIDES = frozenset({"right", "left", "bilateral", "unspecified"})


def _limb(present: Sequence[Word], folded: Sequence[str], above: str) -> Iterator[str]:
    """The limb behind a side at the end, where the entry above names none: "..., right arm"."""
    for at in range(max(len(present) - 2, 0), len(present)):
        word = present[at]
        if word.form in _SIDES and (word.breaks or _is_level(present[:at])):
            before = {*folded[:at], *(spoken().fold(word.form) for word in words(above))}
            yield from (form for form in folded[at + 1 :] if form not in before)


def _is_level(before: Sequence[Word]) -> bool:
    """Whether words end in a level: "at wrist and hand level of right arm"."""
    last = [word.form for word in before if word.form not in function_words()][-1:]
    return last == ["level"]


def _meant_level(folded: Sequence[str]) -> set[str]:
    """The words of the level at which the part of the body is meant where none is told."""
    if "level" not in folded:
        return set()
    every = set(folded)
    return {
        word
        for level in spoken().levels
        if every & set(level.of) and every >= set(level.words)
        for word in level.words
    }


def _units(present: Sequence[Word], folded: Sequence[str], free: frozenset[str]) -> Iterator[Unit]:
    """The words that must be said, those that are joined as one."""
    number = 0
    joins = not _JOINING.isdisjoint(folded)
    while number < len(present):
        last = _joined(present, number) if joins else number + 1
        if last > number + 1:
            yield _either(present[number:last], folded[number:last], free)
        elif folded[number] not in free:
            yield ((folded[number],),)
        number = last


_JOINING = frozenset({"and", "or"})


def _joined(present: Sequence[Word], first: int) -> int:
    """The end of a list "A, B and C" that begins at a word; the next word where none does."""
    if present[first].form in function_words() or (first and present[first - 1].form == "between"):
        return first + 1
    last = first + 1
    while (
        last < len(present)
        and present[last].breaks
        and last + 1 < len(present)
        and (present[last + 1].breaks or present[last + 1].form in _JOINING)
        and present[last].form not in _SIDES
    ):
        last += 1
    if last >= len(present) or present[last].form not in _JOINING:
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


def _either(listed: Sequence[Word], folded: Sequence[str], free: frozenset[str]) -> Unit:
    items: list[list[str]] = [[]]
    for word, form in zip(listed, folded, strict=True):
        if word.form in _JOINING or word.breaks:
            items.append([])
        if form not in free:
            items[-1].append(form)
    found = tuple(tuple(item) for item in items if item)
    return found if len(found) == sum(1 for i in items if i) else ()
