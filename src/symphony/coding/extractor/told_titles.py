"""A title told in a sentence: all the words that tell it from others, in any order, close by.

The books have a code for "laceration of blood vessel of left index finger"; a note says that he
"cut a blood vessel in his left index finger". Where all telling words of a title stand together
with next to nothing else between them, the title is what the sentence names, and it beats whatever
says less in the same words. What parts them: another harm, another side, what is not there.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from symphony.books.asking import Title, Unit
from symphony.books.title_words import spoken
from symphony.books.titles import Titles
from symphony.coding.details import side_words
from symphony.coding.extractor.body_parts import kinds_in, table
from symphony.coding.extractor.drafts import kinds
from symphony.coding.extractor.title_gaps import INNER, PARTING, PASSED, absent
from symphony.language.patterns import lazy
from symphony.language.words import Word, forms, function_words

_OPEN = ("unspecified", "other", "specified")
_OTHER_HARM = ("Other specified injury", "Other injury")
_SIDES = frozenset({"left", "right", "bilateral", "both"})
_KIND_ONLY, _UNSAID, _DEFAULT, _DENIED, _SAID_OPEN = 0.5, 0.3, 0.01, 0.2, 0.5
"""What counts in how much of a title is told: a word only as the kind of harm that another names,
one that nobody said (by weight), one that the others imply, one that both deny, and what is left
open in so many words."""


class Told(NamedTuple):
    """A title and the words that tell it (indices, end exclusive)."""

    first: int
    last: int
    title: Title
    score: float
    covered: frozenset[int]
    """The words that it says."""


def told_titles(tokens: Sequence[Word], titles: Titles) -> list[Told]:
    """The titles that a sentence tells, apart from one another, the fullest first."""
    says = spoken().said(tokens)
    possible = list(titles.told(frozenset(chain.from_iterable(says)) - function_words()))
    if not possible:  # as in most sentences
        return []
    said = _Said(tokens, says, titles)
    found = [
        told
        for title in possible
        if _is_telling(title.text, title.units) and said.says_other(title)
        for told in said.windows(title)
    ]
    kept: list[Told] = []
    for told in sorted(found, key=_rank):
        if all(_are_apart(told, other, tokens) for other in kept):
            kept.append(told)
    return sorted(kept)


def _are_apart(one: Told, other: Told, tokens: Sequence[Word]) -> bool:
    """Whether two titles have no words in common but those of one site ("left ring finger")."""
    if one.last <= other.first or other.last <= one.first:
        return True
    common = one.covered & other.covered
    sites = table().words | side_words()
    if any(table().same.get(tokens[at].form, tokens[at].form) not in sites for at in common):
        return False
    return min(len(one.covered - common), len(other.covered - common)) >= _OWN_WORDS


_OWN_WORDS = 2


@lru_cache(maxsize=8192)
def _is_harm(text: str) -> bool:
    """Whether a title names an injury: their words are parted in notes by shape, and commas."""
    return bool(kinds_in(forms(text))) or not _HARMS.isdisjoint(forms(text))


_HARMS = frozenset(
    {"injury", "poisoning", "toxic", "amputation", "frostbite", "foreign", "blister"}
)


def _strange(units: int) -> int:
    """How many words of other things may stand between those of a title of so many."""
    if units < _LONG:
        return 0
    return 1 if units < _LONGER else 2


_LONG, _LONGER = 4, 6


def _rank(told: Told) -> tuple[float, int, int, str]:
    return (-told.score, told.last - told.first, told.title.vague, told.title.code)


@lru_cache(maxsize=8192)
def _is_telling(text: str, units: tuple[Unit, ...]) -> bool:
    """Whether a title asks for enough words to be known by them, and names a disease or injury."""
    if kinds().of(text) != "diagnosis":
        return False
    telling = [unit for unit in units if not all(set(item) <= side_words() for item in unit)]
    if len(telling) >= _TELLING:
        return True
    if len(telling) < _TELLING - 1 or text.startswith("Other"):
        return False
    sided = len(telling) < len(units)
    return not _LEFT_OPEN.search(text) or (sided and not _BARE.isdisjoint(forms(text)))


_TELLING = 3
_BREAK = 4
"""How many words a comma is worth when the shortest of several stretches is chosen."""
_SCALES = frozenset({"type", "grade", "stage", "class", "level", "harris", "sh", "salter"})
_BARE = frozenset({"injury", "subluxation"})
"""Kinds of harm that a title need only name with a sided part of the body."""
_LEFT_OPEN = lazy(r"^(?:other|unspecified)\b|\bunspecified$|\bspecified\b|\bNOS\b", re.IGNORECASE)
"""A title that leaves open what the disease is."""


class _Said:
    """The words of a sentence as the titles have them, and where each stands."""

    def __init__(
        self, tokens: Sequence[Word], says: Sequence[tuple[str, ...]], titles: Titles
    ) -> None:
        self._tokens = tokens
        self._titles = titles
        self._forms = says
        gone = absent(tokens)
        self._at: dict[str, list[int]] = {}
        self._denied: dict[str, list[int]] = {}
        for at, said in enumerate(self._forms):
            for form in said:
                (self._denied if at in gone else self._at).setdefault(form, []).append(at)
        self._absent = gone
        self.there = frozenset(self._at) - function_words()

    def says_other(self, title: Title) -> bool:
        """Whether the note says "other" where the title does, or tells a harm without a title."""
        if "other" not in title.every:
            return True
        if "other" in self.there or title.text.startswith(_OTHER_HARM):
            return True
        return title.text.startswith("Other") and bool(kinds_in(forms(title.text)))

    def windows(self, title: Title) -> Iterator[Told]:
        """The shortest stretch that says all that a title asks for, where nothing parts it."""
        places = sorted(
            (at, number)
            for number, unit in enumerate(title.units)
            for at in self._places(unit, title)
        )
        best: tuple[int, int] | None = None
        least = 0
        counts: dict[int, int] = {}
        left = 0
        for at, number in places:
            counts[number] = counts.get(number, 0) + 1
            while len(counts) == len(title.units):
                first = places[left][0]
                long = at - first + _BREAK * sum(t.breaks for t in self._tokens[first + 1 : at + 1])
                if (best is None or long < least) and self._is_one(first, at, title):
                    best, least = (first, at), long
                gone = places[left][1]
                counts[gone] -= 1
                if not counts[gone]:
                    del counts[gone]
                left += 1
        if best is not None:
            yield self._told(best[0], best[1] + 1, title)

    def _places(self, unit: Unit, title: Title) -> Iterator[int]:
        for item in unit:
            if all(form in self._at for form in item):
                number = item[0].isdigit() and len(item[0]) == 1
                yield from (at for at in self._at[item[0]] if not number or self._is_of(at, title))

    def _is_of(self, at: int, title: Title) -> bool:
        """Whether a number stands behind a word of the title or of a scale: "class 3"."""
        while at and not self._tokens[at].breaks:
            at -= 1
            if self._tokens[at].form not in function_words():
                return not (title.every | _SCALES).isdisjoint(self._forms[at])
        return False

    def _is_one(self, first: int, last: int, title: Title) -> bool:
        """Whether nothing between the words parts them."""
        there = [at for at in range(first, last + 1) if at not in self._absent]
        if any(self._parts(at, title) for at in there):
            return False
        bare = title.text.startswith("Unspecified injury")
        if bare and not self._says_itself("injury", first, last):
            return False
        broken = any(token.breaks for token in self._tokens[first + 1 : last + 1])
        may = 0 if broken and not _is_harm(title.text) else _strange(len(title.units))
        if sum(self._is_strange(at, title) for at in there) > may:
            return False
        said = {form for at in there for form in self._forms[at]}
        return said.isdisjoint(title.denied - title.every)

    def _parts(self, at: int, title: Title) -> bool:
        """Whether a word parts those around it: a conjunction, another harm, another side."""
        form = self._tokens[at].form
        if form in PARTING:
            return form not in title.text.casefold()
        if form == "and":
            return self._begins_harm(at + 1, title)
        said = self._forms[at]
        return said[0] in _SIDES and title.every.isdisjoint(said)

    def _is_strange(self, at: int, title: Title) -> bool:
        """Whether a word is neither the title's nor one that says nothing against it."""
        form = self._tokens[at].form
        passed = form in PASSED or form in title.denied or form in function_words()
        return not passed and title.every.isdisjoint(self._forms[at])

    def _begins_harm(self, at: int, title: Title) -> bool:
        """Whether a harm is told from there on that the title does not join to another."""
        at = self._next(at, 1)
        if at >= len(self._tokens) or self._tokens[at].form not in table().heads:
            return False
        return " and " not in title.text.partition(" of ")[0]

    def _says_itself(self, form: str, first: int, last: int) -> bool:
        """Whether a stretch has the word, and not only a kind of what it names."""
        return any(
            form in self._forms[at] and not self._is_kind(form, at) for at in range(first, last + 1)
        )

    def _told(self, first: int, last: int, title: Title) -> Told:
        first, last = self._widened(first, last, title)
        covered = frozenset(
            at
            for at in range(first, last)
            if at not in self._absent and not title.every.isdisjoint(self._forms[at])
        )
        return Told(first, last, title, self._score(covered, title), covered)

    def _score(self, covered: frozenset[int], title: Title) -> float:
        """How much of a title is told: what it says and nobody told counts against it."""
        weight = self._titles.weight
        every = {form for at in covered for form in self._forms[at]} & title.every
        only = {f for at in covered for f in self._forms[at] if self._is_kind(f, at)}
        unsaid = title.every - every - spoken().optional
        open_ones = [word for word in _OPEN if word in self._at and word in title.text.casefold()]
        return (
            sum(weight(form) for form in sorted(every))
            - _KIND_ONLY * sum(weight(form) for form in sorted(only & title.every))
            - _UNSAID * sum(weight(form) for form in sorted(unsaid - title.implied))
            + _DEFAULT * len(unsaid & title.implied)
            + _DENIED * len(title.denied & self._denied.keys())
            + _SAID_OPEN * len(open_ones)
        )

    def _widened(self, first: int, last: int, title: Title) -> tuple[int, int]:
        """The stretch with the words beside it that the title has too, and tell no second harm."""
        said = {form for at in range(first, last) for form in self._forms[at]}
        left = title.every - (said & table().heads.keys())
        at = first
        while at and (at := self._next(at - 1, -1)) >= 0 and self._continues(at, left):
            first = at
        at = last - 1
        while (at := self._next(at + 1, 1)) < len(self._tokens) and self._continues(at, left):
            last = at + 1
        while last < len(self._forms) and self._forms[last] is self._forms[last - 1]:
            last += 1  # the rest of a phrase: "distal phalanx"
        return first, last

    def _next(self, at: int, step: int) -> int:
        """The next word, function words and possessives passed over."""
        passed = INNER
        while 0 <= at < len(self._tokens) and self._tokens[at].form in passed:
            at += step
        return at

    def _continues(self, at: int, left: frozenset[str]) -> bool:
        return at not in self._absent and any(
            form in left and not self._is_kind(form, at) for form in self._forms[at]
        )

    def _is_kind(self, form: str, at: int) -> bool:
        """Whether a word is of a title only as the kind of harm that another word names."""
        return form != self._forms[at][0] and form in map(spoken().kind, self._forms[at])
