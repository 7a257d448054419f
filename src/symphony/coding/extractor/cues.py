"""Cues: words around a condition that tell whether it was dealt with at this encounter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

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


class _Kind(NamedTuple):
    """The cues of one kind, in normal form: single words, and the longer ones between spaces."""

    words: frozenset[str]
    longer: tuple[str, ...]

    def among(self, said: Sequence[str], joined: str) -> bool:
        """Whether one of them stands among words, given one by one and joined."""
        return not self.words.isdisjoint(said) or any(cue in joined for cue in self.longer)


def _kind(cues: Iterable[str]) -> _Kind:
    every = [phrase(cue) for cue in cues]
    longer = tuple(f" {cue} " for cue in every if " " in cue)
    return _Kind(frozenset(cue for cue in every if " " not in cue), longer)


@lru_cache(maxsize=1)
def _cues() -> tuple[dict[str, _Kind], _Kind]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "cues.toml", _Cues)
    before = {
        name: _kind(kind.before)
        for name, kind in (
            ("topic", read.topic),
            ("reason", read.reason),
            ("known", read.known),
            ("found", read.found),
            ("takes", read.takes),
        )
    }
    return before, _kind(read.managed.anywhere)


class SentenceCues:
    """The cues of one sentence, asked for each condition in it."""

    def __init__(self, tokens: Sequence[Word]) -> None:
        self._forms = [token.form for token in tokens]
        self._managed = _cues()[1].among(self._forms, f" {' '.join(self._forms)} ")

    def of(self, first: int) -> frozenset[str]:
        """The kinds of cue for a condition whose first word is the sentence's ``first``-th."""
        start = max(0, first - _REACH)
        before = self._forms[start:first]
        joined = f" {' '.join(before)} "
        found = {name for name, cues in _cues()[0].items() if cues.among(before, joined)}
        if self._managed:
            found.add("managed")
        return frozenset(found)
