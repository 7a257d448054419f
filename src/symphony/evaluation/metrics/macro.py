"""Macro precision, recall and F1: the mean over codes, each code counting the same."""

from collections import defaultdict
from dataclasses import dataclass

from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.metrics.pair import Pairs


@dataclass(frozen=True, slots=True)
class Macro:
    """Means over ``labels`` codes. F1 is the mean of the codes' F1, not made of the other two."""

    precision: float
    recall: float
    f1: float
    labels: int


def macro(pairs: Pairs, characters: int = 0) -> Macro:
    """The means over every code that stands in gold or prediction (scikit-learn's default labels).

    Without any code, all are 0.0 over 0 labels.
    """
    counts = by_code(pairs, characters).values()
    number = len(counts)
    if not number:
        return Macro(0.0, 0.0, 0.0, 0)
    return Macro(
        sum(c.precision for c in counts) / number,
        sum(c.recall for c in counts) / number,
        sum(c.f1 for c in counts) / number,
        number,
    )


def by_code(pairs: Pairs, characters: int = 0) -> dict[str, Counts]:
    """The counts of every code in gold or prediction."""
    counts: dict[str, Counts] = defaultdict(Counts)
    for pair in pairs:
        gold, predicted = pair.gold_codes(characters), pair.predicted_codes(characters)
        for code in gold | predicted:
            right = code in gold and code in predicted
            counts[code] += Counts(
                int(right), int(code in predicted and not right), int(code in gold and not right)
            )
    return dict(counts)
