"""Two sets of predictions on the same charts: what changed, code by code, and how surely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symphony.evaluation.bootstrap import Difference, difference
from symphony.evaluation.gold import Dataset
from symphony.evaluation.metrics import micro
from symphony.evaluation.metrics.counts import Counts, total
from symphony.evaluation.metrics.pair import Pair
from symphony.evaluation.pairing import side_by_side
from symphony.evaluation.predictions import Key, Prediction
from symphony.evaluation.settings import JudgeSettings


@dataclass(frozen=True, slots=True)
class Change:
    """A code that A and B treat differently in one chart.

    ``kind`` is ``gained`` or ``lost`` for codes of the gold, ``new error`` or ``error gone`` for
    others.
    """

    chart: str
    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A and B on the charts that both have predictions for, in one system."""

    system: str
    charts: int
    only_a: int
    only_b: int
    a: Counts
    b: Counts
    difference: Difference
    changes: tuple[Change, ...]


def compare(
    datasets: Sequence[Dataset],
    a: Mapping[Key, Prediction],
    b: Mapping[Key, Prediction],
    system: str,
    judge: JudgeSettings,
    labels: frozenset[str] | None = None,
) -> Comparison:
    """B against A. Charts that only one side has are counted and not judged."""
    both: list[tuple[Pair, Pair]] = []
    only_a = only_b = 0
    for dataset in datasets:
        ours = side_by_side(dataset, a, system, judge, labels).pairs
        theirs = side_by_side(dataset, b, system, judge, labels).pairs
        for first, second in zip(ours, theirs, strict=True):
            has_a, has_b = _there(dataset, first, a), _there(dataset, second, b)
            only_a += has_a and not has_b
            only_b += has_b and not has_a
            if has_a and has_b:
                both.append((first, second))
    first_counts = [micro.one(first) for first, _ in both]
    second_counts = [micro.one(second) for _, second in both]
    tested = difference(first_counts, second_counts, seed=judge.seed, resamples=judge.resamples)
    changes = tuple(change for pair in both for change in _changes(*pair))
    return Comparison(
        system,
        len(both),
        only_a,
        only_b,
        total(first_counts),
        total(second_counts),
        tested,
        changes,
    )


def _there(dataset: Dataset, pair: Pair, found: Mapping[Key, Prediction]) -> bool:
    return (dataset.name, pair.chart.id) in found or (None, pair.chart.id) in found


def _changes(a: Pair, b: Pair) -> list[Change]:
    gold, first, second = a.gold_codes(), a.predicted_codes(), b.predicted_codes()
    return [
        Change(a.chart.id, code, _kind(code in gold, code in second))
        for code in sorted(first ^ second)
    ]


def _kind(in_gold: bool, in_second: bool) -> str:
    if in_gold:
        return "gained" if in_second else "lost"
    return "new error" if in_second else "error gone"
