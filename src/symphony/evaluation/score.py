"""All measures of one run on one dataset in one code system."""

from collections.abc import Mapping
from dataclasses import dataclass

from symphony.books.store import Release
from symphony.evaluation.gold import Dataset
from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.metrics.evidence_overlap import Overlap, evidence_overlap
from symphony.evaluation.metrics.exact_set import exact_set
from symphony.evaluation.metrics.macro import Macro, macro
from symphony.evaluation.metrics.micro import micro
from symphony.evaluation.metrics.per_encounter import PerEncounter, per_encounter
from symphony.evaluation.metrics.stages import StageRecall, stage_recall
from symphony.evaluation.pairing import Side, side_by_side
from symphony.evaluation.predictions import Key, Prediction
from symphony.evaluation.settings import JudgeSettings


@dataclass(frozen=True, slots=True)
class GoldFacts:
    """What the gold is, next to the book it is judged with.

    ``unknown`` codes are not in the release, ``partial`` ones are headers of it: neither can be
    reported, both stay in the gold and count as missed.
    """

    charts: int
    codes: int
    distinct: int
    with_evidence: int
    unknown: tuple[str, ...]
    partial: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The figures. ``micro_both`` is the micro score with left-out codes not counted as wrong."""

    dataset: str
    system: str
    side: Side
    gold: GoldFacts
    micro: Counts
    micro_three: Counts
    micro_both: Counts
    macro: Macro
    per_encounter: PerEncounter
    exact_set: float
    stages: tuple[StageRecall, ...]
    overlap: Overlap


def score(
    dataset: Dataset,
    predictions: Mapping[Key, Prediction],
    system: str,
    judge: JudgeSettings,
    release: Release | None,
    labels: frozenset[str] | None = None,
) -> Score:
    """The figures of the predictions for one system.

    Raises:
        InputError: a prediction was made from other texts than the dataset's.
    """
    side = side_by_side(dataset, predictions, system, judge, labels)
    lenient = JudgeSettings(judge.leave_out, "both")
    pairs = side.pairs
    return Score(
        dataset=dataset.name,
        system=system,
        side=side,
        gold=_facts(side, release),
        micro=micro(pairs),
        micro_three=micro(pairs, 3),
        micro_both=micro(side_by_side(dataset, predictions, system, lenient, labels).pairs),
        macro=macro(pairs),
        per_encounter=per_encounter(pairs),
        exact_set=exact_set(pairs),
        stages=stage_recall(pairs),
        overlap=evidence_overlap(pairs),
    )


def _facts(side: Side, release: Release | None) -> GoldFacts:
    given = [code for pair in side.pairs for code in pair.gold]
    unknown: list[str] = []
    partial: list[str] = []
    for code in given if release else ():
        assert release is not None
        entry = release.code(code.code)
        if entry is None:
            unknown.append(code.code)
        elif not entry.billable:
            partial.append(code.code)
    return GoldFacts(
        charts=len(side.pairs),
        codes=len(given),
        distinct=len({code.code for code in given}),
        with_evidence=sum(bool(code.spans) for code in given),
        unknown=tuple(sorted(unknown)),
        partial=tuple(sorted(partial)),
    )


def facts(one: Score) -> dict[str, object]:
    """The figures as JSON: what ``--json`` prints for a dataset and a system."""
    counts = one.micro
    return {
        "dataset": one.dataset,
        "system": one.system,
        "charts": one.gold.charts,
        "gold": {
            "codes": one.gold.codes,
            "distinct": one.gold.distinct,
            "with_evidence": one.gold.with_evidence,
            "not_in_edition": list(one.gold.unknown),
            "not_billable": list(one.gold.partial),
            "left_out": one.side.gold_left_out,
        },
        "predicted": {
            "codes": counts.right + counts.wrong,
            "in_left_out_ranges": one.side.predicted_left_out,
            "outside_labels": one.side.predicted_outside_labels,
            "charts_without_prediction": one.side.without_prediction,
            "charts_failed": one.side.failed,
        },
        "micro": _ratios(counts),
        "micro_left_out_not_counted": _ratios(one.micro_both),
        "micro_three_characters": _ratios(one.micro_three),
        "macro": {
            "precision": one.macro.precision,
            "recall": one.macro.recall,
            "f1": one.macro.f1,
            "labels": one.macro.labels,
        },
        "per_encounter": {
            "precision": one.per_encounter.precision,
            "recall": one.per_encounter.recall,
            "f1": one.per_encounter.f1,
        },
        "exact_set": one.exact_set,
        "stages": [
            {
                "stage": s.stage,
                "recall": s.recall,
                "kept": s.kept,
                "judged": s.judged,
                "lost": s.lost,
            }
            for s in one.stages
        ],
        "evidence_overlap": {
            "of_right_codes": one.overlap.of_right,
            "of_marked_gold_codes": one.overlap.of_marked,
            "right": one.overlap.right,
            "marked": one.overlap.marked,
        },
    }


def _ratios(counts: Counts) -> dict[str, float | int]:
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "right": counts.right,
        "wrong": counts.wrong,
        "missed": counts.missed,
    }
