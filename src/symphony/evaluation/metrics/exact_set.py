"""How many charts have exactly the gold's codes: what a coder need not touch."""

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pairs


def exact_set(pairs: Pairs, characters: int = 0) -> float:
    """The share of charts whose predicted codes are the gold's, none missing and none too many.

    Two empty sets are equal. Without charts, 0.0.
    """
    equal = sum(p.gold_codes(characters) == p.predicted_codes(characters) for p in pairs)
    return ratio(equal, len(pairs))
