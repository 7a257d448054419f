"""Whether what must not be coded is not coded, and is said to be excluded."""

from dataclasses import dataclass

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pairs


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Of the known negatives, those not reported, and those listed as excluded with a reason."""

    kept_out: int
    explained: int
    judged: int

    @property
    def accuracy(self) -> float | None:
        """The share of negatives that is not reported; None where the gold names none."""
        return ratio(self.kept_out, self.judged) if self.judged else None


def exclusions(pairs: Pairs) -> Exclusions:
    """Over the negatives that the gold names in this system; all zero where it names none."""
    kept_out = explained = judged = 0
    for pair in pairs:
        reported = pair.predicted_codes()
        said = {left.code for left in pair.prediction.excluded}
        for system, code in pair.chart.negatives:
            if system != pair.system:
                continue
            judged += 1
            kept_out += code not in reported
            explained += code not in reported and code in said
    return Exclusions(kept_out, explained, judged)
