"""Which of many texts like ``I50.-, I51.4-I51.7`` name a code, found by its place in the list."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from symphony.books.model import Code
from symphony.rules.reach import Reach


class _Over(NamedTuple):
    """The texts over a stretch: those that name all of it, and those that a pattern narrows."""

    surely: tuple[str, ...]
    perhaps: tuple[tuple[str, Reach], ...]


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
        self._over = [*_swept(self._cuts, begins, ends)]

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
        met = (text for text, reach in over.perhaps if reach.holds(entry))
        return tuple(dict.fromkeys((*over.surely, *met)))


_Edges = Mapping[int, Iterable[tuple[str, Reach]]]


def _swept(cuts: Iterable[int], begins: _Edges, ends: _Edges) -> Iterator[_Over]:
    """What lies over each stretch between two cuts, from the first on."""
    surely: dict[str, int] = {}
    perhaps: dict[tuple[str, Reach], None] = {}
    for cut in cuts:
        for text, reach in ends.get(cut, ()):
            if reach.pattern is not None:
                del perhaps[text, reach]
            elif surely[text] == 1:
                del surely[text]
            else:
                surely[text] -= 1
        for text, reach in begins.get(cut, ()):
            if reach.pattern is not None:
                perhaps[text, reach] = None
            else:
                surely[text] = surely.get(text, 0) + 1
        yield _Over(tuple(surely), tuple(perhaps))
