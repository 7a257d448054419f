"""A score as plain JSON: what ``--json`` prints and a report keeps."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from symphony.evaluation.metrics.counts import Counts
from symphony.evaluation.score import Score


def facts(one: Score) -> dict[str, Any]:
    """The figures of one dataset and system; ratios between 0 and 1, None where none can be had."""
    counts = one.micro
    return {
        "dataset": one.name,
        "system": one.system,
        "engine": one.engine,
        "charts": one.gold.charts,
        "public_since": sorted({d.public for d in one.datasets if d.public}),
        "remarks": [remark for dataset in one.datasets for remark in dataset.remarks],
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
        "micro": plain(counts),
        "micro_95": plain(one.sure),
        "micro_left_out_not_counted": plain(one.micro_both),
        "micro_three_characters": plain(one.micro_three),
        "macro": plain(one.macro),
        "per_encounter": {
            "precision": one.per_encounter.precision,
            "recall": one.per_encounter.recall,
            "f1": one.per_encounter.f1,
            "f1_95": plain(one.mean_sure),
        },
        "exact_set": one.exact_set,
        "mean_average_precision": plain(one.average_precision),
        "mean_average_precision_with_candidates": plain(one.average_precision_with_candidates),
        "stages": [{**plain(stage), "recall": stage.recall} for stage in one.stages],
        "evidence": plain(one.evidence),
        "evidence_overlap": {
            "of_right_codes": one.overlap.of_right,
            "of_marked_gold_codes": one.overlap.of_marked,
            "right": one.overlap.right,
            "marked": one.overlap.marked,
        },
        "first_listed": {**plain(one.first_listed), "accuracy": one.first_listed.accuracy},
        "sequence": plain(one.sequence),
        "exclusions": {**plain(one.exclusions), "accuracy": one.exclusions.accuracy},
        "calibration": plain(one.calibration),
        "thresholds": plain(one.thresholds),
        "confusion": plain(one.confusion),
        "slices": plain(one.slices),
        "cost": plain(one.cost),
    }


def plain(value: object) -> Any:
    """A value made of dataclasses, tuples and mappings as JSON; counts come with their ratios."""
    if isinstance(value, Counts):
        return {
            "precision": value.precision,
            "recall": value.recall,
            "f1": value.f1,
            "right": value.right,
            "wrong": value.wrong,
            "missed": value.missed,
        }
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value
