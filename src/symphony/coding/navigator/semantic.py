"""A further source of candidates beside another navigator: names that are near by meaning.

It adds and never overrules: where a name fits by its words, what meaning adds stands below it, for
a validator that can judge (a model, a person who reads the alternatives). Where no name fits, what
meaning finds may lead. Every such candidate says so in its trail, with the cosine and the model.
"""

from collections.abc import Iterator, Sequence

from symphony.books.search import Hit
from symphony.books.semantic.search import SemanticSearch
from symphony.coding.case import Case
from symphony.coding.navigator.base import Navigator
from symphony.coding.stages import Candidate, Looked, Mention, Mentions, Navigation, Step
from symphony.coding.validator.offline import LEAST_FIT

BOOK = "semantic"
"""The book that a trail names for a step by meaning."""

LEAST_COSINE = 0.7
"""Names further away than this are about something else (measured: design/0009-semantic.md)."""

_WORTH = 0.9
"""What a cosine is worth as a fit: as much as a hit of full text."""

_BELOW = 0.1
"""So far below the best name by words are those that meaning adds to it: the validator compares
candidates that are closer than this by what stands around the mention."""

_ADDED = 5
"""Candidates by meaning for one mention."""

_LIMIT = 16


class SemanticNavigator:
    """Another navigator's candidates, and those that are near by meaning."""

    def __init__(self, inner: Navigator, search: SemanticSearch) -> None:
        """Beside a navigator, over the same release."""
        self._inner = inner
        self._search = search

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        """Candidates for every mention; what neither words nor meaning find is excluded.

        Raises:
            SymphonyError: the sentence model failed.
        """
        found = self._inner.navigate(case, mentions)
        known = {looked.mention: looked.candidates for looked in found.looked}
        elsewhere = {e.mention for e in found.excluded if e.rule != "navigator.no_entry"}
        asked = [m for m in mentions.mentions if m.id not in elsewhere]
        hits = self._search.many([m.term for m in asked], _ADDED) if asked else []
        looked: list[Looked] = []
        for mention, near in zip(asked, hits, strict=True):
            by_words = known.get(mention.id, ())
            more = tuple(self._added(case, mention, near, by_words))
            if by_words or more:
                looked.append(Looked(mention.id, _ranked(by_words, more)))
        there = {one.mention for one in looked}
        return Navigation(tuple(looked), tuple(e for e in found.excluded if e.mention not in there))

    def _added(
        self, case: Case, mention: Mention, near: Sequence[Hit], by_words: Sequence[Candidate]
    ) -> Iterator[Candidate]:
        best = by_words[0].score if by_words else 0.0
        most = best - _BELOW if best >= LEAST_FIT else 1.0
        there = {candidate.code for candidate in by_words if candidate.score >= LEAST_FIT}
        for hit in near:
            code = hit.code.code
            if hit.score >= LEAST_COSINE and code not in there and case.scope.may_lead(code):
                step = Step(
                    BOOK,
                    f"{mention.term} ≈ {hit.name} "
                    f"(cosine {hit.score:.2f}, {self._search.embedder.name})",
                )
                further = Step("tabular", f"{hit.name} → {code}")
                yield Candidate(case.system, code, min(_WORTH * hit.score, most), (step, further))


def _ranked(
    by_words: Sequence[Candidate], by_meaning: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """All of them, a code once and as well as it was found; equal ones by words first."""
    best: dict[str, Candidate] = {}
    for candidate in (*by_words, *by_meaning):
        known = best.get(candidate.code)
        if known is None or candidate.score > known.score:
            best[candidate.code] = candidate
    return tuple(sorted(best.values(), key=lambda c: -c.score)[:_LIMIT])
