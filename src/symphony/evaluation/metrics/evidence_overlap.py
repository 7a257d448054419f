"""Whether right codes rest on the words that the annotators marked."""

from dataclasses import dataclass

from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pairs
from symphony.evaluation.metrics.stages import any_overlap


@dataclass(frozen=True, slots=True)
class Overlap:
    """Of the right codes with gold evidence, those whose predicted words overlap it."""

    overlapping: int
    right: int
    touched: int
    marked: int

    @property
    def of_right(self) -> float | None:
        """The share of right codes that overlap their gold evidence; None where none is marked."""
        return ratio(self.overlapping, self.right) if self.right else None

    @property
    def of_marked(self) -> float | None:
        """The share of marked gold codes whose words any predicted code rests on; None if none."""
        return ratio(self.touched, self.marked) if self.marked else None


def evidence_overlap(pairs: Pairs) -> Overlap:
    """The counts over gold codes with evidence; all zero where the gold marks none."""
    overlapping = right = touched = marked = 0
    for pair in pairs:
        spans = {code.code: code.evidence for code in pair.predicted}
        everything = tuple(span for found in spans.values() for span in found)
        for code in pair.gold:
            if not code.spans:
                continue
            marked += 1
            touched += any_overlap(code.spans, everything)
            if code.code in spans:
                right += 1
                overlapping += any_overlap(code.spans, spans[code.code])
    return Overlap(overlapping, right, touched, marked)
