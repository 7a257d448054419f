"""The four agents in a row, and the account of what became of every mention."""

from dataclasses import dataclass

from symphony.coding.case import Case
from symphony.coding.extractor.base import Extractor
from symphony.coding.navigator.base import Navigator
from symphony.coding.reconciler.base import Reconciler
from symphony.coding.stages import (
    Exclusion,
    Mentions,
    Navigation,
    Reconciliation,
    Validation,
)
from symphony.coding.validator.base import Validator
from symphony.errors import InternalError


@dataclass(frozen=True, slots=True)
class Run:
    """Every stage's output for one encounter and one release."""

    case: Case
    mentions: Mentions
    navigation: Navigation
    validation: Validation
    reconciliation: Reconciliation

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        """All that was not coded, in the order of the stages."""
        return (
            *self.mentions.excluded,
            *self.navigation.excluded,
            *self.validation.excluded,
            *self.reconciliation.excluded,
        )


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Extractor, navigator, validator and reconciler; each offline or by model, in any mix."""

    extractor: Extractor
    navigator: Navigator
    validator: Validator
    reconciler: Reconciler

    def run(self, case: Case) -> Run:
        """Code one encounter.

        Raises:
            InternalError: a mention would vanish, or a code outside the release would be emitted.
        """
        mentions = self.extractor.extract(case.encounter)
        navigation = self.navigator.navigate(case, mentions)
        validation = self.validator.validate(case, mentions, navigation)
        reconciliation = self.reconciler.reconcile(case, mentions, validation)
        run = Run(case, mentions, navigation, validation, reconciliation)
        check(run)
        return run


def check(run: Run) -> None:
    """The two promises of every run: nothing vanishes, nothing is outside the edition.

    Raises:
        InternalError: one of them is broken.
    """
    placed = (*run.reconciliation.codes, *run.reconciliation.candidates)
    for sequenced in placed:
        entry = run.case.release.code(sequenced.choice.code)
        if entry is None or not entry.billable:
            raise InternalError(f"code {sequenced.choice.code!r} is not in the release")
        if not sequenced.choice.evidence:
            raise InternalError(f"code {sequenced.choice.code!r} has no evidence")
    accounted = {m for s in placed for m in s.choice.mentions}
    accounted |= {exclusion.mention for exclusion in run.excluded}
    lost = {mention.id for mention in run.mentions.mentions} - accounted
    if lost:
        raise InternalError(f"mentions {sorted(lost)} are neither coded nor excluded")
