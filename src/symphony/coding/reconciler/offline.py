"""The reconciler without a model: one set of codes, without repeats, in sequence."""

from collections.abc import Iterable, Sequence

from symphony.coding.case import Case
from symphony.coding.extractor.reportable import weights
from symphony.coding.reason import Reason
from symphony.coding.stages import (
    Choice,
    Exclusion,
    Mentions,
    Reconciliation,
    Sequenced,
    Validation,
)


class OfflineReconciler:
    """Merges repeats, then applies the rules to the set and puts it in order."""

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        """The codes in sequence; every other choice is excluded with its reason."""
        merged = _merged(validation.choices)
        codes = [choice for choice in merged if choice.confidence >= weights().code_at]
        left = [choice for choice in merged if choice.confidence < weights().code_at]
        return Reconciliation(
            codes=tuple(_sequenced(codes)),
            candidates=tuple(Sequenced(choice, "secondary") for choice in left),
        )


def _merged(choices: Iterable[Choice]) -> list[Choice]:
    by_code: dict[str, list[Choice]] = {}
    for choice in choices:
        by_code.setdefault(choice.code, []).append(choice)
    return [_one(same) for same in by_code.values()]


def _one(same: Sequence[Choice]) -> Choice:
    best = max(same, key=lambda choice: choice.confidence)
    evidence = dict.fromkeys([*best.evidence, *(e for c in same for e in c.evidence)])
    mentions = dict.fromkeys([*best.mentions, *(m for c in same for m in c.mentions)])
    return Choice(
        system=best.system,
        code=best.code,
        display=best.display,
        mentions=tuple(mentions),
        evidence=tuple(evidence),
        trail=best.trail,
        rationale=best.rationale,
        confidence=best.confidence,
        alternatives=best.alternatives,
        guidelines=best.guidelines,
    )


def _sequenced(codes: Sequence[Choice]) -> list[Sequenced]:
    return [
        Sequenced(choice, "first_listed" if number == 0 else "secondary")
        for number, choice in enumerate(codes)
    ]


