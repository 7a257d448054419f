"""What is judged: a pipeline of ours, or anything that can code an encounter.

An engine is named on the command line: ``offline``, or ``package.module:function`` for a function
without arguments that gives a ``Pipeline`` (any mix of stages) or a ``Coder`` (any other system).
"""

import importlib
import time
from collections.abc import Mapping
from typing import Any, Protocol, cast, runtime_checkable

from symphony import __version__
from symphony.books.store import Release
from symphony.coding.case import Case, Scope
from symphony.coding.extractor.base import Extractor
from symphony.coding.pipeline import Pipeline
from symphony.coding.report import result
from symphony.coding.result import EngineFacts, Usage
from symphony.encounter.model import Encounter
from symphony.errors import UsageError
from symphony.evaluation import trace

Releases = Mapping[str, Release]


@runtime_checkable
class Coder(Protocol):
    """Codes one encounter with the open books, as a line of predictions (``predictions.py``)."""

    def code(self, encounter: Encounter, releases: Releases, scope: Scope) -> dict[str, Any]:
        """A line with at least ``id`` and ``codes``."""
        ...


class PipelineCoder:
    """Our four agents as a coder; keeps what every stage held."""

    def __init__(self, pipeline: Pipeline, name: str) -> None:
        self.pipeline = pipeline
        self.name = name

    def code(self, encounter: Encounter, releases: Releases, scope: Scope) -> dict[str, Any]:
        """The contract's result with the stages beside it."""
        began = time.perf_counter()
        runs = {
            system: self.pipeline.run(Case(encounter, release, scope))
            for system, release in releases.items()
        }
        usage = Usage(seconds=round(time.perf_counter() - began, 4))
        line = result(list(runs.values()), self._facts(), usage).model_dump(mode="json")
        line["stages"] = {system: trace.of(run) for system, run in runs.items()}
        return line

    def _facts(self) -> EngineFacts:
        return EngineFacts(name="offline", version=__version__, rules_version=__version__)


def build(name: str, extractor: Extractor | None = None) -> Coder:
    """The engine of that name; with an extractor, that one does the first stage.

    Raises:
        UsageError: there is no such engine, or it has no stages to replace.
    """
    made = _make(name)
    if isinstance(made, Pipeline):
        if extractor is not None:
            made = Pipeline(extractor, made.navigator, made.validator, made.reconciler)
        return PipelineCoder(made, name)
    if extractor is not None:
        raise UsageError(f"engine {name!r} has no extractor that gold mentions could replace")
    if isinstance(made, Coder):
        return made
    raise UsageError(f"engine {name!r} gives neither a Pipeline nor a Coder")


def _make(name: str) -> object:
    if name == "offline":
        name = "symphony.coding.offline:offline_pipeline"
    module, _, function = name.partition(":")
    if not function:
        raise UsageError(
            f"there is no engine {name!r}; choose offline, or name your own as module:function"
        )
    try:
        factory = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"engine {name!r} cannot be loaded: {error}") from None
    return cast("object", factory())
