"""Whether a confidence means what it says: of codes given with 0.8, eight in ten are right."""

from dataclasses import dataclass

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pairs


@dataclass(frozen=True, slots=True)
class Bin:
    """Codes whose confidence lies from ``low`` to ``high``; their mean and the share right."""

    low: float
    high: float
    codes: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """``error`` is the expected calibration error; ``brier`` the mean squared difference."""

    error: float | None
    brier: float | None
    bins: tuple[Bin, ...]
    codes: int


def calibration(pairs: Pairs, number: int = 10) -> Calibration:
    """Over reported codes with a confidence, in equally wide bins; the empty ones are left out.

    A confidence on the border of two bins is in the upper one, 1.0 in the last. Without any
    confidence the errors are None.
    """
    said = confidences(pairs)
    if not said:
        return Calibration(None, None, (), 0)
    boxes: list[list[tuple[float, bool]]] = [[] for _ in range(number)]
    for confidence, right in said:
        boxes[min(int(confidence * number), number - 1)].append((confidence, right))
    bins = tuple(
        Bin(
            n / number,
            (n + 1) / number,
            len(box),
            ratio(sum(c for c, _ in box), len(box)),
            ratio(sum(r for _, r in box), len(box)),
        )
        for n, box in enumerate(boxes)
        if box
    )
    error = sum(b.codes * abs(b.confidence - b.right) for b in bins) / len(said)
    brier = sum((confidence - right) ** 2 for confidence, right in said) / len(said)
    return Calibration(error, brier, bins, len(said))


def confidences(pairs: Pairs) -> list[tuple[float, bool]]:
    """The confidence of every reported code that has one, and whether the code is right."""
    return [
        (code.confidence, code.code in gold)
        for pair in pairs
        for gold in [pair.gold_codes()]
        for code in pair.predicted
        if code.confidence is not None
    ]
