"""Places of the tabular list as the tables of the chapters name them."""

from collections.abc import Iterable


def holds(places: Iterable[str], code: str) -> bool:
    """Whether one of the places holds the code: ``"N30"``, ``"R73.0"`` or ``"A50-A53"``."""
    for place in places:
        first, _, last = place.partition("-")
        if (first <= code[: len(first)] <= last) if last else code.startswith(first):
            return True
    return False
