"""An encounter as far as it was coded, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from symphony.coding.pipeline import Run
from symphony.coding.report import result
from symphony.coding.result import EngineFacts, Result, StageUsage, Usage
from symphony.llm.failures import Failure
from symphony.llm.usage import Spent


@dataclass(frozen=True, slots=True)
class Coded:
    """An encounter as far as it was coded: a run a release, what it cost, and what failed."""

    runs: tuple[Run, ...]
    stages: Mapping[str, Spent]
    seconds: float
    engine: EngineFacts
    failure: Failure | None = None

    @property
    def usage(self) -> Usage:
        """What the encounter cost, as the result says it."""
        return usage_of(self.stages, self.seconds)

    @property
    def result(self) -> Result:
        """The result of the contract, with all that was done."""
        return result(self.runs, self.engine, self.usage)


class StageFailedError(Failure):
    """A stage failed; ``coded`` holds all that was done before."""

    def __init__(self, cause: Failure, coded: Coded) -> None:
        """With the failure that stopped the run and the encounter as far as it was coded."""
        super().__init__(str(cause))
        self.kind = cause.kind
        self.coded = coded


def usage_of(stages: Mapping[str, Spent], seconds: float) -> Usage:
    """The cost altogether and of every stage; no cost in dollars where a price is not known."""
    total = _one(sum(stages.values(), Spent()))
    return Usage(
        calls=total.calls,
        input_tokens=total.input_tokens,
        output_tokens=total.output_tokens,
        cost_usd=total.cost_usd,
        seconds=round(seconds, 4),
        stages={stage: _one(spent) for stage, spent in stages.items()},
    )


def _one(spent: Spent) -> StageUsage:
    return StageUsage(
        calls=spent.calls,
        input_tokens=spent.tokens.input,
        output_tokens=spent.tokens.output,
        cost_usd=None if spent.usd is None else float(spent.usd),
    )
