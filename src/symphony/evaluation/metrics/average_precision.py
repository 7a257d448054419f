"""Mean average precision over ranked codes, ours and as the official CodiEsp script has it.

The official script (TeMU-BSC, after trectools) averages over the charts that have predictions only:
a system that says nothing about a hard chart is not punished for it. Both are given.
"""

from dataclasses import dataclass

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pair, Pairs
from symphony.evaluation.metrics.ranking import ranking


@dataclass(frozen=True, slots=True)
class MeanAveragePrecision:
    """``value`` over all charts with gold; ``official`` skips charts without prediction."""

    value: float
    official: float
    charts: int
    skipped: int


def mean_average_precision(pairs: Pairs, *, candidates: bool = False) -> MeanAveragePrecision:
    """The two means. Charts without gold cannot be ranked and are in neither; none left: 0.0.

    ``candidates`` ranks the candidates behind and between the reported codes.
    """
    judged = [pair for pair in pairs if pair.gold]
    ranked = [(pair, ranking(pair, candidates=candidates)) for pair in judged]
    values = [(average_precision(pair, codes), bool(codes)) for pair, codes in ranked]
    answered = [value for value, said in values if said]
    return MeanAveragePrecision(
        ratio(sum(value for value, _ in values), len(values)),
        ratio(sum(answered), len(answered)),
        len(values),
        len(values) - len(answered),
    )


def average_precision(pair: Pair, ranked: list[str]) -> float:
    """The mean over gold codes of the precision at each one's place; not found counts 0.0."""
    gold = pair.gold_codes()
    right = 0
    total = 0.0
    for place, code in enumerate(ranked, start=1):
        if code in gold:
            right += 1
            total += right / place
    return ratio(total, len(gold))
