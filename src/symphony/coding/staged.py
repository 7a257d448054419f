"""The four stages one after the other, keeping what was done when one of them fails."""

from collections.abc import Sequence

from symphony.coding.case import Case
from symphony.coding.pipeline import Pipeline, Run, check
from symphony.coding.reason import Reason
from symphony.coding.reconciler.model import UnreviewedError
from symphony.coding.stages import (
    Choice,
    Exclusion,
    Mention,
    Mentions,
    Navigation,
    Reconciliation,
    Sequenced,
    Validation,
)
from symphony.coding.validator.model import PartialValidationError
from symphony.llm.failures import Failure
from symphony.llm.trace import span
from symphony.rules.model import Finding

RULE = "not_evaluated"


def run_stages(agents: Pipeline, case: Case) -> tuple[Run, Failure | None]:
    """The run as far as it came, and the failure that ended it.

    Raises:
        InternalError: a mention would vanish, or a code outside the release would be emitted.
    """
    mentions, navigation, validation = Mentions(()), Navigation(()), Validation(())
    stage = "extractor"
    try:
        with span("symphony.extractor", system=case.system):
            mentions = agents.extractor.extract(case.encounter)
        stage = "navigator"
        with span("symphony.navigator", system=case.system, mentions=len(mentions.mentions)):
            navigation = agents.navigator.navigate(case, mentions)
        stage = "validator"
        with span("symphony.validator", system=case.system, looked=len(navigation.looked)):
            validation = agents.validator.validate(case, mentions, navigation)
        stage = "reconciler"
        with span("symphony.reconciler", system=case.system, choices=len(validation.choices)):
            reconciliation = agents.reconciler.reconcile(case, mentions, validation)
    except Failure as failure:
        reconciliation = Reconciliation(())
        cause = failure
        if isinstance(failure, PartialValidationError):
            validation, cause = failure.done, failure.cause
        if isinstance(failure, UnreviewedError):
            reconciliation, cause = failure.done, failure.cause
        run = Run(case, mentions, navigation, validation, reconciliation)
        run = _marked(run, stage, cause)
        check(run)
        return run, cause
    run = Run(case, mentions, navigation, validation, reconciliation)
    check(run)
    return run, None


def _marked(run: Run, stage: str, failure: Failure) -> Run:
    """The run with what was not evaluated in it, mention by mention, and a finding that says so."""
    done = run.reconciliation
    if stage != "reconciler":
        # What was chosen has not been put against the rest: it is shown, never billed.
        left = tuple(Sequenced(choice, "secondary") for choice in _one_each(run.validation.choices))
        done = Reconciliation((), left)
    placed = {m for s in (*done.codes, *done.candidates) for m in s.choice.mentions}
    placed |= {exclusion.mention for exclusion in run.excluded}
    missing = [m for m in run.mentions.mentions if m.id not in placed]
    finding = Finding(
        rule=RULE,
        severity="error",
        codes=(),
        message=f"not evaluated from the {stage} on ({failure.kind}): {failure}; "
        f"mentions not judged: {len(missing)}",
        citation="a result with this finding is incomplete",
    )
    return Run(
        run.case,
        run.mentions,
        run.navigation,
        run.validation,
        Reconciliation(
            done.codes,
            done.candidates,
            (*done.excluded, *(_not_evaluated(m, stage) for m in missing)),
            (*done.findings, finding),
        ),
    )


def _one_each(choices: Sequence[Choice]) -> list[Choice]:
    return list({choice.code: choice for choice in reversed(choices)}.values())[::-1]


def _not_evaluated(mention: Mention, stage: str) -> Exclusion:
    return Exclusion(
        mention=mention.id,
        reason=Reason.NOT_EVALUATED,
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        rule=f"{stage}.failed",
        citation=f"the {stage} could not run",
    )
