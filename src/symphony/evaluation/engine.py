"""What is judged: our four agents, or anything that can code an encounter.

An engine is named on the command line: ``offline``, or ``package.module:function`` for a function
that takes a release and gives a ``Pipeline`` (any mix of stages) or a ``Coder`` (any other system).
Where the function has a parameter ``seed``, it gets the run's.
"""

import importlib
import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol, cast, runtime_checkable

from symphony.books.store import Release
from symphony.coding.case import Case, Scope
from symphony.coding.coder import OFFLINE
from symphony.coding.extractor.base import Extractor
from symphony.coding.pipeline import Pipeline, Run
from symphony.coding.report import result
from symphony.coding.result import Usage
from symphony.encounter.model import Encounter
from symphony.errors import UsageError
from symphony.evaluation import trace

Releases = Mapping[str, Release]
Line = dict[str, Any]


@runtime_checkable
class Coder(Protocol):
    """Another system: codes one encounter with one open book."""

    def code(self, case: Case) -> list[dict[str, Any]]:
        """The codes: ``code``, and where known ``confidence`` and ``evidence``, best first."""
        ...


class Engine:
    """Codes encounters with one or several books, each with agents made for that book."""

    def __init__(self, make: "Make", extractor: Extractor | None = None) -> None:
        self._make = make
        self._extractor = extractor
        self._made: dict[str, Pipeline | Coder] = {}

    def prepare(self, release: Release) -> None:
        """Make the agents for a book before the first chart, which should not pay for it."""
        self._for(release)

    def code(self, encounter: Encounter, releases: Releases, scope: Scope) -> Line:
        """The line of predictions for the encounter.

        Raises:
            UsageError: gold mentions are wanted of a system that has no extractor to replace.
        """
        began = time.perf_counter()
        runs: dict[str, Run] = {}
        others: list[dict[str, Any]] = []
        for system, release in releases.items():
            made = self._for(release)
            case = Case(encounter, release, scope)
            if isinstance(made, Pipeline):
                runs[system] = made.run(case)
            else:
                others += [{"system": system, **code} for code in made.code(case)]
        seconds = round(time.perf_counter() - began, 4)
        if not runs:
            return {"id": encounter.id, "codes": others, "usage": {"seconds": seconds}}
        line = result(list(runs.values()), OFFLINE, Usage(seconds=seconds)).model_dump(mode="json")
        line["stages"] = {system: trace.of(run) for system, run in runs.items()}
        return line

    def _for(self, release: Release) -> Pipeline | Coder:
        key = str(release.path)
        if key not in self._made:
            made = self._make(release)
            if self._extractor is not None:
                if not isinstance(made, Pipeline):
                    raise UsageError(
                        "this engine has no extractor that gold mentions could replace"
                    )
                made = replace(made, extractor=self._extractor)
            self._made[key] = made
        return self._made[key]


Make = Callable[[Release], Pipeline | Coder]

STAGES = ("extractor", "navigator", "validator", "reconciler")


def build(name: str, extractor: Extractor | None = None, seed: int = 0) -> Engine:
    """The engine of that name; with an extractor, that one does the first stage.

    ``A,extractor=B`` is engine A with the extractor of engine B; so with the other stages.

    Raises:
        UsageError: there is no such engine, or it has no stages to exchange.
    """
    whole, *parts = name.split(",")
    if "=" in whole:
        whole, parts = "offline", [whole, *parts]
    base = _make(whole, seed)
    others: dict[str, Make] = {}
    for part in parts:
        stage, _, other = part.partition("=")
        if stage.strip() not in STAGES or not other:
            raise UsageError(f"{part!r} is not STAGE=ENGINE with a stage of {', '.join(STAGES)}")
        others[stage.strip()] = _make(other, seed)
    return Engine(_mixed(base, others) if others else base, extractor)


def _mixed(base: Make, others: Mapping[str, Make]) -> Make:
    def make(release: Release) -> Pipeline:
        stages = {
            stage: getattr(_pipeline(other(release)), stage) for stage, other in others.items()
        }
        return replace(_pipeline(base(release)), **stages)

    return make


def _pipeline(made: Pipeline | Coder) -> Pipeline:
    if isinstance(made, Pipeline):
        return made
    raise UsageError("an engine without stages cannot be mixed with another")


def _make(name: str, seed: int) -> Make:
    wanted = "symphony.coding.offline:offline_pipeline" if name == "offline" else name
    module, _, function = wanted.partition(":")
    if not function:
        raise UsageError(
            f"there is no engine {name!r}; choose offline, or name your own as module:function"
        )
    try:
        make: Any = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"engine {name!r} cannot be loaded: {error}") from None
    if "seed" in inspect.signature(make).parameters:
        make = partial(make, seed=seed)
    return cast("Make", make)
