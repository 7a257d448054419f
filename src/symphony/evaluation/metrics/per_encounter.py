"""The mean over charts of each chart's own precision, recall and F1."""

from dataclasses import dataclass

from symphony.evaluation.metrics import micro
from symphony.evaluation.metrics.pair import Pair, Pairs


@dataclass(frozen=True, slots=True)
class PerEncounter:
    """Means over charts; every chart counts the same, however many codes it has."""

    precision: float
    recall: float
    f1: float
    charts: int


def per_encounter(pairs: Pairs, characters: int = 0) -> PerEncounter:
    """The means over charts.

    A chart without gold and without prediction is right: it counts 1.0 in all three. With only one
    of the two empty it counts 0.0. Without charts, all are 0.0.
    """
    values = [_one(pair, characters) for pair in pairs]
    number = len(values)
    if not number:
        return PerEncounter(0.0, 0.0, 0.0, 0)
    precision, recall, f1 = (sum(column) / number for column in zip(*values, strict=True))
    return PerEncounter(precision, recall, f1, number)


def _one(pair: Pair, characters: int) -> tuple[float, float, float]:
    if not pair.gold and not pair.predicted:
        return 1.0, 1.0, 1.0
    counts = micro.one(pair, characters)
    return counts.precision, counts.recall, counts.f1
