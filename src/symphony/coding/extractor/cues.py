"""Cues: words around a condition that tell whether it was dealt with at this encounter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.names import Names, by_first_word
from symphony.language.tables import toml
from symphony.language.words import Word

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
    unexplained: _Anywhere
    dosed: _Anywhere


_ANYWHERE = frozenset({"managed", "unexplained", "dosed"})
"""The kinds of cue that may stand anywhere in the sentence."""


@lru_cache(maxsize=1)
def _cues() -> Names[str]:
    """The kind of each cue, by its first word."""
    read = toml(resources.files("symphony.coding.extractor") / "data" / "cues.toml", _Cues)
    kinds = (
        ("topic", read.topic.before),
        ("reason", read.reason.before),
        ("known", read.known.before),
        ("found", read.found.before),
        ("takes", read.takes.before),
        ("managed", read.managed.anywhere),
        ("unexplained", read.unexplained.anywhere),
        ("dosed", read.dosed.anywhere),
    )
    return by_first_word((cue, name) for name, cues in kinds for cue in cues)


class SentenceCues:
    """The cues of one sentence, asked for each condition in it."""

    def __init__(self, tokens: Sequence[Word]) -> None:
        self._found = list(_found([token.form for token in tokens]))
        self._anywhere = _ANYWHERE.intersection(name for _, _, name in self._found)

    def of(self, first: int) -> frozenset[str]:
        """The kinds of cue for a condition whose first word is the sentence's ``first``-th."""
        start = max(0, first - _REACH)
        before = (name for at, last, name in self._found if start <= at and last <= first)
        return self._anywhere.union(before)


def _found(every: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The cues among the words, each with its place (end exclusive) and its kind."""
    cues = _cues()
    for at, form in enumerate(every):
        for words, name in cues.get(form, ()):
            last = at + len(words)
            if tuple(every[at:last]) == words:
                yield at, last, name
