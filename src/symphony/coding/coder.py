"""From an encounter to a result: the right books taken down, each system coded, timed, reported."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from symphony import __version__
from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Case, Scope
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline, Run
from symphony.coding.report import result
from symphony.coding.result import EngineFacts, FindingFacts, Result, Usage
from symphony.coding.scoped import within
from symphony.coding.semantic import SemanticSettings, described
from symphony.encounter.model import Encounter
from symphony.errors import BooksError
from symphony.rules.profile import OFFICIAL, profile_named

OFFLINE = EngineFacts(name="offline", version=__version__, rules_version=__version__)

_NOT_EVALUATED = {
    "cpt": "procedures that need CPT were not evaluated: CPT is licensed by the American Medical "
    "Association; a licensee installs his own files with: symphony books install cpt --from PATH",
}
"""Systems that cannot be downloaded by everybody, and what to say without them."""


def rules_version(profile: str) -> str:
    """Which rules held: our version, and the profile where it is not the official one."""
    return __version__ if profile == OFFICIAL else f"{__version__}+{profile}"


@dataclass(frozen=True, slots=True)
class Coder:
    """Codes encounters in one or more code systems.

    The whole encounter is coded, whatever the ``scope``: what lies outside it is left out at the
    end, because a code may be what it is by another one (E11.22 by the kidney disease).

    ``pipelines`` gives the four agents for a release: the offline ones unless others are given.
    """

    shelf: Shelf = field(default_factory=Shelf)
    systems: Sequence[str] = ("icd10cm",)
    scope: Scope = field(default_factory=Scope)
    pipelines: Callable[[Release], Pipeline] = offline_pipeline
    engine: EngineFacts = OFFLINE

    def runs(self, encounter: Encounter) -> tuple[Run, ...]:
        """Every stage's output, a run for each system.

        Raises:
            UsageError: a system is not known.
            BooksError: no installed release of a system is in force on the date of service.
        """
        return tuple(
            within(self.scope, self.pipelines(release).run(Case(encounter, release)))
            for release in self.releases(encounter.date_of_service)
        )

    def releases(self, on: date | None) -> tuple[Release, ...]:
        """The releases that an encounter of that date is coded with.

        Raises:
            UsageError, BooksError: as ``runs``.
        """
        there = [system for system in self.systems if not self._is_missing(system)]
        if not there:
            raise BooksError(_NOT_EVALUATED[self.systems[0]])
        return tuple(self.shelf.release(system, on) for system in there)

    def _is_missing(self, system: str) -> bool:
        """Whether it is a system that only its licensees have, and this user has not installed."""
        return system in _NOT_EVALUATED and not self.shelf.installed(system)

    def not_evaluated(self) -> tuple[FindingFacts, ...]:
        """In words, what was asked for and could not be coded for want of a licensed book."""
        return tuple(
            FindingFacts(
                rule="not_evaluated",
                severity="warning",
                codes=(),
                message=_NOT_EVALUATED[system],
                citation="the book is not installed",
            )
            for system in self.systems
            if self._is_missing(system)
        )

    def code(self, encounter: Encounter) -> Result:
        """The encounter's codes with their evidence, and all that was not coded.

        Raises:
            UsageError, BooksError: as ``runs``.
        """
        began = time.perf_counter()
        runs = self.runs(encounter)
        made = result(runs, self.engine, Usage(seconds=round(time.perf_counter() - began, 4)))
        missing = self.not_evaluated()
        return made.model_copy(update={"findings": (*made.findings, *missing)}) if missing else made


def offline_coder(
    shelf: Shelf,
    systems: Sequence[str],
    scope: Scope,
    profile: str = OFFICIAL,
    semantic: SemanticSettings | None = None,
) -> Coder:
    """A coder with the offline agents, under a profile of rules, with a sentence model or none.

    Raises:
        UsageError: there is no such profile.
        SymphonyError: the sentence model cannot be used.
    """
    profile_named(profile)
    engine = OFFLINE.model_copy(
        update={
            "rules_version": rules_version(profile),
            "semantic": described(semantic) if semantic else None,
        }
    )
    agents = partial(offline_pipeline, profile=profile, semantic=semantic)
    return Coder(shelf, systems, scope, agents, engine)
