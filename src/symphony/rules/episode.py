"""The phase of care that a seventh character names (guidelines I.C.19.a, I.C.20.a.2)."""

from typing import Literal

from symphony.rules.reach import compact
from symphony.rules.sheet import Item

Episode = Literal["active", "later", "sequela"]

_ACTIVE, _SEQUELA = frozenset("ABC"), "S"


def episode(item: Item) -> Episode | None:
    """Active treatment, later care or sequela; None where the code has no seventh character."""
    if len(compact(item.code)) != 7 or item.code[0] not in "MSTVWXY":
        return None
    last = item.code[-1]
    if last == _SEQUELA:
        return "sequela"
    return "active" if last in _ACTIVE else "later"
