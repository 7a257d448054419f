"""The order of the codes: who comes first, and why (guidelines I.A.13, II, III and IV).

Three things decide, in this order: what must precede what (notes before guidelines before habit),
how much a code was the reason for the encounter (``Line.rank``, or the place that somebody gave
it), and the tabular list. Nothing depends on the order in which the lines were given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symphony.rules.model import Before, First, Hit, Line, NotFirst
from symphony.rules.sheet import Item, Sheet

_FALLBACK = "it comes first in the order given, and no rule speaks against it"


@dataclass(frozen=True, slots=True)
class Arranged:
    """Lines in sequence, the codes barred from the first place, and why the first is first."""

    lines: tuple[Line, ...]
    not_first: frozenset[str]
    reason: str


def arrange(sheet: Sheet, hits: Iterable[Hit]) -> Arranged:
    """Put the codes of the sheet in sequence, as the hits of the rules demand."""
    struck = tuple(hits)
    barred = frozenset(h.action.code for h in struck if isinstance(h.action, NotFirst))
    firsts = [h for h in struck if isinstance(h.action, First)]
    order = _Order(sheet, struck, barred)
    ordered = order.sorted()
    unknown = sorted(
        (line for line in sheet.codeset.lines if sheet.get(line.code) is None),
        key=lambda line: (line.system, line.code),
    )
    return Arranged(
        tuple(item.line for item in ordered) + tuple(unknown),
        barred,
        _reason(ordered, struck, firsts),
    )


def _reason(ordered: Sequence[Item], hits: Sequence[Hit], firsts: Sequence[Hit]) -> str:
    if not ordered:
        return ""
    head = ordered[0].code
    for hit in firsts:
        if isinstance(hit.action, First) and hit.action.code == head:
            return hit.message
    for hit in hits:
        if isinstance(hit.action, Before) and hit.action.first == head:
            return hit.message
    return _FALLBACK


class _Order:
    def __init__(self, sheet: Sheet, hits: Sequence[Hit], barred: frozenset[str]) -> None:
        self.items = sheet.items
        self.barred = barred
        self.firsts = {
            h.action.code: h.action.strength for h in hits if isinstance(h.action, First)
        }
        self.after = _acyclic(hits)

    def sorted(self) -> list[Item]:
        """Repeatedly the foremost code of those that nothing left has to precede."""
        left = sorted(self.items, key=self._key)
        done: list[Item] = []
        while left:
            codes = {item.code for item in left}
            free = [i for i in left if not self.after.get(i.code, frozenset()) & codes]
            if not done:
                free = [i for i in free if i.code not in self.barred] or free
            chosen = free[0]
            done.append(chosen)
            left.remove(chosen)
        return done

    def _key(self, item: Item) -> tuple[object, ...]:
        line = item.line
        external = item.code[0] in "VWXY"
        return (
            -self.firsts.get(item.code, 0),
            external,
            line.sequence if line.sequence is not None else 10_000,
            -line.rank,
            item.entry.position,
        )


def _acyclic(hits: Sequence[Hit]) -> dict[str, frozenset[str]]:
    """What each code must follow; of orders that contradict one another the weaker are left out."""
    wanted = {
        (h.action.first, h.action.then): h.action.strength
        for h in sorted(
            hits, key=lambda h: h.action.strength if isinstance(h.action, Before) else 0
        )
        if isinstance(h.action, Before)
    }
    after: dict[str, set[str]] = {}
    for first, then in sorted(wanted, key=lambda pair: (-wanted[pair], pair)):
        if not _reaches(after, first, then):
            after.setdefault(then, set()).add(first)
    return {code: frozenset(befores) for code, befores in after.items()}


def _reaches(after: dict[str, set[str]], start: str, goal: str) -> bool:
    """Whether ``goal`` already has to precede ``start``."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        code = waiting.pop()
        if code == goal:
            return True
        if code not in seen:
            seen.add(code)
            waiting += after.get(code, ())
    return False
