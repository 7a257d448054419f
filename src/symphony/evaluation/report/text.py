"""The figures as a terminal shows them."""

from collections.abc import Iterator, Sequence

from symphony.evaluation.bootstrap import Interval
from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.score import Score
from symphony.evaluation.settings import JudgeSettings


def text(scores: Sequence[Score], judge: JudgeSettings) -> str:
    """All scores, one block each."""
    return "\n".join(line for score in scores for line in (*_block(score, judge), ""))


def contamination(score: Score) -> str | None:
    """The sentence to be read with figures on a set that anybody could train on."""
    since = sorted({dataset.public for dataset in score.datasets if dataset.public})
    if not since:
        return None
    return (
        f"public since {', '.join(since)}: a language model may have been trained on these"
        " notes and labels, and its figures here may flatter it"
    )


def left_out(score: Score, judge: JudgeSettings) -> list[str]:
    """What was left out by request, and what it changes; nothing was: no lines."""
    also = ["candidates are counted as predicted"] if judge.candidates else []
    if not judge.leave_out:
        return also
    ranges = ", ".join(str(one) for one in judge.leave_out)
    side = score.side
    if judge.leave_from == "both":
        found = f"{side.gold_left_out} gold, {side.predicted_left_out} predicted"
        return [*also, f"left out of gold and predictions: {ranges} ({found})"]
    first = f"left out of the gold: {ranges} ({side.gold_left_out} codes)"
    wrong = f"{side.predicted_left_out} predicted codes of {ranges} are counted as wrong above"
    return [*also, first, f"{wrong}; not counted, micro-F1 is {score.micro_both.f1:.3f}"]


def warnings(score: Score) -> list[str]:
    """What a reader must know of the gold and the run before he trusts the figures."""
    gold, side = score.gold, score.side
    said = []
    if gold.unknown or gold.partial:
        said.append(
            f"gold that cannot be reported, counted as missed: {len(gold.unknown)} codes not in"
            f" the edition{_some(gold.unknown)}, {len(gold.partial)} not complete"
            f"{_some(gold.partial)}"
        )
    if side.without_prediction or side.failed:
        said.append(
            f"charts counted as missed: {side.without_prediction} without prediction,"
            f" {side.failed} failed"
        )
    if side.predicted_outside_labels:
        outside = side.predicted_outside_labels
        said.append(f"{outside} predicted codes outside the restricted system dropped")
    said += (remark for dataset in score.datasets for remark in dataset.remarks)
    public = contamination(score)
    return [*said, public] if public else said


def _some(codes: Sequence[str], shown: int = 6) -> str:
    different = list(dict.fromkeys(codes))
    more = ", …" if len(different) > shown else ""
    return f" ({', '.join(different[:shown])}{more})" if different else ""


def _block(score: Score, judge: JudgeSettings) -> Iterator[str]:
    gold, sure, mean, macro = score.gold, score.sure, score.per_encounter, score.macro
    yield f"{score.name} · {score.system} · {gold.charts} charts · {gold.codes} gold codes"
    yield f"  {'':22}{'precision':>22}{'recall':>22}{'F1':>22}"
    intervals = (sure.precision, sure.recall, sure.f1) if sure else (None, None, None)
    yield _row("micro, full code", score.micro, intervals)
    yield _row("micro, 3 characters", score.micro_three)
    yield _line("mean over charts", mean.precision, mean.recall, mean.f1)
    yield _line("macro over codes", macro.precision, macro.recall, macro.f1)
    yield f"  exactly the gold's codes in {score.exact_set:.1%} of charts"
    yield from (f"  {line}" for line in left_out(score, judge))
    yield from _stages(score)
    overlap = score.overlap
    if overlap.of_right is not None:
        yield (
            f"  evidence: {overlap.of_right:.1%} of {overlap.right} right codes rest on words that"
            f" the gold marks; {overlap.of_marked or 0:.1%} of {overlap.marked} marked ones touched"
        )
    yield from (f"  {line}" for line in warnings(score))


def _row(
    name: str, counts: Counts, intervals: Sequence[Interval | None] = (None, None, None)
) -> str:
    values = (counts.precision, counts.recall, counts.f1)
    cells = (
        f"{value:.3f}" + (f" ({sure.low:.3f}-{sure.high:.3f})" if sure else "")
        for value, sure in zip(values, intervals, strict=True)
    )
    return f"  {name:22}" + "".join(f"{cell:>22}" for cell in cells)


def _line(name: str, *values: float) -> str:
    return f"  {name:22}" + "".join(f"{value:>22.3f}" for value in values)


def _stages(score: Score) -> Iterator[str]:
    told = [
        f"{s.stage} {'not judged' if s.recall is None else f'{s.recall:.3f}'}"
        + (f" (-{s.lost})" if s.lost else "")
        for s in score.stages
    ]
    if told:
        yield "  recall after " + ", ".join(told)
