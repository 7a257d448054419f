"""What is judged: our four agents, offline or by model, or anything that can code an encounter."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from symphony.books.store import Release
from symphony.coding.case import Case, Scope
from symphony.coding.coded import usage_of
from symphony.coding.coder import OFFLINE
from symphony.coding.extractor.base import Extractor
from symphony.coding.pipeline import Pipeline, Run
from symphony.coding.report import result
from symphony.coding.result import EngineFacts, Usage
from symphony.encounter.model import Encounter
from symphony.errors import ModelError, UsageError
from symphony.evaluation import trace

if TYPE_CHECKING:
    from symphony.coding.by_model import ModelEngine

Releases = Mapping[str, Release]
Line = dict[str, Any]


@runtime_checkable
class Coder(Protocol):
    """Another system: codes one encounter with one open book."""

    def code(self, case: Case) -> list[dict[str, Any]]:
        """The codes: ``code``, and where known ``confidence`` and ``evidence``, best first."""
        ...


Make = Callable[[Release], Pipeline | Coder]


class Engine:
    """Codes encounters with one or several books, each with agents made for that book."""

    def __init__(
        self,
        make: Make,
        extractor: Extractor | None = None,
        model: "ModelEngine | None" = None,
        by: Mapping[str, str] | None = None,
    ) -> None:
        """With what makes the agents for a book.

        Args:
            make: called once for every book.
            extractor: does the first stage in place of the one that was made.
            model: does some of the stages, and counts what that costs.
            by: who does each stage, where a model does some.
        """
        self._make = make
        self._extractor = extractor
        self._model = model
        self._by = {**(by or {}), **({"extractor": "gold"} if extractor and by else {})}
        self._made: dict[str, Pipeline | Coder] = {}

    def prepare(self, release: Release) -> None:
        """Make the agents for a book before the first chart, which should not pay for it."""
        self._for(release)

    def code(self, encounter: Encounter, releases: Releases, scope: Scope) -> Line:
        """The line of predictions for the encounter; where a model fails, a line with ``error``.

        Raises:
            UsageError: gold mentions are wanted of a system that has no extractor to replace.
        """
        began = time.perf_counter()
        try:
            runs, others = self._coded(encounter, releases, scope)
        except ModelError as error:
            failed = f"{type(error).__name__}: {error}"
            spent = self._usage(encounter, began).model_dump(mode="json")
            return {"id": encounter.id, "codes": [], "error": failed, "usage": spent}
        usage = self._usage(encounter, began)
        if not runs:
            return {"id": encounter.id, "codes": others, "usage": {"seconds": usage.seconds}}
        line = result(list(runs.values()), self._facts(), usage).model_dump(mode="json")
        line["stages"] = {system: trace.of(run) for system, run in runs.items()}
        return line

    def _coded(
        self, encounter: Encounter, releases: Releases, scope: Scope
    ) -> tuple[dict[str, Run], list[dict[str, Any]]]:
        runs: dict[str, Run] = {}
        others: list[dict[str, Any]] = []
        for system, release in releases.items():
            made = self._for(release)
            case = Case(encounter, release, scope)
            if isinstance(made, Pipeline):
                runs[system] = made.run(case)
            else:
                others += [{"system": system, **code} for code in made.code(case)]
        return runs, others

    def _facts(self) -> EngineFacts:
        return OFFLINE if self._model is None else self._model.facts_of(self._by)

    def _usage(self, encounter: Encounter, began: float) -> Usage:
        seconds = round(time.perf_counter() - began, 4)
        if self._model is None:
            return Usage(seconds=seconds)
        return usage_of(self._model.desk(encounter).meter.stages, seconds)

    def _for(self, release: Release) -> Pipeline | Coder:
        key = str(release.path)
        if key not in self._made:
            made = self._make(release)
            if self._extractor is not None:
                made = replace(staged(made), extractor=self._extractor)
            self._made[key] = made
        return self._made[key]


def staged(made: Pipeline | Coder) -> Pipeline:
    """An engine that has four stages, of which one can be exchanged.

    Raises:
        UsageError: it has none.
    """
    if isinstance(made, Pipeline):
        return made
    raise UsageError(
        "an engine without stages cannot be mixed with another, nor be given gold mentions"
    )
