"""Right category, wrong code: which code was given for which."""

from collections import Counter
from dataclasses import dataclass

from symphony.evaluation.metrics.pair import Pairs
from symphony.evaluation.naming import prefix


@dataclass(frozen=True, slots=True)
class Confused:
    """A gold code that was missed while another code of its category was given."""

    gold: str
    given: str
    charts: int


def confusion(pairs: Pairs) -> tuple[Confused, ...]:
    """The confusions within a category (three characters), the most frequent first; none: empty.

    In a chart, every missed code is paired with every wrong code of the same category.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        gold, predicted = pair.gold_codes(), pair.predicted_codes()
        for missed in gold - predicted:
            category = prefix(pair.system, missed, 3)
            for wrong in predicted - gold:
                if prefix(pair.system, wrong, 3) == category:
                    seen[missed, wrong] += 1
    ordered = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confused(gold, given, charts) for (gold, given), charts in ordered)
