"""The engine with a language model: any stage by a model, any stage offline, in any mix.

One engine serves any number of encounters at once. Each has its own meter: what it spends is
counted by stage and stopped at the budget. When a stage fails, what was done before it is kept, and
what was not is ``not_evaluated`` in the result; the failure goes with it and is never swallowed.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Self

from symphony import __version__
from symphony.books.alphabetic import Index
from symphony.books.guidelines.library import rules_on
from symphony.books.search import Search
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.coded import Coded, StageFailedError
from symphony.coding.coder import rules_version
from symphony.coding.extractor.base import Extractor
from symphony.coding.extractor.model import ModelExtractor
from symphony.coding.guidance import Guidance
from symphony.coding.model_settings import ModelSettings, Way, settings_from
from symphony.coding.navigator.model import ModelNavigator
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline, Run
from symphony.coding.prompts import STAGES, fingerprint
from symphony.coding.reconciler.model import ModelReconciler
from symphony.coding.reconciler.offline import RULED, OfflineReconciler
from symphony.coding.reconciler.weighing import SecondReader
from symphony.coding.result import EngineFacts
from symphony.coding.semantic import described
from symphony.coding.staged import run_stages
from symphony.coding.stages import Mentions, Navigation, Reconciliation, Validation
from symphony.coding.validator.model import ModelValidator
from symphony.encounter.model import Encounter
from symphony.errors import UsageError
from symphony.llm.ask import Desk
from symphony.llm.lazy import Lazy
from symphony.llm.patience import Patient
from symphony.llm.port import Model
from symphony.llm.prices import prices
from symphony.llm.providers import connect
from symphony.llm.tape import Tape
from symphony.llm.usage import Meter
from symphony.rules.profile import Profile, profile_named

if TYPE_CHECKING:
    from pathlib import Path

    from symphony.llm.adapter import PydanticAIModel
    from symphony.llm.failures import Failure


__all__ = [
    "Coded",
    "ModelEngine",
    "ModelPipeline",
    "ModelSettings",
    "StageFailedError",
    "Way",
    "llm_pipeline",
    "model_pipeline",
]


class ModelEngine:
    """Codes encounters with a language model. Safe between threads; close it when done."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        model: Model | None = None,
        guidelines: Mapping[str, Guidance] | None = None,
    ) -> None:
        """An engine.

        Args:
            settings: which model, for which stages.
            model: a model to ask instead of connecting to the one named (a double in a test).
            guidelines: rule books by system, in place of those that are installed.

        Raises:
            UsageError: a stage is not known, replay without a tape is asked for, or a profile
                that indexes every mention, for which no model is asked.
            InputError: the price table cannot be read.
        """
        settings.check()
        if profile_named(settings.profile).mentions:
            raise UsageError(
                f"profile {settings.profile!r} is for the offline engine: a model is not asked for "
                "every mention"
            )
        self.settings = settings
        self._prices = prices(settings.price_file)
        self._given = dict(guidelines or {})
        self._rules: dict[tuple[Path, date | None], Guidance] = {}
        self._indexes: dict[Path, Index] = {}
        self._live: Lazy | None = None
        self._model = self._chain(model)
        self._searches: dict[Path, Search] = {}
        self._desks: OrderedDict[Encounter, Desk] = OrderedDict()
        self._lock = threading.Lock()

    def _chain(self, model: Model | None) -> Model:
        settings = self.settings
        if model is None:
            self._live = Lazy(settings.model, self._connect)
            model = self._live
        patient = Patient(model, settings.waits, at_once=settings.at_once)
        if settings.tape is None:
            return patient
        return Tape(settings.tape, settings.model, None if settings.replay else patient)

    def _connect(self) -> "PydanticAIModel":
        settings = self.settings
        return connect(
            settings.model,
            settings.base_url,
            timeout=settings.timeout,
            wanted=dict(settings.sampling),
        )

    @property
    def facts(self) -> EngineFacts:
        """What did the work, with every pin that a replay needs."""
        return self.facts_of({stage: self.settings.way(stage) for stage in STAGES})

    def facts_of(self, stages: Mapping[str, str]) -> EngineFacts:
        """What did the work where this engine did only the stages that are said to be by model."""
        mine = tuple(stage for stage, way in stages.items() if way == "model")
        return EngineFacts(
            name="llm" if mine else "offline",
            version=__version__,
            model=self.settings.model if mine else None,
            prompts_sha256=fingerprint(mine),
            rules_version=rules_version(self.settings.profile),
            stages=dict(stages),
            semantic=described(self.settings.semantic) if self.settings.semantic else None,
        )

    def code(self, cases: Sequence[Case]) -> Coded:
        """Code one encounter, given as a case for each release: read once, looked up in each.

        A failure of the model does not raise here: it is in the answer, with all that was done.
        """
        began = time.perf_counter()
        meter = Meter(self.settings.budget, self._prices)
        desk = Desk(self._model, meter)
        runs: list[Run] = []
        failure: Failure | None = None
        shared = _ReadOnce(self._extractor(desk, cases[0].release))
        for case in cases:
            on = case.encounter.date_of_service
            run, failed = run_stages(self._agents(desk, case.release, shared, on), case)
            runs.append(run)
            failure = failure or failed
        seconds = time.perf_counter() - began
        return Coded(tuple(runs), meter.stages, seconds, self.facts, failure)

    def pipeline(self, release: Release) -> "ModelPipeline":
        """This engine as a pipeline over one release; a failure holds what was done before."""
        return ModelPipeline(self, release)

    def stages(self, release: Release) -> Pipeline:
        """The four agents one by one, to be mixed with others; a failure is raised as it is."""
        return Pipeline(*(4 * (_Stage(self, release),)))

    def desk(self, encounter: Encounter) -> Desk:
        """The desk of an encounter whose stages are run one by one; its meter tells the cost."""
        with self._lock:
            if encounter not in self._desks:
                meter = Meter(self.settings.budget, self._prices)
                self._desks[encounter] = Desk(self._model, meter)
            self._desks.move_to_end(encounter)
            while len(self._desks) > _DESKS:
                self._desks.popitem(last=False)
            return self._desks[encounter]

    def agents(self, desk: Desk, release: Release, on: date | None = None) -> Pipeline:
        """The agents at a desk, for one release, with the rules of a date."""
        return self._agents(desk, release, self._extractor(desk, release), on)

    def _extractor(self, desk: Desk, release: Release) -> Extractor:
        if self.settings.way("extractor") == "offline":
            return offline_pipeline(release).extractor
        profile = self._profile(release)
        return ModelExtractor(desk, passes=self.settings.passes, profile=profile)

    def _profile(self, release: Release) -> Profile | None:
        """The profile, for the system that the rules know."""
        ruled = release.facts["system"] == RULED
        return profile_named(self.settings.profile) if ruled else None

    def _agents(
        self, desk: Desk, release: Release, extractor: Extractor, on: date | None
    ) -> Pipeline:
        offline = offline_pipeline(release, self.settings.profile, self.settings.semantic)
        search = self._search(release)
        index = self._index(release)
        way = self.settings.way
        return Pipeline(
            extractor=extractor,
            navigator=offline.navigator
            if way("navigator") == "offline"
            else ModelNavigator(desk, offline.navigator, search, index),
            validator=offline.validator
            if way("validator") == "offline"
            else ModelValidator(desk, search, self._guidance(release, on), index),
            reconciler=offline.reconciler
            if way("reconciler") == "offline"
            else ModelReconciler(
                desk,
                OfflineReconciler(self.settings.profile, as_given=True),
                self._second(release, offline),
                self._profile(release),
            ),
        )

    def _second(self, release: Release, offline: Pipeline) -> SecondReader | None:
        """The engine without a model, where the model reads and chooses by itself.

        Only for the system whose rules the program knows: how much agreement tells was measured
        there, and elsewhere the engine without a model finds too little to tell anything.
        """
        by_itself = {self.settings.way("extractor"), self.settings.way("validator")} == {"model"}
        if not by_itself or release.facts["system"] != RULED:
            return None
        return lambda case: {
            s.choice.code: s.choice.display for s in offline.run(case).reconciliation.codes
        }

    def _guidance(self, release: Release, on: date | None) -> Guidance:
        """The rule book of the release's system on a date: the official text, where installed."""
        system = release.facts["system"]
        if system in self._given:
            return self._given[system]
        folder = release.path.parent
        if (folder, on) not in self._rules:
            self._rules[folder, on] = rules_on(folder, system, on)
        return self._rules[folder, on]

    def _index(self, release: Release) -> Index | None:
        """The alphabetic index, where the release has an official one."""
        if release.path not in self._indexes:
            self._indexes[release.path] = Index(release)
        index = self._indexes[release.path]
        return index if index.books else None

    def _search(self, release: Release) -> Search:
        if release.path not in self._searches:
            self._searches[release.path] = Search(release)
        return self._searches[release.path]

    def close(self) -> None:
        """Close the connection to the model, if one was opened."""
        if self._live is not None:
            self._live.close()

    def __enter__(self) -> Self:
        """The engine, to be closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


_DESKS = 512
"""Encounters whose desks are kept when stages are run one by one."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """Each stage by the engine's agent for it, at the desk of the encounter."""

    engine: ModelEngine
    release: Release

    def extract(self, encounter: Encounter) -> Mentions:
        return self._agents(encounter).extractor.extract(encounter)

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        return self._agents(case.encounter).navigator.navigate(case, mentions)

    def validate(self, case: Case, mentions: Mentions, navigation: Navigation) -> Validation:
        return self._agents(case.encounter).validator.validate(case, mentions, navigation)

    def reconcile(self, case: Case, mentions: Mentions, validation: Validation) -> Reconciliation:
        return self._agents(case.encounter).reconciler.reconcile(case, mentions, validation)

    def _agents(self, encounter: Encounter) -> Pipeline:
        desk = self.engine.desk(encounter)
        return self.engine.agents(desk, self.release, encounter.date_of_service)


