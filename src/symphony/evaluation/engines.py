"""Which engine a name means.

``offline``, ``llm``, or ``package.module:function`` for a function that takes a release and gives a
``Pipeline`` (any mix of stages) or a ``Coder`` (any other system). Where the function has a
parameter ``seed``, ``profile`` or ``semantic``, it gets the run's.

``A,extractor=B`` is engine A with the extractor of engine B; so with the other stages. Without A,
the others are offline.
"""

import importlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from symphony.books.store import Release
from symphony.coding.extractor.base import Extractor
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline
from symphony.coding.stages import Mentions
from symphony.encounter.model import Encounter
from symphony.errors import UsageError
from symphony.evaluation.engine import Coder, Engine, Make, staged
from symphony.evaluation.settings import RunSettings
from symphony.rules.profile import OFFICIAL, profile_named

if TYPE_CHECKING:
    from symphony.coding.by_model import ModelEngine
    from symphony.coding.semantic import SemanticSettings

STAGES = ("extractor", "navigator", "validator", "reconciler")


def asks_a_model(name: str) -> bool:
    """Whether an engine of that name has stages done by the language model of the run."""
    return any(part.partition("=")[2] == "llm" or part == "llm" for part in _parts(name))


def build(settings: RunSettings, extractor: Extractor | None = None) -> Engine:
    """The engine of a run; with an extractor, that one does the first stage.

    Raises:
        UsageError: there is no such engine, it has no stages to exchange, or no profile of rules.
    """
    profile_named(settings.profile)
    model = _model(settings)
    whole, others = _read(settings.engine)
    functions = {name: _function(name, model) for name in {whole, *others.values()}}
    if settings.profile != OFFICIAL and not _knows("profile", functions.values()):
        raise UsageError(f"engine {settings.engine!r} takes no profile of rules")
    if settings.semantic is not None and not _knows("semantic", functions.values()):
        raise UsageError(f"engine {settings.engine!r} takes no sentence model")
    makes = {name: _given(function, settings) for name, function in functions.items()}
    base = makes[whole]
    mix = _mixed(base, {stage: makes[name] for stage, name in others.items()}) if others else base
    return Engine(mix, extractor, model, _by(whole, others, model))


def _by(whole: str, others: Mapping[str, str], model: "ModelEngine | None") -> dict[str, str]:
    """Who does each stage: ``model``, ``offline``, or another engine by its name."""
    if model is None:
        return {}
    done = {stage: others.get(stage, whole) for stage in STAGES}
    return {
        stage: model.settings.way(stage) if name == "llm" else name for stage, name in done.items()
    }


def _parts(name: str) -> list[str]:
    return [part.strip() for part in name.split(",")]


def _read(name: str) -> tuple[str, dict[str, str]]:
    """The engine that does the stages, and the engines of those that another one does."""
    whole, *parts = _parts(name)
    if "=" in whole:
        whole, parts = "offline", [whole, *parts]
    others: dict[str, str] = {}
    for part in parts:
        stage, _, other = (word.strip() for word in part.partition("="))
        if stage not in STAGES or not other:
            raise UsageError(f"{part!r} is not STAGE=ENGINE with a stage of {', '.join(STAGES)}")
        others[stage] = other
    return whole, others


def _mixed(base: Make, others: Mapping[str, Make]) -> Make:
    def make(release: Release) -> Pipeline:
        stages = {stage: getattr(staged(other(release)), stage) for stage, other in others.items()}
        return replace(staged(base(release)), **stages)

    return make


def _model(settings: RunSettings) -> "ModelEngine | None":
    if not asks_a_model(settings.engine):
        return None
    from symphony.coding.by_model import ModelEngine  # noqa: PLC0415 - only who asks a model pays

    if settings.model is None:
        raise UsageError(f"engine {settings.engine!r} needs a model: name it with --model")
    return ModelEngine(
        replace(settings.model, profile=settings.profile, semantic=settings.semantic)
    )


def _function(name: str, model: "ModelEngine | None") -> Callable[..., Pipeline | Coder]:
    if name == "offline":
        return offline_pipeline
    if name == "llm":
        assert model is not None
        return _ByModel(model).pipeline
    module, _, function = name.partition(":")
    if not function:
        raise UsageError(
            f"there is no engine {name!r}; choose offline or llm, "
            "or name your own as module:function"
        )
    try:
        found: Callable[..., Pipeline | Coder] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"engine {name!r} cannot be loaded: {error}") from None
    return found


def _given(function: Callable[..., Pipeline | Coder], settings: RunSettings) -> Make:
    """The function with what it wants to know of the run."""
    wanted = inspect.signature(function).parameters
    told: dict[str, Any] = {
        "seed": settings.seed,
        "profile": settings.profile,
        "semantic": settings.semantic,
    }
    return partial(function, **{name: value for name, value in told.items() if name in wanted})


def _knows(parameter: str, functions: Iterable[Callable[..., Pipeline | Coder]]) -> bool:
    return any(parameter in inspect.signature(function).parameters for function in functions)


class _ByModel:
    """The language model's agents; a chart is read once, however many books it is coded with."""

    def __init__(self, model: "ModelEngine") -> None:
        self._model = model
        self._read: tuple[Encounter, Mentions] | None = None

    def pipeline(
        self, release: Release, profile: str, semantic: "SemanticSettings | None"
    ) -> Pipeline:
        """The four agents. The model's settings hold profile and sentence model already."""
        assert (profile, semantic) == (self._model.settings.profile, self._model.settings.semantic)
        agents = self._model.stages(release)
        if self._model.settings.way("extractor") == "offline":
            return agents  # each book has its own words
        return replace(agents, extractor=_Once(self, agents.extractor))

    def read(self, encounter: Encounter, extractor: Extractor) -> Mentions:
        """What the extractor finds, or what it found when it was asked last."""
        if self._read is None or self._read[0] != encounter:
            self._read = encounter, extractor.extract(encounter)
        return self._read[1]


class _Once:
    def __init__(self, reader: _ByModel, extractor: Extractor) -> None:
        self._reader = reader
        self._extractor = extractor

    def extract(self, encounter: Encounter) -> Mentions:
        return self._reader.read(encounter, self._extractor)
