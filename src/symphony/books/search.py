"""Finding codes by words: every name of every code, ranked by how well it fits.

A name fits by the weight of the words that it shares with the query, against the weight of those
that only one of the two has; rare words weigh more. Words that the books do not know are read as
what they were probably meant to be (``spelling``), and wordings of the clinical lexicon as their
standard term. Where the query says which encounter or which fetus it is, the code that says so is
chosen below the name that fits.
"""

import heapq
import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import cast

from symphony.books.model import Code
from symphony.books.postings import rarity
from symphony.books.spelling import Speller, also
from symphony.books.store import Release
from symphony.language.lexicon import LexiconEntry, lexicon
from symphony.language.patterns import lazy
from symphony.language.tables import rows
from symphony.language.words import forms, function_words, phrase, words

_COMMON = 1500
"""A word in more names than this is not followed into them: it only tells between those found."""

_ENOUGH = 2000
"""With so many names found by rarer words, a more common one brings in no further names."""

_POOL = 60
"""How many names are looked at closely."""

_COMPLETED = 30
"""For how many of those, best first, the complete code below is looked for."""

_EXTRA = 0.35
"""How much a word that only the name has counts against it: notes are terser than books."""

_SPOKEN = 2.5
"""The weight of a word that stands in no name but in the meaning of a seventh character."""

_LEXICON = 0.98
"""What a hit by the lexicon's standard term is worth against one by the words themselves."""

_BY_KIND = {"derived": 0.999, "index": 0.998, "includes": 0.99}

