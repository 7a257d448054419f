"""Finding codes by words: full text over every name of every code, ranked by fit.

First all words must stand in one name; where none has them all, the rare ones suffice (words that
stand in thousands of names cost much and tell little). What is found is ranked by the weight of the
words that the query and the name share against those that only one of them has.
"""

import math
from dataclasses import dataclass

from symphony.books.model import Code
from symphony.books.store import Release
from symphony.language.words import forms, function_words

_COMMON = 4000
"""A word in more names than this is not searched for by itself."""

_POOL = 400
"""How many names are compared in full; full text gives them in no particular order."""

_EXTRA = 0.35
"""How much a word that only the name has counts against it: notes are terser than books."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A code found by one of its names, and how well the name fits the query (0-1)."""

    code: Code
    name: str
    kind: str
    score: float


class Search:
    """Full-text search over one release."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._total = max(int(release.facts["terms"]), 1)
        self._counts: dict[str, int] = {}

    def __call__(self, words: str, limit: int = 10) -> tuple[Hit, ...]:
        """The codes that the words fit best, best first; none for words the books do not know."""
        query = self._known(words)
        if not query:
            return ()
        ids = self._matching(query)
        hits: dict[str, Hit] = {}
        for name, kind, code in self._names(ids):
            score = self._fit(query, name)
            known = hits.get(code)
            if known is None or score > known.score:
                entry = self._release.code(code)
                if entry is not None:
                    hits[code] = Hit(entry, name, kind, score)
        ranked = sorted(hits.values(), key=lambda h: (-h.score, h.code.position))
        return tuple(ranked[:limit])

    def rarity(self, form: str) -> float:
        """The weight of a word: the rarer in the books, the heavier; 0 for an unknown word."""
        count = self._count(form)
        return math.log(1 + self._total / count) if count else 0.0

    def _count(self, form: str) -> int:
        if form not in self._counts:
            rows = self._release.rows("SELECT terms FROM word WHERE form = ?", (form,))
            self._counts[form] = int(str(rows[0][0])) if rows else 0
        return self._counts[form]

    def _known(self, words: str) -> frozenset[str]:
        every = set(forms(words))
        kept = {form for form in every if form not in function_words()} or every
        return frozenset(form for form in kept if self._count(form))

    def _matching(self, query: frozenset[str]) -> list[int]:
        by_rarity = sorted(query, key=lambda form: (self._count(form), form))
        found = self._ids(" AND ".join(f'"{form}"' for form in by_rarity))
        if found:
            return found
        rare = [form for form in by_rarity if self._count(form) < _COMMON] or by_rarity[:1]
        for size in range(len(by_rarity) - 1, 1, -1):
            found += self._ids(" AND ".join(f'"{form}"' for form in by_rarity[:size]))
            if found:
                break
        return found + self._ids(" OR ".join(f'"{form}"' for form in rare[:6]))

    def _ids(self, expression: str) -> list[int]:
        sql = "SELECT rowid FROM term_text WHERE term_text MATCH ? LIMIT ?"
        return [int(str(row[0])) for row in self._release.rows(sql, (expression, _POOL))]

    def _names(self, ids: list[int]) -> list[tuple[str, str, str]]:
        sql = (
            "SELECT t.text, t.kind, c.code FROM term t JOIN code c ON c.id = t.code"
            " WHERE t.id IN (SELECT value FROM json_each(?))"
        )
        return [(str(t), str(k), str(c)) for t, k, c in self._release.rows(sql, (str(ids),))]

    def _fit(self, query: frozenset[str], name: str) -> float:
        has = {form for form in forms(name) if form not in function_words()}
        shared = sum(self.rarity(form) for form in query & has)
        asked = sum(self.rarity(form) for form in query)
        extra = sum(self.rarity(form) for form in has - query)
        return shared / (asked + _EXTRA * extra) if asked else 0.0
