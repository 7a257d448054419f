"""Tables of figures, once for HTML and Markdown both."""

from collections.abc import Sequence
from dataclasses import dataclass

from symphony.evaluation.bootstrap import Interval
from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.score import Score


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, the names of the columns, and rows of text; the first column names the row."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


RATIOS = ("precision", "recall", "F1", "right", "wrong", "missed")


def ratio(value: float | None, sure: Interval | None = None) -> str:
    """Three decimals, with the interval where there is one; a dash where there is no value."""
    if value is None:
        return "-"
    return f"{value:.3f}" + (f" ({sure.low:.3f}-{sure.high:.3f})" if sure else "")


def _counts(name: str, counts: Counts) -> tuple[str, ...]:
    ratios = (counts.precision, counts.recall, counts.f1)
    numbers = (counts.right, counts.wrong, counts.missed)
    return (name, *map(ratio, ratios), *map(str, numbers))


def overview(scores: Sequence[Score]) -> Table:
    """One line a score."""
    columns = (
        "dataset", "system", "engine", "charts", "gold codes", "precision", "recall",
        "F1 (95 % interval)", "F1, 3 characters", "mean F1 of charts", "exact sets",
    )  # fmt: skip
    return Table("Overview", columns, tuple(_overview(score) for score in scores))


def _overview(score: Score) -> tuple[str, ...]:
    return (
        score.name,
        score.system,
        score.engine or "-",
        str(score.gold.charts),
        str(score.gold.codes),
        ratio(score.micro.precision),
        ratio(score.micro.recall),
        ratio(score.micro.f1, score.sure.f1 if score.sure else None),
        ratio(score.micro_three.f1),
        ratio(score.per_encounter.f1),
        ratio(score.exact_set),
    )


def of(score: Score) -> list[Table]:
    """Every table of one score; those with nothing in them are left out."""
    found = [
        _micro(score),
        _means(score),
        _stages(score),
        Table(
            "Evidence, over charts whose gold marks it",
            ("measure", *RATIOS),
            tuple(_counts(name, counts) for name, counts in score.evidence.items()),
        ),
        *(
            Table(
                f"By {name}",
                (name, *RATIOS),
                tuple(_counts(part.name, part.counts) for part in parts),
            )
            for name, parts in score.slices.items()
        ),
        Table(
            "Right category, wrong code",
            ("gold", "given", "charts"),
            tuple((c.gold, c.given, str(c.charts)) for c in score.confusion[:40]),
        ),
        _cost(score),
    ]
    return [table for table in found if table.rows]


def _micro(score: Score) -> Table:
    rows = (_counts("full code", score.micro), _counts("3 characters", score.micro_three))
    return Table("Micro scores", ("codes", *RATIOS), rows)


def _means(score: Score) -> Table:
    mean, macro, ranked = score.per_encounter, score.macro, score.average_precision
    all_ranked = score.average_precision_with_candidates
    rows = [
        ("F1, mean over charts", ratio(mean.f1, score.mean_sure)),
        (f"F1, macro over {macro.labels} codes", ratio(macro.f1)),
        ("exactly the gold's codes", ratio(score.exact_set)),
        ("mean average precision", ratio(ranked.value)),
        ("the same, charts without prediction skipped (official script)", ratio(ranked.official)),
        ("mean average precision, candidates ranked too", ratio(all_ranked.value)),
        ("the same, charts without prediction skipped", ratio(all_ranked.official)),
        ("evidence: right codes on the gold's words", ratio(score.overlap.of_right)),
        ("evidence: marked gold codes touched", ratio(score.overlap.of_marked)),
        ("first-listed code right", ratio(score.first_listed.accuracy)),
        ("order of shared codes (Kendall's tau)", ratio(score.sequence.tau)),
        ("negatives kept out", ratio(score.exclusions.accuracy)),
        ("calibration error (ECE)", ratio(score.calibration.error)),
        ("Brier score", ratio(score.calibration.brier)),
    ]
    return Table("Other measures", ("measure", "value"), tuple(r for r in rows if r[1] != "-"))


def _stages(score: Score) -> Table:
    rows = tuple(
        (s.stage, ratio(s.recall), str(s.kept), str(s.judged), str(s.lost)) for s in score.stages
    )
    return Table("Recall after each stage", ("stage", "recall", "kept", "judged", "lost"), rows)


def _cost(score: Score) -> Table:
    cost = score.cost
    rows = [
        ("seconds, all charts", None if cost.seconds is None else f"{cost.seconds:.1f}"),
        ("seconds, median chart", _seconds(cost.median_seconds)),
        ("seconds, slowest chart", _seconds(cost.slowest_seconds)),
        ("model calls", str(cost.calls) if cost.calls else None),
        ("tokens", str(cost.tokens) if cost.tokens else None),
        ("cost in US dollars", None if cost.cost_usd is None else f"{cost.cost_usd:.2f}"),
    ]
    known = tuple((name, value) for name, value in rows if value is not None)
    return Table("Cost and time", ("what", "value"), known)


def _seconds(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"