class _ReadOnce:
    """An extractor that reads an encounter once, however many code systems ask for it."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._read: Mentions | None = None

    def extract(self, encounter: Encounter) -> Mentions:
        if self._read is None:
            self._read = self._extractor.extract(encounter)
        return self._read


@dataclass(frozen=True, slots=True)
class ModelPipeline:
    """An engine over one release, to stand where a ``Pipeline`` stands."""

    engine: ModelEngine
    release: Release

    def run(self, case: Case) -> Run:
        """Code one encounter.

        Raises:
            StageFailedError: a stage failed; what was done before is in it.
        """
        coded = self.engine.code([case])
        if coded.failure is not None:
            raise StageFailedError(coded.failure, coded) from coded.failure
        return coded.runs[0]


def model_pipeline(
    release: Release, settings: ModelSettings, model: Model | None = None
) -> ModelPipeline:
    """The agents of the settings over one release, each by model or offline.

    Raises:
        UsageError: as ``ModelEngine``.
    """
    return ModelEngine(settings, model=model).pipeline(release)


@lru_cache(maxsize=1)
def _engine_of_the_environment() -> ModelEngine:
    return ModelEngine(settings_from(os.environ))


def llm_pipeline(release: Release) -> Pipeline:
    """The agents that ``SYMPHONY_...`` variables ask for: for ``symphony evaluate --engine``.

    ``symphony.coding.by_model:llm_pipeline,navigator=offline`` is an ablation.

    Raises:
        UsageError: the variables name no model, or make no sense.
    """
    return _engine_of_the_environment().stages(release)
