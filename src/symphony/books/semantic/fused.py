"""Search by words and by meaning at once: one ranking, and for every hit how it was found."""

from dataclasses import dataclass
from typing import Literal

from symphony.books.model import Code
from symphony.books.search import Hit, Search
from symphony.books.semantic.search import SemanticSearch

SHARE = 0.5
"""What the cosine counts, the rest being the fit by words (measured: design/0009-semantic.md)."""

_POOL = 50
"""How many codes each of the two searches offers."""


@dataclass(frozen=True, slots=True)
class Found:
    """A code, and the name by which it was found; scores are 0-1.

    ``fit`` is how well a name fits by its words, ``cosine`` how near one is by meaning; None where
    that search did not offer the code.
    """

    code: Code
    name: str
    score: float
    fit: float | None
    cosine: float | None
    by: Literal["words", "meaning", "both"]


class FusedSearch:
    """Both searches over one release."""

    def __init__(self, words: Search, meaning: SemanticSearch) -> None:
        """Of the two, which must be over the same release."""
        self._words = words
        self._meaning = meaning

    def __call__(self, words: str, limit: int = 10) -> tuple[Found, ...]:
        """The codes that fit best by words and meaning together, best first.

        Raises:
            SymphonyError: the sentence model failed.
        """
        by_words = {hit.code.code: hit for hit in self._words(words, _POOL)}
        beside = [hit.code for hit in by_words.values()]
        answer = self._meaning.many([words], _POOL, beside)[0]
        near = {hit.code.code for hit in answer[:_POOL]}
        by_meaning = {hit.code.code: hit for hit in answer}
        made = [
            _joined(by_words.get(code), by_meaning.get(code), offered=code in near)
            for code in {**by_words, **by_meaning}
        ]
        return tuple(sorted(made, key=lambda f: (-f.score, f.code.position))[:limit])


def _joined(words: Hit | None, meaning: Hit | None, *, offered: bool) -> Found:
    """One hit of two; ``offered`` says whether the search by meaning would have found it alone."""
    shown = words or meaning
    assert shown is not None
    fit = words.score if words else 0.0
    cosine = max(meaning.score, 0.0) if meaning else 0.0
    return Found(
        code=shown.code,
        name=shown.name,
        score=round((1 - SHARE) * fit + SHARE * cosine, 6),
        fit=round(fit, 4) if words else None,
        cosine=meaning.score if meaning else None,
        by="meaning" if words is None else "both" if offered else "words",
    )
