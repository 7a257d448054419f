"""Precision and recall as the confidence that is asked for rises."""

from dataclasses import dataclass

from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.metrics.pair import Pairs


@dataclass(frozen=True, slots=True)
class Point:
    """The micro counts of the codes with at least this confidence."""

    threshold: float
    counts: Counts


def thresholds(pairs: Pairs, *, candidates: bool = True) -> tuple[Point, ...]:
    """A point for every confidence that occurs, from the surest to all; none: an empty tuple.

    With ``candidates``, those left out of the bill are taken in at their confidence.
    """
    said: list[tuple[float, bool]] = []
    total = 0
    for pair in pairs:
        gold = pair.gold_codes()
        total += len(gold)
        pool = {code.code: code.confidence for code in (pair.candidates if candidates else ())}
        pool |= {code.code: code.confidence for code in pair.predicted}
        said += [(c, code in gold) for code, c in pool.items() if c is not None]
    said.sort(reverse=True)
    points: list[Point] = []
    right = 0
    for number, (confidence, found) in enumerate(said, start=1):
        right += found
        if number == len(said) or said[number][0] != confidence:
            points.append(Point(confidence, Counts(right, number - right, total - right)))
    return tuple(points)
