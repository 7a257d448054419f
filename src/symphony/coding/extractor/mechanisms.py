"""How an injury came about: the external cause that a sentence tells.

Source: guidelines, section I.C.20: an external cause goes with an injury, never alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.language.tables import toml
from symphony.language.words import Word, forms

_REACH = 9
"""How many words may stand between the verb and the thing."""


@dataclass(frozen=True, slots=True)
class _Mechanism:
    verbs: frozenset[str]
    things: tuple[str, ...]
    term: str


@dataclass(frozen=True, slots=True)
class _File:
    mechanism: tuple[_Mechanism, ...]


class Told(NamedTuple):
    """A mechanism in a sentence: its words (indices, end exclusive) and its standard term."""

    first: int
    last: int
    term: str


@lru_cache(maxsize=1)
def _by_thing() -> dict[str, tuple[tuple[tuple[str, ...], _Mechanism], ...]]:
    read = toml(resources.files("symphony.coding.extractor") / "data" / "mechanisms.toml", _File)
    found: dict[str, list[tuple[tuple[str, ...], _Mechanism]]] = {}
    for entry in read.mechanism:
        for thing in entry.things:
            words = forms(thing)
            found.setdefault(words[0], []).append((words, entry))
    return {first: tuple(entries) for first, entries in found.items()}


def mechanisms(tokens: Sequence[Word]) -> Iterator[Told]:
    """The mechanisms of injury that a sentence tells, the first only."""
    things = _by_thing()
    for at, token in enumerate(tokens):
        begun = things.get(token.form)
        if begun is None:
            continue
        for words, entry in begun:
            last = at + len(words)
            if tuple(each.form for each in tokens[at:last]) != words:
                continue
            if not entry.verbs:
                yield Told(at, last, entry.term)
                return
            start = max(0, at - _REACH)
            verbs = [i for i in range(start, at) if tokens[i].form in entry.verbs]
            if verbs:
                yield Told(verbs[-1], last, entry.term)
                return
