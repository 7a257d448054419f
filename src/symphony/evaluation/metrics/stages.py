"""Where codes are lost: the recall after each agent, and the loss between two of them."""

from collections import Counter
from dataclasses import dataclass

from symphony.encounter.model import Span
from symphony.evaluation.gold import GoldCode
from symphony.evaluation.metrics.counts import ratio
from symphony.evaluation.metrics.pair import Pair, Pairs
from symphony.evaluation.predictions import Stages

STAGES = ("extract", "navigate", "validate", "reconcile")


@dataclass(frozen=True, slots=True)
class StageRecall:
    """Gold codes still there after a stage, of those that can be judged at it.

    ``lost`` counts the codes that the stage before still had.
    """

    stage: str
    kept: int
    judged: int
    lost: int

    @property
    def recall(self) -> float | None:
        """The share kept; None where no gold code can be judged at this stage."""
        return ratio(self.kept, self.judged) if self.judged else None


def stage_recall(pairs: Pairs) -> tuple[StageRecall, ...]:
    """The four recalls, over charts whose engine tells its stages; none tells: an empty tuple.

    After navigate, validate and reconcile, a code is kept where it is among the candidates, the
    choices, the reported codes. After extract, where a mention overlaps words that the gold marks
    for it, or a later stage has the code by way of other words: judged over gold codes with
    evidence only.
    """
    told = [pair for pair in pairs if pair.stages]
    if not told:
        return ()
    fates = [(code, fate(pair, code)) for pair in told for code in pair.gold]
    lost = Counter(where for _, where in fates)
    marked = [where for code, where in fates if code.spans]
    beyond = {stage: STAGES[n + 1 :] for n, stage in enumerate(STAGES)}
    kept = {
        stage: sum(where == FOUND or where in beyond[stage] for _, where in fates)
        for stage in STAGES[1:]
    }
    extracted = sum(where != "extract" for where in marked)
    return (
        StageRecall("extract", extracted, len(marked), lost["extract"]),
        *(StageRecall(stage, kept[stage], len(fates), lost[stage]) for stage in STAGES[1:]),
    )


FOUND = "found"


def fate(pair: Pair, code: GoldCode) -> str:
    """The stage at which a gold code was lost, or ``found``.

    The stage after the last one that held it. Where no later stage has a code, it was lost at
    navigate if a mention overlaps its words or the gold marks none, else at extract.
    """
    stages = pair.stages
    assert stages is not None
    if code.code in {predicted.code for predicted in pair.predicted}:
        return FOUND
    if code.code in stages.validate:
        return "reconcile"
    if code.code in stages.navigate:
        return "validate"
    return "extract" if code.spans and not touched(code, stages) else "navigate"


def touched(code: GoldCode, stages: Stages) -> bool:
    """Whether a mention overlaps words that the gold marks for the code."""
    return any_overlap(code.spans, stages.mentions)


def any_overlap(some: tuple[Span, ...], others: tuple[Span, ...]) -> bool:
    """Whether any two spans overlap; of nothing, no."""
    return any(one.overlaps(other) for one in some for other in others)
