"""Which of many texts like ``I50.-, I51.4-I51.7`` name a code, found by its place in the list."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from symphony.books.model import Code
from symphony.rules.reach import Reach

_Active = dict[str, list[Reach]]


class _Over(NamedTuple):
    """The texts over a stretch: those that name all of it, and those that a pattern narrows."""

    surely: tuple[str, ...]
    perhaps: tuple[tuple[str, tuple[Reach, ...]], ...]

    @classmethod
    def of(cls, active: _Active) -> "_Over":
        sure = [t for t, reaches in active.items() if any(r.pattern is None for r in reaches)]
        narrowed = ((t, tuple(reaches)) for t, reaches in active.items() if t not in sure)
        return cls(tuple(sure), tuple(narrowed))


class Selection:
    """Texts by the stretches that they name: each stretch of the list knows the texts over it."""

    def __init__(self, named: Mapping[str, Iterable[Reach]]) -> None:
        """Of texts and the stretches that each names."""
        self._texts = frozenset(named)
        begins: dict[int, list[tuple[str, Reach]]] = {}
        ends: dict[int, list[tuple[str, Reach]]] = {}
        for text, reaches in named.items():
            for reach in reaches:
                begins.setdefault(reach.low, []).append((text, reach))
                ends.setdefault(reach.high + 1, []).append((text, reach))
        self._cuts = sorted({*begins, *ends})
        self._over: list[_Over] = []
        active: _Active = {}
        for cut in self._cuts:
            for text, reach in ends.get(cut, ()):
                active[text].remove(reach)
                if not active[text]:
                    del active[text]
            for text, reach in begins.get(cut, ()):
                active.setdefault(text, []).append(reach)
            self._over.append(_Over.of(active))

    def knows(self, text: str) -> bool:
        """Whether the text is one of them."""
        return text in self._texts

    def naming(self, entry: Code) -> tuple[str, ...]:
        """The texts that name the code."""
        at = bisect_right(self._cuts, entry.position) - 1
        if at < 0:
            return ()
        over = self._over[at]
        if not over.perhaps:
            return over.surely
        met = (text for text, reaches in over.perhaps if any(r.holds(entry) for r in reaches))
        return (*over.surely, *met)
