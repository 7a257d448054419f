"""The figures as a terminal shows them."""

from collections.abc import Iterator, Sequence

from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.score import Score
from symphony.evaluation.settings import JudgeSettings


def text(scores: Sequence[Score], judge: JudgeSettings) -> str:
    """All scores, one block each."""
    return "\n".join(line for score in scores for line in (*_block(score, judge), ""))


def _block(score: Score, judge: JudgeSettings) -> Iterator[str]:
    gold, side = score.gold, score.side
    yield f"{score.dataset} · {score.system} · {gold.charts} charts · {gold.codes} gold codes"
    yield f"  {'':24}{'precision':>10}{'recall':>10}{'F1':>10}"
    yield _row("micro, full code", score.micro)
    yield _row("micro, 3 characters", score.micro_three)
    mean = score.per_encounter
    yield f"  {'mean over charts':24}{mean.precision:>10.3f}{mean.recall:>10.3f}{mean.f1:>10.3f}"
    macro = score.macro
    yield f"  {'macro over codes':24}{macro.precision:>10.3f}{macro.recall:>10.3f}{macro.f1:>10.3f}"
    yield f"  exactly the gold's codes in {score.exact_set:.1%} of charts"
    yield from _left_out(score, judge)
    yield from _stages(score)
    overlap = score.overlap
    if overlap.of_right is not None:
        yield (
            f"  evidence: {overlap.of_right:.1%} of {overlap.right} right codes rest on words that"
            f" the gold marks; {overlap.of_marked or 0:.1%} of {overlap.marked} marked ones touched"
        )
    if gold.unknown or gold.partial:
        yield (
            f"  gold that cannot be reported, counted as missed: {len(gold.unknown)} codes not in"
            f" the edition, {len(gold.partial)} not complete"
        )
    if side.without_prediction or side.failed:
        yield (
            f"  charts counted as missed: {side.without_prediction} without prediction,"
            f" {side.failed} failed"
        )
    if side.predicted_outside_labels:
        outside = side.predicted_outside_labels
        yield f"  {outside} predicted codes outside the restricted system dropped"


def _row(name: str, counts: Counts) -> str:
    return f"  {name:24}{counts.precision:>10.3f}{counts.recall:>10.3f}{counts.f1:>10.3f}"


def _left_out(score: Score, judge: JudgeSettings) -> Iterator[str]:
    if not judge.leave_out:
        return
    ranges = ", ".join(str(one) for one in judge.leave_out)
    side = score.side
    if judge.leave_from == "both":
        yield (
            f"  left out of gold and predictions: {ranges} ({side.gold_left_out} gold,"
            f" {side.predicted_left_out} predicted)"
        )
        return
    yield f"  left out of the gold: {ranges} ({side.gold_left_out} codes)"
    yield (
        f"  {side.predicted_left_out} predicted codes of {ranges} are counted as wrong above;"
        f" not counted, micro-F1 is {score.micro_both.f1:.3f}"
    )


def _stages(score: Score) -> Iterator[str]:
    told = [
        f"{s.stage} {'not judged' if s.recall is None else f'{s.recall:.3f}'}"
        + (f" (-{s.lost})" if s.lost else "")
        for s in score.stages
    ]
    if told:
        yield "  recall after " + ", ".join(told)
