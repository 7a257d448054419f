"""Profiles: which rules hold, by name. A rule can be switched off by its id or its family."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, cast

from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Setting
from symphony.errors import InternalError, UsageError
from symphony.rules.external import OPTIONAL
from symphony.rules.rule import Rule
from symphony.rules.tables import document

OFFICIAL = "official"
"""The profile that holds where none is named: all rules."""

LONG_TERM_DRUGS = "Z79"
"""The category of long-term drug therapy (guideline I.C.21.c.3)."""

_KEYS = frozenset(
    {
        *("title", "off", "external_causes", "long_term_drugs", "told", "unnamed", "concluded"),
        "mentions",
    }
)

CONCLUDING = ("consistent_with",)
"""Rules of assertion (``encounter/data/triggers.toml``) that doubt a conclusion from findings."""

Unnamed = Literal["complaint", "condition"]
_UNNAMED = ("complaint", "condition")
_FOLDER = resources.files("symphony.rules") / "profiles"


@dataclass(frozen=True, slots=True)
class Profile:
    """A named choice of rules: all but those switched off (ids, or families for all in them).

    ``external_causes`` are the care settings in which external causes (V00-Y99) are reported;
    in all others they are candidates, by the rule ``external.optional``. ``long_term_drugs`` are
    those in which long-term drug therapy (Z79) is reported; in all others it is a candidate.
    ``told`` are those in which a state, a habit or a history is reported that the record only
    tells; in all others it is one where the clinician names it as a problem, else a candidate.
    ``unnamed`` is what a language model reports of a problem whose condition nobody names: its
    ``complaint`` (guideline I.A.19; the condition is a candidate), or the ``condition``.
    ``concluded`` are the words of doubt (rules of assertion) with which a clinician draws the
    conclusion of his assessment ("her symptoms are consistent with a sprain"): what they name is
    reported as named. Empty: an uncertain diagnosis is not coded (guideline IV.H).
    ``mentions`` makes it an index and no bill: what the note may say of a condition (``present``,
    ``historical``, ``possible``, ``negated``, ...) for each place that names it to be coded as the
    condition named; no rule holds. Empty: what is reported of the encounter.
    """

    name: str
    title: str
    off: frozenset[str] = frozenset()
    external_causes: frozenset[Setting] = frozenset(Setting)
    long_term_drugs: frozenset[Setting] = frozenset(Setting)
    told: frozenset[Setting] = frozenset(Setting)
    unnamed: Unnamed = "complaint"
    concluded: frozenset[str] = frozenset()
    mentions: frozenset[Assertion] = frozenset()

    def holds(self, rule: Rule) -> bool:
        """Whether the rule is in force; none is in an index of mentions."""
        return not self.mentions and rule.id not in self.off and rule.family not in self.off

    def within(self, setting: Setting) -> "Profile":
        """The profile as it holds in a care setting."""
        return self.without((OPTIONAL,)) if setting in self.external_causes else self

    def unreported(self, setting: Setting) -> frozenset[str]:
        """What is not reported there: ``external_causes``, ``long_term_drugs``, ``told``."""
        named = (
            ("external_causes", self.external_causes),
            ("long_term_drugs", self.long_term_drugs),
            ("told", self.told),
        )
        return frozenset(name for name, settings in named if setting not in settings)

    def leaves_out(self, code: str, setting: Setting) -> bool:
        """Whether the code stands for drug therapy that is not reported in the setting."""
        return code.startswith(LONG_TERM_DRUGS) and setting not in self.long_term_drugs

    def without(self, names: Iterable[str]) -> "Profile":
        """The same profile with more rules or families switched off."""
        return replace(self, off=self.off | frozenset(names))


@lru_cache(maxsize=32)
def profile_named(name: str) -> Profile:
    """The profile of that name.

    Raises:
        UsageError: there is none; names those that are there.
        InternalError: its file lacks a key, holds an unknown one, or a value that no key takes.
    """
    known = profiles()
    if name not in known:
        raise UsageError(f"there is no rule profile {name!r}; there are: {', '.join(known)}")
    whole = document(_FOLDER / f"{name}.toml")
    if set(whole) != _KEYS:
        raise InternalError(f"{name}.toml: the keys are {sorted(_KEYS)}, not {sorted(whole)}")
    causes, drugs, told = (
        _settings(name, key, whole) for key in ("external_causes", "long_term_drugs", "told")
    )
    unnamed = _unnamed(name, whole)
    off = frozenset(whole["off"])
    concluded, mentions = _doubts(name, whole), _assertions(name, whole)
    return Profile(name, whole["title"], off, causes, drugs, told, unnamed, concluded, mentions)


def _doubts(name: str, whole: Mapping[str, Any]) -> frozenset[str]:
    unknown = sorted(set(whole["concluded"]) - set(CONCLUDING))
    if unknown:
        raise InternalError(
            f"{name}.toml: concluded: {unknown[0]!r} is not one of {', '.join(CONCLUDING)}"
        )
    return frozenset(whole["concluded"])


def _assertions(name: str, whole: Mapping[str, Any]) -> frozenset[Assertion]:
    try:
        return frozenset(Assertion(assertion) for assertion in whole["mentions"])
    except ValueError as error:
        raise InternalError(f"{name}.toml: mentions: {error}") from error


def _unnamed(name: str, whole: Mapping[str, Any]) -> Unnamed:
    if whole["unnamed"] not in _UNNAMED:
        known = " or ".join(_UNNAMED)
        raise InternalError(f"{name}.toml: unnamed: {whole['unnamed']!r} is not {known}")
    return cast("Unnamed", whole["unnamed"])


def _settings(name: str, key: str, whole: Mapping[str, Any]) -> frozenset[Setting]:
    try:
        return frozenset(Setting(setting) for setting in whole[key])
    except ValueError as error:
        raise InternalError(f"{name}.toml: {key}: {error}") from error


def profiles() -> tuple[str, ...]:
    """The names of the profiles."""
    files = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in files if n.endswith(".toml")))
