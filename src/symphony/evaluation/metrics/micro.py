"""Micro precision, recall and F1: all code assignments of all charts in one pot."""

from symphony.evaluation.metrics.counts import Counts, compare, total
from symphony.evaluation.metrics.pair import Pair, Pairs


def micro(pairs: Pairs, characters: int = 0) -> Counts:
    """The counts over all charts, at the full code (0) or at the first characters.

    Codes of one chart that share the first characters count once. No charts, or neither gold nor
    prediction in any of them: all counts and ratios are 0.
    """
    return total(one(pair, characters) for pair in pairs)


def one(pair: Pair, characters: int = 0) -> Counts:
    """The counts of one chart."""
    return compare(pair.gold_codes(characters), pair.predicted_codes(characters))
