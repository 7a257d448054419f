"""How sure one may be: intervals by resampling charts, and tests of one system against another.

Charts are resampled, not codes: the codes of a chart are not independent. Everything drawn comes
from a seed, so that a figure can be had again. Large sets are resampled less often (``DRAWS``):
their intervals are narrow and settle sooner.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from symphony.evaluation.metrics.counts import Counts, total

DRAWS = 2_000_000
"""Charts drawn at most for one interval; but never fewer than ``FEWEST`` samples."""

FEWEST = 200

Ratio = Callable[[Counts], float]


@dataclass(frozen=True, slots=True)
class Interval:
    """The percentile interval that holds 95 % of the resampled values."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MicroIntervals:
    """The intervals of the three micro ratios, from the same draws."""

    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A: the difference, its interval, and how likely one as large is by chance alone."""

    value: float
    interval: Interval | None
    p: float | None


def f1(counts: Counts) -> float:
    """The ratio that is compared unless another is named."""
    return counts.f1


def micro_intervals(
    counts: Sequence[Counts], *, seed: int = 0, resamples: int = 1000
) -> MicroIntervals | None:
    """The intervals of micro precision, recall and F1; None for fewer than two charts."""
    if len(counts) < 2:
        return None
    drawn = _resampled(counts, seed, resamples)
    return MicroIntervals(
        _percentiles([one.precision for one in drawn]),
        _percentiles([one.recall for one in drawn]),
        _percentiles([one.f1 for one in drawn]),
    )


def mean_interval(
    values: Sequence[float], *, seed: int = 0, resamples: int = 1000
) -> Interval | None:
    """The interval of a mean over charts; None for fewer than two charts."""
    if len(values) < 2:
        return None
    draw = _random(seed)
    times = _times(len(values), resamples)
    return _percentiles(
        [sum(draw.choices(values, k=len(values))) / len(values) for _ in range(times)]
    )


def difference(
    a: Sequence[Counts],
    b: Sequence[Counts],
    ratio: Ratio = f1,
    *,
    seed: int = 0,
    resamples: int = 1000,
) -> Difference:
    """B against A on the same charts in the same order: paired bootstrap and permutation test.

    The interval resamples charts; ``p`` is two-sided, from exchanging A and B in each chart at
    random, with one added to both counts so that it is never 0. Fewer than two charts: None.
    """
    value = ratio(total(b)) - ratio(total(a))
    if len(a) < 2:
        return Difference(value, None, None)
    # The same seed draws the same charts for both: that is what pairs them.
    drawn = zip(_resampled(a, seed, resamples), _resampled(b, seed, resamples), strict=True)
    values = [ratio(second) - ratio(first) for first, second in drawn]
    as_large = sum(
        abs(one) >= abs(value) - 1e-12 for one in _exchanged(a, b, ratio, seed, resamples)
    )
    return Difference(value, _percentiles(values), (as_large + 1) / (resamples + 1))


def _exchanged(
    a: Sequence[Counts], b: Sequence[Counts], ratio: Ratio, seed: int, times: int
) -> list[float]:
    """The difference after A and B have changed places in each chart or not, by a coin."""
    both = [pair for pair in zip(a, b, strict=True) if pair[0] != pair[1]]
    # What A gains, and B loses, where a chart is exchanged: plain numbers, for speed.
    gains = [(y.right - x.right, y.wrong - x.wrong, y.missed - x.missed) for x, y in both]
    first, second = total(a), total(b)
    draw = _random(seed + 1)
    values = []
    for _ in range(times):
        coins = draw.getrandbits(len(gains)) if gains else 0
        chosen = [gain for n, gain in enumerate(gains) if coins >> n & 1]
        right, wrong, missed = (sum(column) for column in zip((0, 0, 0), *chosen, strict=True))
        ours = Counts(first.right + right, first.wrong + wrong, first.missed + missed)
        theirs = Counts(second.right - right, second.wrong - wrong, second.missed - missed)
        values.append(ratio(theirs) - ratio(ours))
    return values


_BITS = 32
_MASK = (1 << _BITS) - 1


def _resampled(counts: Sequence[Counts], seed: int, times: int) -> list[Counts]:
    # The three counts of a chart side by side in one number: a third of the adding.
    packed = [(one.right << 2 * _BITS) + (one.wrong << _BITS) + one.missed for one in counts]
    draw = _random(seed)
    sums = (sum(draw.choices(packed, k=len(packed))) for _ in range(_times(len(packed), times)))
    return [Counts(one >> 2 * _BITS, one >> _BITS & _MASK, one & _MASK) for one in sums]


def _times(charts: int, wanted: int) -> int:
    """How often to resample: as often as wanted, or as ``DRAWS`` allows."""
    return min(wanted, max(FEWEST, DRAWS // charts))


def _random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - resampling, nothing secret


def _percentiles(values: list[float]) -> Interval:
    ordered = sorted(values)
    last = len(ordered) - 1
    return Interval(ordered[round(0.025 * last)], ordered[round(0.975 * last)])
