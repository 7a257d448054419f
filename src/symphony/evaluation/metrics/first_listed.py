"""Whether the first code is the right one: the principal or first-listed diagnosis."""

from dataclasses import dataclass

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pairs


@dataclass(frozen=True, slots=True)
class FirstListed:
    """Charts whose gold is in billing order, and those whose first code agrees with it."""

    right: int
    judged: int

    @property
    def accuracy(self) -> float | None:
        """The share that agrees; None where no gold is in billing order."""
        return ratio(self.right, self.judged) if self.judged else None


def first_listed(pairs: Pairs) -> FirstListed:
    """Over charts with gold in billing order; a chart without prediction is wrong."""
    judged = [pair for pair in pairs if pair.chart.sequenced and pair.gold]
    right = sum(
        bool(pair.predicted) and pair.predicted[0].code == pair.gold[0].code for pair in judged
    )
    return FirstListed(right, len(judged))