_STOP = lazy(r"\.(?=[\s,;)]|$)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A code found by one of its names, and how well the name fits the query (0-1)."""

    code: Code
    name: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """One word of a query: the known words that it may stand for, and its weight."""

    readings: tuple[tuple[str, float], ...]
    weight: float


class Search:
    """Full-text search over one release."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._total = max(int(release.facts["terms"]), 1)
        self._speller = Speller(release)
        self._spoken = _spoken(release)
        self._weights = array("f")
        self._weights.frombytes(_blob(release.rows("SELECT weights FROM weight")))
        self._postings = lru_cache(maxsize=4096)(self._read_postings)
        self._holds = lru_cache(maxsize=256)(self._read_holds)
        self._count = lru_cache(maxsize=65536)(self._read_count)

    def __call__(self, words: str, limit: int = 10, *, complete: bool = False) -> tuple[Hit, ...]:
        """The codes that the words fit best, best first; none for words the books do not know.

        Args:
            words: a diagnosis or part of one, as it is written.
            limit: how many codes at most.
            complete: go on to complete codes: below a name with seventh characters the one that
                the words ask for (the first defined, if they ask for none), and headers last.
        """
        best: dict[str, Hit] = {}
        for query, worth in self._queries(words):
            for hit in self._ask(query, complete=complete):
                known = best.get(hit.code.code)
                if known is None or hit.score * worth > known.score:
                    best[hit.code.code] = replace(hit, score=hit.score * worth)
        hits = best.values()
        if complete:
            ranked = sorted(hits, key=lambda h: (-_rounded(h.score - 0.05 * (not h.code.billable)),
                                                 not h.code.billable, h.code.position))  # fmt: skip
        else:
            ranked = sorted(hits, key=lambda h: (-_rounded(h.score), h.code.position))
        return tuple(ranked[:limit])

    def rarity(self, form: str) -> float:
        """The weight of a word: the rarer in the books, the heavier; 0 for an unknown word."""
        return rarity(self._count(form), self._total)

    def reads(self, form: str) -> bool:
        """Whether a word (normal form) is one of the books, or can be read as one."""
        return self._readings(form, clipped=False) is not None

    def _queries(self, text: str) -> Iterable[tuple[list[_Asked], float]]:
        plain = self._read(text)
        if plain:
            yield plain, 1.0
        standard = standard_words(forms(text))
        if standard is not None:
            asked = self._read(standard)
            if asked:
                yield asked, _LEXICON

    def _read(self, text: str) -> list[_Asked]:
        stops = {match.start() for match in _STOP.finditer(text)}
        asked: dict[str, _Asked] = {}
        every = words(text)
        # A query of function words alone still asks for something: vitamin A.
        plain = all(word.form in function_words() for word in every)
        for word in every:
            if word.form not in asked and (plain or word.form not in function_words()):
                readings = self._readings(word.form, clipped=word.end in stops)
                if readings:
                    asked[word.form] = readings
        return list(asked.values())

    def _readings(self, form: str, *, clipped: bool) -> _Asked | None:
        if self._count(form) or form in self._spoken:
            other = also(form)
            further = tuple((part, other.sureness) for part in other.form.split()) if other else ()
            return _Asked(((form, 1.0), *further), self._weight(form))
        found = tuple(
            (part, reading.sureness)
            for reading in self._speller.readings(form, clipped)
            for part in reading.form.split(" ")
        )
        meaning = tuple(pair for pair in found if pair[0] not in function_words())
        if not meaning:
            return None
        return _Asked(meaning, max(self._weight(part) * sure for part, sure in meaning))

    def _weight(self, form: str) -> float:
        return self.rarity(form) or (_SPOKEN if form in self._spoken else 0.0)

    def _ask(self, query: list[_Asked], *, complete: bool) -> Iterable[Hit]:
        total = sum(asked.weight for asked in query)
        if not total:
            return
        pool = self._pool(self._shared(query), total)
        episode = _Episode(query, self._spoken) if complete else None
        near = set(list(pool)[:_COMPLETED])
        for number, name, kind, code in self._names(pool):
            shared = pool[number]
            extra = _EXTRA * max(self._weights[number] - shared, 0.0)
            worth = _BY_KIND.get(kind, 1.0)
            if episode is None or code.billable or number not in near:
                yield Hit(code, name, kind, worth * shared / (total + extra))
                continue
            more, whole = episode.choose(_extensions(self._release, code.code))
            yield Hit(whole or code, name, kind, worth * (shared + more) / (total + extra))

    def _shared(self, query: list[_Asked]) -> dict[int, float]:
        """For every name worth looking at, the weight of the words that it shares."""
        by_count = sorted(
            ((self._count(form), asked, form, sure) for asked in query
             for form, sure in asked.readings),
            key=lambda item: item[0],
        )  # fmt: skip
        known = [item for item in by_count if item[0]]
        followed = [item for item in known if item[0] <= _COMMON] or known[:1]
        if not followed:
            return {}
        scores: dict[int, float] = {}
        several: dict[int, dict[int, float]] = {}
        for count, asked, form, sure in known:
            weight = asked.weight * sure
            one = len(asked.readings) == 1
            into = scores if one else several.setdefault(id(asked), {})
            if count <= _COMMON or (count, asked, form, sure) in followed:
                _add(into, self._postings(form), weight, add=one)
        for found in several.values():
            for term, weight in found.items():
                scores[term] = scores.get(term, 0.0) + weight
        self._add_common(scores, known, followed)
        return scores

    def _add_common(
        self,
        scores: dict[int, float],
        known: list[tuple[int, _Asked, str, float]],
        followed: list[tuple[int, _Asked, str, float]],
    ) -> None:
        if len(scores) > 2 * _POOL:
            least = heapq.nlargest(2 * _POOL, scores.values())[-1] * 0.75
            for term in [term for term, weight in scores.items() if weight < least]:
                del scores[term]
        counted = {id(item[1]) for item in followed}
        for _, asked, form, sure in known:
            if id(asked) in counted:
                continue
            held = self._holds(form)
            weight = asked.weight * sure
            for term in scores:
                if held[term]:
                    scores[term] += weight

    def _pool(self, scores: dict[int, float], total: float) -> dict[int, float]:
        weights = self._weights
        best = heapq.nlargest(
            _POOL,
            scores.items(),
            key=lambda pair: pair[1] / (total + _EXTRA * max(weights[pair[0]] - pair[1], 0.0)),
        )
        return dict(best)

    def _names(self, pool: Iterable[int]) -> Iterable[tuple[int, str, str, Code]]:
        sql = (
            "SELECT t.id, t.text, t.kind, c.code, c.title, p.code, c.level, c.billable, c.id"
            " FROM json_each(?) j JOIN term t ON t.id = j.value JOIN code c ON c.id = t.code"
            " LEFT JOIN code p ON p.id = c.parent"
        )
        for row in self._release.rows(sql, (str(list(pool)),)):
            number, text, kind, code, title, parent, level, billable, position = row
            yield (
                cast("int", number),
                str(text),
                str(kind),
                Code(
                    str(code),
                    str(title),
                    cast("str | None", parent),
                    str(level),
                    bool(billable),
                    cast("int", position),
                ),
            )

    def _read_postings(self, form: str) -> "array[int]":
        postings = array("I")
        rows = self._release.rows("SELECT postings FROM word WHERE form = ?", (form,))
        postings.frombytes(_blob(rows))
        return postings

    def _read_holds(self, form: str) -> bytearray:
        held = bytearray(len(self._weights))
        for term in self._read_postings(form):
            held[term] = 1
        return held

    def _read_count(self, form: str) -> int:
        rows = self._release.rows("SELECT terms FROM word WHERE form = ?", (form,))
        return int(str(rows[0][0])) if rows else 0


class _Episode:
    """Which seventh character the words of one query ask for."""

    def __init__(self, query: list[_Asked], spoken: frozenset[str]) -> None:
        self._asked = [
            (form, asked.weight * sure)
            for asked in query
            for form, sure in asked.readings
            if form in spoken
        ]
        self._known: dict[frozenset[str], float] = {}

    def choose(
        self, extensions: tuple[tuple[Code, frozenset[str]], ...]
    ) -> tuple[float, Code | None]:
        """The extension that fits best and the weight it adds; the first one without a word."""
        if not extensions:
            return 0.0, None
        if not self._asked:
            return 0.0, extensions[0][0]
        best, chosen = -math.inf, extensions[0][0]
        for code, said in extensions:
            if said not in self._known:
                heard = {form: weight for form, weight in self._asked if form in said}
                left = len(said - heard.keys()) if heard else 0
                self._known[said] = sum(heard.values()) - 0.01 * left
            if self._known[said] > best:
                best, chosen = self._known[said], code
        return max(best, 0.0), chosen


def _add(into: dict[int, float], terms: "array[int]", weight: float, *, add: bool) -> None:
    if add and len(into) > _ENOUGH:
        for term in terms:
            if term in into:
                into[term] += weight
        return
    if add:
        for term in terms:
            into[term] = into.get(term, 0.0) + weight
        return
    for term in terms:
        if into.get(term, 0.0) < weight:
            into[term] = weight


def _rounded(score: float) -> float:
    return round(score, 6)


def _blob(rows: list[tuple[object, ...]]) -> bytes:
    return bytes(rows[0][0]) if rows else b""  # type: ignore[call-overload]


@lru_cache(maxsize=8)
def _spoken(release: Release) -> frozenset[str]:
    meanings = release.rows("SELECT DISTINCT meaning FROM seventh")
    every = {form for (meaning,) in meanings for form in forms(str(meaning))}
    return frozenset(every) - function_words()


@lru_cache(maxsize=8192)
def _extensions(release: Release, code: str) -> tuple[tuple[Code, frozenset[str]], ...]:
    """The codes that add a seventh character to this one, with the words that it adds."""
    entry = release.code(code)
    if entry is None:
        return ()
    own = set(forms(entry.title))
    return tuple(
        (
            child,
            frozenset(set(forms(child.title.removeprefix(entry.title))) - function_words() - own),
        )
        for child in release.children(code)
        if child.level == "code"
    )


@lru_cache(maxsize=1)
def _inflammations() -> dict[str, str]:
    file = resources.files("symphony.books") / "data" / "inflammations.tsv"
    return {phrase(part): name for _, (part, name) in rows(file, ("part", "inflammation"))}


def _named_inflammation(query: tuple[str, ...]) -> tuple[str, ...]:
    """The query with "inflammation of the esophagus" as "esophagitis"."""
    for at, form in enumerate(query):
        if form not in ("inflammation", "inflamed", "inflammed"):
            continue
        start = at + 1
        while start < len(query) and query[start] in ("of", "the"):
            start += 1
        for size in (2, 1):
            name = _inflammations().get(" ".join(query[start : start + size]))
            if name is not None:
                return (*query[:at], name, *query[start + size :])
    return query


def standard_words(said_so: tuple[str, ...]) -> str | None:
    """The query with every wording of the lexicon as its standard term; None where it has none."""
    known = lexicon()
    query = _named_inflammation(said_so)
    said: list[str] = []
    found = query != said_so
    start = 0
    while start < len(query):
        size, entry = _longest(query, start, known)
        said.append(entry.term if entry else query[start])
        found = found or entry is not None
        start += size
    return " ".join(said) if found else None


def _longest(
    query: tuple[str, ...], start: int, known: dict[str, LexiconEntry]
) -> tuple[int, LexiconEntry | None]:
    for size in range(min(8, len(query) - start), 0, -1):
        entry = known.get(" ".join(query[start : start + size]))
        if entry is not None:
            return size, entry
    return 1, None
