"""A logistic regression over names of signals: small, deterministic, without any library.

The penalty pulls every weight towards a known one (the weights set by hand), not towards 0: with
few notes, what nothing speaks against stays as it is. Newton's method, one weight at a time.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_SWEEPS = 200
_STILL = 1e-4


class Row(NamedTuple):
    """A code that a note could have: the signals that speak for it, and whether the labels do."""

    set: str
    visit: str
    code: str
    signals: tuple[str, ...]
    link: float
    right: bool
    category: bool
    weight: float = 1.0


class Model(NamedTuple):
    """The base and the weight of each signal, as log-odds."""

    base: float
    weights: dict[str, float]


def fitted(rows: Sequence[Row], known: Model, pull: float, *, category: bool) -> Model:
    """The weights of greatest penalised likelihood.

    Args:
        rows: what to learn from.
        known: where the penalty pulls to.
        pull: how strongly; the inverse of the variance that a weight may have.
        category: whether a right category is enough.
    """
    weights = dict(known.weights)
    base = known.base
    rights = [row.category if category else row.right for row in rows]
    odds = [base + sum(weights[name] for name in row.signals) for row in rows]
    where: dict[str, list[int]] = {name: [] for name in weights}
    for place, row in enumerate(rows):
        for name in row.signals:
            where[name].append(place)
    for _ in range(_SWEEPS):
        step = _step(rows, rights, odds, range(len(rows)), 0.1 * pull, base - known.base)
        base += step
        odds = [one + step for one in odds]
        largest = abs(step)
        for name, places in where.items():
            off = weights[name] - known.weights[name]
            step = _step(rows, rights, odds, places, pull, off)
            weights[name] += step
            largest = max(largest, abs(step))
            for place in places:
                odds[place] += step
        if largest < _STILL:
            break
    return Model(base, weights)


def _step(
    rows: Sequence[Row],
    rights: Sequence[bool],
    odds: Sequence[float],
    places: Sequence[int],
    pull: float,
    off: float,
) -> float:
    slope, bend = -pull * off, pull
    for place in places:
        p = 1.0 / (1.0 + math.exp(-odds[place]))
        slope += rows[place].weight * (rights[place] - p)
        bend += rows[place].weight * p * (1 - p)
    return max(-1.0, min(1.0, slope / bend)) if bend else 0.0


def evened(rows: Sequence[Row], each: float = 300.0) -> list[Row]:
    """The rows with weights by which every set counts the same."""
    count: dict[str, int] = {}
    for row in rows:
        count[row.set] = count.get(row.set, 0) + 1
    return [row._replace(weight=each / count[row.set]) for row in rows]


def chosen(model: Model) -> Mapping[str, float]:
    """The weights as they are written: two places."""
    return {name: round(weight, 2) for name, weight in model.weights.items()}
