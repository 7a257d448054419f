"""What the predictions cost: time, calls, tokens, money."""

from dataclasses import dataclass

from symphony.evaluation.metrics.pair import Pairs


@dataclass(frozen=True, slots=True)
class Cost:
    """Sums over charts; ``median_seconds`` and ``slowest_seconds`` are of single charts.

    None where no chart states it.
    """

    seconds: float | None
    median_seconds: float | None
    slowest_seconds: float | None
    calls: int
    tokens: int
    cost_usd: float | None


def cost(pairs: Pairs) -> Cost:
    """The sums; without charts, None and 0. The lower of two middle times is the median."""
    times = sorted(p.prediction.seconds for p in pairs if p.prediction.seconds is not None)
    prices = [p.prediction.cost_usd for p in pairs if p.prediction.cost_usd is not None]
    return Cost(
        sum(times) if times else None,
        times[(len(times) - 1) // 2] if times else None,
        times[-1] if times else None,
        sum(p.prediction.calls for p in pairs),
        sum(p.prediction.tokens for p in pairs),
        sum(prices) if prices else None,
    )
