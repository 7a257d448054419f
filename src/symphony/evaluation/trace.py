"""What each agent held at the end of its work, small enough to keep beside every prediction."""

from typing import Any

from symphony.coding.evidence import Evidence
from symphony.coding.pipeline import Run
from symphony.coding.stages import Exclusion


def of(run: Run) -> dict[str, Any]:
    """The stages of a run as JSON: spans of mentions, then codes; and what each one put aside."""
    return {
        "extract": [_span(mention.evidence) for mention in run.mentions.mentions],
        "navigate": [[c.code for c in looked.candidates] for looked in run.navigation.looked],
        "validate": sorted({choice.code for choice in run.validation.choices}),
        "left": [
            *_left("extract", run.mentions.excluded),
            *_left("navigate", run.navigation.excluded),
            *_left("validate", run.validation.excluded),
            *_left("reconcile", run.reconciliation.excluded),
        ],
    }


def _left(stage: str, exclusions: tuple[Exclusion, ...]) -> list[list[Any]]:
    return [
        [stage, e.code, e.reason.value, [_span(evidence) for evidence in e.evidence]]
        for e in exclusions
    ]


def _span(evidence: Evidence) -> list[Any]:
    return [evidence.document, evidence.start, evidence.end]
