"""A title told in a sentence: all the words that tell it from others, in any order, close together.

The books have a code for "laceration of blood vessel of left index finger"; a note says that he "cut
a blood vessel in his left index finger". Where all telling words of a title stand together with next
to nothing else between them, the title is what the sentence names, and it beats whatever says less
in the same words. What parts them: a condition of its own, another side, what is not there.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from symphony.books.title_words import spoken
from symphony.books.titles import Title, Titles, Unit
from symphony.coding.details import affirmed, side_words
from symphony.coding.extractor.body_parts import kinds_in, table
from symphony.coding.extractor.drafts import kinds
from symphony.language.words import Word, forms, function_words

_LIST = ("unspecified", "other", "specified")


class Told(NamedTuple):
    """A title and the words that tell it (indices, end exclusive)."""

    first: int
    last: int
    title: Title
    score: float
    covered: frozenset[int]
    """The words that it says."""


_PARTING = frozenset({"explored", "examined", "inspected", "visualized", "palpated", "tested", "but", "except", "denies", "denied", "no", "versus", "or", "nor", "rather"})
_OTHER_HARM = ("Other specified injury", "Other injury")
_INNER = frozenset({"his", "her", "their", "a", "an", "the", "of", "at", "in", "to"})
_AWAY = frozenset({"intact", "spared", "uninjured", "unaffected", "unharmed", "preserved"})
_WITHOUT = frozenset({"without", "no", "not", "denies"})
_AGAIN = frozenset({"with", "but", "and", "in", "due"})
_PASSED = frozenset({"his", "her", "their", "he", "she", "patient", "which", "that", "was", "were", "has", "had",
    "have", "is", "it", "s", "be", "been", "who", "another", "level", "related", "involving", "involve",
    "include", "including", "affecting", "affect", "there", "where", "occurred", "resulted", "resulting",
    "caused", "being", "as", "experienced", "sustained", "suffered", "through", "over", "across", "along",
    "within", "between", "near", "under", "via", "unspecified", "other", "specified", "type", "cm", "mm",
    "initial", "subsequent", "encounter", "sequela", "acute", "mr", "mrs", "ms", "one", "1", "2", "3",
    "small", "large", "deep", "side", "sided", "him", "my", "your", "you", "also", "one", "some"})


def told_titles(tokens: Sequence[Word], titles: Titles) -> list[Told]:
    """The titles that a sentence tells, apart from one another, the fullest first."""
    said = _Said(tokens, titles)
    found = [
        told
        for title in titles.told(said.there)
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


def _rank(told: Told) -> tuple[float, int, int, str]:
    return (-told.score, told.last - told.first, told.title.vague, told.title.code)


@lru_cache(maxsize=65536)
def _is_telling(text: str, units: tuple[Unit, ...]) -> bool:
    """Whether a title asks for enough words to be known by them, and names a disease or injury."""
    if kinds().of(text) != "diagnosis":
        return False
    telling = [unit for unit in units if not all(set(item) <= side_words() for item in unit)]
    if len(telling) >= _TELLING:
        return True
    if len(telling) < _TELLING - 1:
        return False
    if text.startswith("Other"):
        return False
    sided = len(telling) < len(units)
    return not _LEFT_OPEN.search(text) or (sided and not _BARE.isdisjoint(forms(text)))


_TELLING = 3
_BREAK = 4
"""How many words a comma is worth when the shortest of several stretches is chosen."""
_SCALES = frozenset({"type", "grade", "stage", "class", "level", "harris", "sh", "salter"})
_BARE = frozenset({"injury", "subluxation"})
"""Kinds of harm that a title need only name with a sided part of the body."""
_LEFT_OPEN = re.compile(r"^(?:other|unspecified)\b|\bunspecified$|\bspecified\b|\bNOS\b", re.IGNORECASE)
"""A title that leaves open what the disease is."""


class _Said:
    """The words of a sentence as the titles have them, and where each stands."""

    def __init__(self, tokens: Sequence[Word], titles: Titles) -> None:
        self._tokens = tokens
        self._titles = titles
        self._forms = spoken().said(tokens)
        absent = _absent(tokens)
        self._at: dict[str, list[int]] = {}
        self._denied: dict[str, list[int]] = {}
        for at, forms in enumerate(self._forms):
            for form in forms:
                (self._denied if at in absent else self._at).setdefault(form, []).append(at)
        self._absent = absent
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
        best, least = None, 0
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
        foreign = 0
        every = title.every
        for at in range(first, last + 1):
            token = self._tokens[at]
            if at in self._absent:
                continue
            if token.form in _PARTING and token.form not in title.text.lower():
                return False
            if token.form == "and" and at > first and self._begins_harm(at + 1, title):
                return False
            if every.isdisjoint(self._forms[at]) and token.form not in function_words():
                if self._forms[at] and self._forms[at][0] in ("left", "right", "bilateral", "both"):
                    return False
                if token.form in _PASSED or token.form in title.denied or not self._forms[at]:
                    continue
                foreign += 1
        if title.text.startswith("Unspecified injury") and not self._says_itself("injury", first, last):
            return False
        if foreign > (0 if len(title.units) < 4 else 1 if len(title.units) < 6 else 2):
            return False
        there = {f for at in range(first, last + 1) if at not in self._absent for f in self._forms[at]}
        return not (title.denied - title.every) & there

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
            at for at in range(first, last)
            if at not in self._absent and not title.every.isdisjoint(self._forms[at])
        )
        forms = {f for at in covered for f in self._forms[at]} & title.every
        score = sum(self._titles.weight(f) for f in forms)
        only = {f for at in covered for f in self._forms[at] if self._is_kind(f, at)}
        score -= 0.5 * sum(self._titles.weight(f) for f in only & title.every)
        unsaid = title.every - forms - spoken().optional
        score -= 0.3 * sum(self._titles.weight(f) for f in unsaid - title.implied)
        score += 0.01 * len(unsaid & title.implied)
        score += 0.2 * len(title.denied & set(self._denied))
        score += 0.5 * sum(1 for w in _LIST if w in self._at and w in title.text.casefold())
        return Told(first, last, title, score, covered)

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
        passed = _INNER
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


def _absent(tokens: Sequence[Word]) -> frozenset[int]:
    """The words that a sentence says are not there, and the tissues that are not hurt."""
    gone: set[int] = set()
    out = False
    for at, token in enumerate(tokens):
        if token.form in _WITHOUT:
            out = True
        elif out and (token.breaks or token.form in _AGAIN or _is_body(tokens, at)):
            out = False
        if out:
            gone.add(at)
        if token.form in _AWAY:
            gone.update(_unhurt(tokens, at, range(at + 1, len(tokens))))
            gone.update(_unhurt(tokens, at, range(at - 1, -1, -1)))
    return frozenset(gone)


def _is_body(tokens: Sequence[Word], at: int) -> bool:
    """Whether what follows is not part of what is absent: "without foreign body of"."""
    return tokens[at].form == "of" and tokens[at - 1].form == "body"


def _unhurt(tokens: Sequence[Word], at: int, places: range) -> Iterator[int]:
    """The tissues beside "intact", as far as no harm is named."""
    harms, tissues = table().heads.keys(), spoken().tissues
    for place in places:
        form = spoken().fold(tokens[place].form)
        if form in harms or (place > at and tokens[place].breaks):
            return
        if form in tissues or any(f in tissues for f in spoken().said(tokens[place : place + 1])[0]):
            yield place


_FRAME = frozenset({"initial", "encounter", "subsequent", "sequela", "level", "joint", "bone"})


class Rival(NamedTuple):
    """What else was found in a sentence (indices, end exclusive), and the term for it."""

    first: int
    last: int
    term: str
    own: bool = True
    """Whether each of its words belongs to it."""


def fuller(told: Told, tokens: Sequence[Word], rivals: Sequence[Rival]) -> bool:
    """Whether a title says all that each of those says in the same words, and more.

    Where both say the same, the one is better that names but the kind of harm that was told.
    """
    every = spoken().said(tokens)
    plain = function_words() | side_words() | _FRAME
    said = {f for at in told.covered for f in every[at] if f not in map(spoken().kind, every[at])}
    said &= told.title.every - plain
    told_kinds = set(map(spoken().kind, said)) - said
    passed = plain | _PASSED | table().words | {"injury"}
    for rival in rivals:
        if rival.last <= told.first or told.last <= rival.first:
            continue
        own = [set(every[at]) - passed for at in range(rival.first, rival.last)]
        if rival.own and any(forms and not _is_said(forms, said) for forms in own):
            return False
        term = {spoken().fold(form) for form in affirmed(forms(rival.term))} - plain
        theirs = term & {form for at in told.covered for form in every[at]}
        theirs = {f for f in theirs - told_kinds if spoken().kind(f) not in said}
        if not said >= theirs or (said == theirs and not _tells_less(said, told.title.every, term)):
            return False
    return True


def _is_said(forms: set[str], said: set[str]) -> bool:
    """Whether a word is one of the title, or the kind of harm that it tells."""
    return not forms.isdisjoint(said) or any(spoken().kind(form) in said for form in forms)


def _tells_less(said: set[str], title: frozenset[str], term: set[str]) -> bool:
    """Whether a term names a kind of harm that nobody told: "subluxation and dislocation"."""
    harms = table().heads.keys()
    return bool((term & harms) - said) and title & harms <= said
