"""The names of conditions that running text is read for: the lexicon's and the open book's."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from symphony.books.store import Release
from symphony.language.lexicon import lexicon
from symphony.language.words import Word, function_words


class Hit(NamedTuple):
    """A name found in a text: its words (indices, end exclusive) and its normal form."""

    first: int
    last: int
    phrase: str


class Vocabulary:
    """A dictionary of names, found in a text in one pass (Aho-Corasick over normal forms)."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase in phrases:
            if not _is_trivial(phrase):
                self._automaton.add_word(f" {phrase} ", phrase)
        self._automaton.make_automaton()

    def hits(self, tokens: list[Word]) -> tuple[Hit, ...]:
        """The longest names that do not overlap, in reading order; leftmost first, then longest."""
        if not tokens or not len(self._automaton):
            return ()
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        position = 0
        for index, token in enumerate(tokens):
            starts[position] = index
            position += len(token.form) + 1
            ends[position] = index + 1
        haystack = " " + " ".join(token.form for token in tokens) + " "
        found = [
            Hit(starts[end - len(phrase) - 1], ends[end], phrase)
            for end, phrase in self._automaton.iter(haystack)
        ]
        return _longest(found)


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
    return Vocabulary([*lexicon(), *release.phrases()])
