"""The order of the codes: who comes first, and why (guidelines I.A.13, II, III and IV).

Three things decide, in this order: what must precede what (notes before guidelines before habit),
how much a code was the reason for the encounter (``Line.rank``, or the place that somebody gave
it), and the tabular list. Nothing depends on the order in which the lines were given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symphony.language.patterns import lazy
from symphony.rules.model import Before, First, Hit, Line, NotFirst
from symphony.rules.sheet import Item, Sheet

_GIVEN = "it was put first, and no rule speaks against it"
_CHIEF = "it was chiefly the reason for the {stay}, as the note has it"
_EQUAL = (
    "{codes} meet the definition equally and no rule decides between them: "
    "either may be first ({section})"
)


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
        key=lambda line: (line.system, line.code, repr(line)),
    )
    return Arranged(
        tuple(item.line for item in ordered) + tuple(unknown),
        barred,
        _reason(sheet, ordered, struck, firsts),
    )


def _reason(
    sheet: Sheet, ordered: Sequence[Item], hits: Sequence[Hit], firsts: Sequence[Hit]
) -> str:
    if not ordered:
        return ""
    head = ordered[0]
    for hit in (*firsts, *hits):
        action = hit.action
        if isinstance(action, First) and action.code == head.code:
            return hit.message
        if isinstance(action, Before) and action.first == head.code:
            return hit.message
    if head.line.sequence is not None:
        return _GIVEN
    equal = [i.code for i in ordered if _weight(i) == _weight(head)]
    if len(equal) > 1:
        section = "II.B-C" if sheet.inpatient else "IV.G"
        return _EQUAL.format(codes=", ".join(equal), section=section)
    return _CHIEF.format(stay="admission (II)" if sheet.inpatient else "encounter (IV.G)")


def _weight(item: Item) -> tuple[float, int]:
    return (item.line.rank, _tier(item))


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
        given = line.sequence if line.sequence is not None else _LAST
        return (
            -self.firsts.get(item.code, 0),
            item.code[0] in "VWXY",
            given,
            -line.rank,
            _tier(item),
            item.entry.position,
        )


_LAST = 10_000
_ASIDE = lazy(r"Z(1[4-9]|2[128]|66|67|68|7[3-9]|8|9)")
"""Status, history and circumstances: they tell about the patient, not why he came."""


def _tier(item: Item) -> int:
    """Among codes of equal rank: conditions, then symptoms, then status and history."""
    if _ASIDE.match(item.code):
        return 2
    return 1 if item.code[0] == "R" else 0


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
