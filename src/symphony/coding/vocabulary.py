"""The names of conditions that running text is read for: the lexicon's and the open book's.

A name is found word for word (Aho-Corasick over normal forms), or with its words in another order
and function words between them ("fracture of the distal radius" for "distal radius fracture").
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from symphony.books.store import Release
from symphony.coding.details import side_words
from symphony.language.ambiguous import ambiguous
from symphony.language.lexicon import lexicon
from symphony.language.words import Word, function_words

_WINDOW = 9
"""Words, function words included, over which a name in another order may stretch."""


class Hit(NamedTuple):
    """A name found in a text: its words (indices, end exclusive) and its normal form."""

    first: int
    last: int
    phrase: str


class Vocabulary:
    """A dictionary of names, found in a text in one pass."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._bags: set[str] = set()
        self._words: set[str] = set()
        ignored = function_words()
        for phrase in phrases:
            if _is_trivial(phrase):
                continue
            self._automaton.add_word(f" {phrase} ", phrase)
            telling = {form for form in phrase.split(" ") if form not in ignored}
            if len(telling) > 1:
                self._bags.add(" ".join(sorted(telling)))
                self._words |= telling
        self._automaton.make_automaton()

    def hits(self, tokens: Sequence[Word]) -> tuple[Hit, ...]:
        """The longest names that do not overlap, in reading order; leftmost first, then longest."""
        if not tokens or not len(self._automaton):
            return ()
        return _longest([*self._in_order(tokens), *self._in_any_order(tokens)])

    def _in_order(self, tokens: Sequence[Word]) -> Iterator[Hit]:
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        position = 0
        for index, token in enumerate(tokens):
            starts[position] = index
            position += len(token.form) + 1
            ends[position] = index + 1
        haystack = " " + " ".join(token.form for token in tokens) + " "
        for end, phrase in self._automaton.iter(haystack):
            yield Hit(starts[end - len(phrase) - 1], ends[end], phrase)

    def _in_any_order(self, tokens: Sequence[Word]) -> Iterator[Hit]:
        """Names whose words stand near each other with nothing but function words between."""
        passed = function_words() | side_words()
        for first, opening in enumerate(tokens):
            if opening.form not in self._words or opening.form in passed:
                continue
            seen = [opening.form]
            for index in range(first + 1, min(first + _WINDOW, len(tokens))):
                form = tokens[index].form
                if form in passed:
                    continue
                if form not in self._words or tokens[index].breaks:
                    break
                seen.append(form)
                key = " ".join(sorted(set(seen)))
                if key in self._bags:
                    yield Hit(first, index + 1, key)


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
    return Vocabulary([*lexicon(), *ambiguous(), *release.phrases()])
