"""The names of conditions that running text is read for: the lexicon's and the open book's.

A name is found word for word, or with its words in another order and function words between them
("fracture of the distal radius" for "distal radius fracture"). Names are looked up in sets of
normal forms: a word that begins no name costs one look-up (design/0002-dependencies.md).
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, repeat
from typing import NamedTuple

from symphony.books.compile import PHRASE_WORDS
from symphony.books.store import Release
from symphony.coding.details import side_words
from symphony.language.ambiguous import ambiguous
from symphony.language.lexicon import lexicon, lexicon_by_bag
from symphony.language.words import Word, bag_of, function_words

_WINDOW = 9
"""Words, function words included, over which a name in another order may stretch."""

_QUALIFIERS = frozenset({"acute", "chronic", "severe", "mild", "moderate", "recurrent", "active"})
_JOINS = frozenset({"with", "and", "from", "or", "due", "to", "for", "of", "plus", "versus"})
"""Behind one of these a qualifier belongs to what follows: "UTI with acute kidney injury"."""

_WHOSE = frozenset({"his", "her", "their", "my", "your"})
"""Passed over behind a function word ("a slipped disc in her neck"), not a verb ("hurt her")."""


class Hit(NamedTuple):
    """A name found in a text: its words (indices, end exclusive) and its normal form."""

    first: int
    last: int
    phrase: str


class Vocabulary:
    """A dictionary of names, found in a text in one pass."""

    def __init__(
        self,
        phrases: Iterable[str],
        bags: Iterable[str] | None = None,
        words: Iterable[str] | None = None,
        most: int | None = None,
    ) -> None:
        """Make a vocabulary of names.

        Args:
            phrases: the names as normal forms in order (``language.words.phrase``).
            bags: the bags of words of those of two words and more, where known already.
            words: every word of the names, where known already.
            most: how many words a name has at most, where known already.
        """
        every = list(phrases)
        if bags is None:
            bags = (bag_of(phrase.split(" ")) for phrase in every if " " in phrase)
        self._phrases = frozenset(every)
        self._bags = frozenset(bags)
        self._words = frozenset(_each_word(every) if words is None else words)
        self._most = _most_words(every) if most is None else most

    def with_names(self, names: Iterable[str]) -> "Vocabulary":
        """The same names and these of one or several words, in order only (normal forms)."""
        more = tuple(names)
        return Vocabulary(
            chain(self._phrases, more),
            self._bags,
            chain(self._words, _each_word(more)),
            max(self._most, _most_words(more)),
        )

    def has_word(self, form: str) -> bool:
        """Whether a word (normal form) is in any name."""
        return form in self._words

    def knows(self, words: Iterable[str]) -> bool:
        """Whether the words (normal forms), in whatever order, are one whole name."""
        key = bag_of(tuple(words))
        return (key in self._bags or key in self._phrases) and not _is_trivial(key)

    def hits(self, tokens: Sequence[Word]) -> tuple[Hit, ...]:
        """The longest names that do not overlap, in reading order; leftmost first, then longest."""
        in_order = list(self._in_order(tokens))
        loose = (hit for hit in self._in_any_order(tokens) if not _cuts(hit, in_order))
        return _longest([*in_order, *loose])

    def _in_order(self, tokens: Sequence[Word]) -> Iterator[Hit]:
        """For every word the longest name that begins with it."""
        every = [token.form for token in tokens]
        known, phrases = self._words, self._phrases
        whole = " ".join(every)
        # Where each word begins in them; a slice costs less than joining the words anew.
        places = list(accumulate((len(form) + 1 for form in every), initial=0))
        last = 0
        for first, opening in enumerate(every):
            if opening not in known:
                continue
            last = max(last, first + 1)
            until = min(first + self._most, len(every))
            while last < until and every[last] in known:
                last += 1
            start = places[first]
            for end in range(last, first, -1):
                phrase = whole[start : places[end] - 1]
                if phrase in phrases and not _is_trivial(phrase):
                    yield Hit(first, end, phrase)
                    break

    def _in_any_order(self, tokens: Sequence[Word]) -> Iterator[Hit]:
        """Names whose words stand near each other with nothing but function words between."""
        passed, known, bags = _passed(), self._words, self._bags
        every = [token.form for token in tokens]
        for first, opening in enumerate(every):
            if opening not in known or opening in passed or blames(tokens, first):
                continue
            seen = [opening]
            for index in range(first + 1, min(first + _WINDOW, len(every))):
                form = every[index]
                if form in _WHOSE and every[index - 1] not in passed:
                    break
                if form in passed or form in seen:
                    continue
                if form not in known or tokens[index].breaks or _returns(every, index):
                    break
                insort(seen, form)
                if form in _QUALIFIERS and every[index - 1] in _JOINS:
                    continue
                key = " ".join(seen)
                if key in bags and not _is_trivial(key):
                    yield Hit(first, index + 1, key)


@lru_cache(maxsize=1)
def _passed() -> frozenset[str]:
    """Words that may stand between those of a name."""
    return function_words() | side_words()


def _returns(every: Sequence[str], index: int) -> bool:
    """Whether a word tells that something came again: "the pain is back" is no back pain."""
    return every[index] == "back" and every[index - 1] in {"is", "are"}


def blames(tokens: Sequence[Word], index: int) -> bool:
    """Whether a word says what something comes from.

    "Pain secondary to arthritis" is no secondary arthritis, as "arthritis secondary to a fracture"
    is.
    """
    if tokens[index].form != "secondary":
        return False
    return any(token.form == "to" for token in tokens[index + 1 : index + 2])


def _cuts(loose: Hit, in_order: Sequence[Hit]) -> bool:
    """Whether words in another order would cut a name that stands there word for word.

    "Asthma and allergic rhinitis" is no allergic asthma.
    """
    return any(
        loose.first < hit.first < loose.last < hit.last and " " in hit.phrase for hit in in_order
    )


def _longest(found: list[Hit]) -> tuple[Hit, ...]:
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.first, -h.last)):
        if not kept or hit.first >= kept[-1].last:
            kept.append(hit)
    return tuple(kept)


def _is_trivial(phrase: str) -> bool:
    every = phrase.split(" ")
    return all(form in function_words() or form.isdigit() or len(form) < 2 for form in every)


@lru_cache(maxsize=4)
def vocabulary(release: Release) -> Vocabulary:
    """The vocabulary of the lexicon and one release; built once a process."""
    own = (*lexicon(), *ambiguous())
    others = [phrase for phrase in ambiguous() if " " in phrase]
    return Vocabulary(
        chain(own, release.phrases()),
        chain(lexicon_by_bag(), release.bags(), (bag_of(phrase.split(" ")) for phrase in others)),
        chain(_each_word(own), release.phrase_words()),
        max(_most_words(own), PHRASE_WORDS),
    )


def _each_word(phrases: Iterable[str]) -> list[str]:
    return " ".join(phrases).split(" ")


def _most_words(phrases: Sequence[str]) -> int:
    return max(map(str.count, phrases, repeat(" ")), default=0) + 1
