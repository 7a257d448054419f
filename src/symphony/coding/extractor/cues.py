"""Cues: words around a condition that tell whether it was dealt with at this encounter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.tables import toml
from symphony.language.words import Word, phrase

_REACH = 12
"""How many words before a condition a cue may stand (a list of conditions shares one cue)."""


@dataclass(frozen=True, slots=True)
class _Before:
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Anywhere:
    anywhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cues:
    topic: _Before
    reason: _Before
    known: _Before
    found: _Before
    takes: _Before
    managed: _Anywhere


@lru_cache(maxsize=1)
def _cues() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "cues.toml", _Cues)
    before = {
        name: tuple(f" {phrase(cue)} " for cue in kind.before)
        for name, kind in (
            ("topic", read.topic),
            ("reason", read.reason),
            ("known", read.known),
            ("found", read.found),
            ("takes", read.takes),
        )
    }
    return before, tuple(f" {phrase(cue)} " for cue in read.managed.anywhere)


class SentenceCues:
    """The cues of one sentence, asked for each condition in it."""

    def __init__(self, tokens: Sequence[Word]) -> None:
        self._forms = [token.form for token in tokens]
        every = f" {' '.join(self._forms)} "
        self._managed = any(cue in every for cue in _cues()[1])

    def of(self, first: int) -> frozenset[str]:
        """The kinds of cue for a condition whose first word is the sentence's ``first``-th."""
        start = max(0, first - _REACH)
        before = f" {' '.join(self._forms[start:first])} "
        found = {name for name, cues in _cues()[0].items() if any(c in before for c in cues)}
        if self._managed:
            found.add("managed")
        return frozenset(found)
