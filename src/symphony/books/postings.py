"""The words of all names, written so that a search need not read the names themselves.

For every word the terms that hold it (postings), and for every term the weight of all its words;
both are plain arrays, so ranking is addition. Words less one letter find what is misspelt.
"""

import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator

from symphony.language.words import function_words

SHORTEST_CORRECTED = 4
"""Shorter words are not corrected: too many others are one letter away."""


def rarity(holding: int, total: int) -> float:
    """The weight of a word that ``holding`` of ``total`` names have: the rarer, the heavier."""
    return math.log(1 + total / holding) if holding else 0.0


def deletions(word: str) -> Iterator[str]:
    """The word, and the word less each of its letters."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


class Postings:
    """Collects the words of terms while a release is written."""

    def __init__(self) -> None:
        self._terms: dict[str, array[int]] = {}
        self._weights = 0

    def add(self, term: int, words: Iterable[str]) -> None:
        """Note the words of the term; term ids rise by one from 1."""
        for word in set(words):
            found = self._terms.get(word)
            if found is None:
                found = self._terms[word] = array("I")
            found.append(term)
        self._weights = term

    def write(self, database: sqlite3.Connection, spoken: Iterable[str] = ()) -> None:
        """Write the words, their neighbours, and the weight of every term.

        Args:
            database: the release file being written.
            spoken: further words that a query may hold and misspell, such as those of the
                meanings of seventh characters.
        """
        database.executemany(
            "INSERT INTO word VALUES (?,?,?)",
            ((word, len(terms), terms.tobytes()) for word, terms in sorted(self._terms.items())),
        )
        known = sorted({*self._terms, *spoken, *function_words()})
        database.executemany(
            "INSERT OR IGNORE INTO spelling VALUES (?,?)",
            sorted(
                (less, word)
                for word in known
                if len(word) >= SHORTEST_CORRECTED and not word.isdigit()
                for less in deletions(word)
            ),
        )
        database.execute("INSERT INTO weight VALUES (1, ?)", (self._weighed().tobytes(),))

    def _weighed(self) -> "array[float]":
        weights = array("f", bytes(4 * (self._weights + 1)))
        ignored = function_words()
        for word, terms in self._terms.items():
            if word not in ignored:
                weight = rarity(len(terms), self._weights)
                for term in terms:
                    weights[term] += weight
        return weights
