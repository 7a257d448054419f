"""Places of the tabular list as the tables of the chapters name them."""

from collections.abc import Iterable
from typing import Final

MOTHERS: Final = ("O", "Z34", "Z37", "Z39", "Z3A")
"""How the codes begin that only the record of a mother can have (I.C.15, I.C.21.c.11)."""


def holds(places: Iterable[str], code: str) -> bool:
    """Whether one of the places holds the code: ``"N30"``, ``"R73.0"`` or ``"A50-A53"``."""
    for place in places:
        first, _, last = place.partition("-")
        if (first <= code[: len(first)] <= last) if last else code.startswith(first):
            return True
    return False
