"""The rule of CodiEsp-X: the right code on the right words, with ten characters of tolerance.

As the official script has it: a (chart, code) is right once, if one gold mention (from the start of
its first part to the end of its last) lies inside a predicted span that is at most ten characters
longer on either side. Predicted and gold (chart, code) pairs count once each.
"""

from symphony.encounter.model import Span
from symphony.evaluation.metrics.counts import Counts, total
from symphony.evaluation.metrics.evidence import marked
from symphony.evaluation.metrics.pair import Pair, Pairs

TOLERANCE = 10


def codiesp_x(pairs: Pairs) -> Counts:
    """The counts over charts whose gold marks any evidence; all zero where none does."""
    return total(_one(pair) for pair in marked(pairs))


def _one(pair: Pair) -> Counts:
    predicted = {code.code: code.evidence for code in pair.predicted}
    right = sum(
        any(
            _near(mention.extent, span)
            for mention in code.evidence
            for span in predicted.get(code.code, ())
        )
        for code in pair.gold
    )
    return Counts(right, len(predicted) - right, len(pair.gold) - right)


def _near(gold: Span, predicted: Span) -> bool:
    return (
        predicted.contains(gold)
        and gold.start - predicted.start <= TOLERANCE
        and predicted.end - gold.end <= TOLERANCE
    )
