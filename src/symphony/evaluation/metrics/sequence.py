"""Whether the codes that both sides have stand in the same order."""

from dataclasses import dataclass
from itertools import combinations

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pair, Pairs


@dataclass(frozen=True, slots=True)
class Sequence:
    """``tau`` is the mean over ``charts`` of Kendall's tau over the shared codes, -1 to 1."""

    tau: float | None
    charts: int


def sequence(pairs: Pairs) -> Sequence:
    """Over charts with gold in billing order that share at least two codes; none: None."""
    values = [tau for pair in pairs if pair.chart.sequenced and (tau := _tau(pair)) is not None]
    return Sequence(ratio(sum(values), len(values)) if values else None, len(values))


def _tau(pair: Pair) -> float | None:
    place = {code.code: n for n, code in enumerate(pair.predicted)}
    shared = [place[code.code] for code in pair.gold if code.code in place]
    twos = list(combinations(shared, 2))
    if not twos:
        return None
    return ratio(sum(1 if first < second else -1 for first, second in twos), len(twos))
