"""Reporting a part of what was coded: the rest is excluded as out of scope, nothing vanishes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from symphony.coding.case import Scope
from symphony.coding.pipeline import Run
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Sequenced
from symphony.rules.model import Finding


def within(scope: Scope, run: Run) -> Run:
    """The run with every code outside the scope excluded.

    Roles stay as they are in the whole encounter: what is second there is not first-listed because
    the first is out of scope. Findings that speak of none of the codes left are left out.
    """
    if not (scope.include or scope.exclude):
        return run
    made = run.reconciliation
    every = (*made.codes, *made.candidates)
    reconciliation = replace(
        made,
        codes=tuple(s for s in made.codes if scope.allows(s.choice.code)),
        candidates=tuple(s for s in made.candidates if scope.allows(s.choice.code)),
        excluded=(*made.excluded, *_outside(scope, every)),
        findings=tuple(_about(scope, made.findings)),
    )
    return replace(run, reconciliation=reconciliation)


def _outside(scope: Scope, every: Iterable[Sequenced]) -> Iterator[Exclusion]:
    for sequenced in every:
        choice = sequenced.choice
        if not scope.allows(choice.code):
            for mention in choice.mentions:
                yield Exclusion(
                    mention=mention,
                    reason=Reason.NOT_IN_SCOPE,
                    evidence=choice.evidence,
                    text=choice.evidence[0].text,
                    code=choice.code,
                    rule="scope",
                    citation="the request leaves this code out",
                )


def _about(scope: Scope, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if not finding.codes or any(scope.allows(code) for code in finding.codes):
            yield finding
