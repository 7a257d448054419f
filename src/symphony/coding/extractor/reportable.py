"""Which conditions are reported: signals about a condition over the whole note, weighed.

A condition is reported when it was evaluated, treated, monitored or affects care at this encounter
(guidelines, sections III and IV.J). Every signal is kept with its weight, so that a person can see
why a condition was, or was not, taken for one.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.drafts import Draft, kinds
from symphony.coding.stages import Signal
from symphony.encounter.chronic import is_chronic
from symphony.language.tables import toml

_ASSESSED = {"assessment", "assessment_and_plan", "plan", "impression", "problem_list"}
_ONLY = {
    "past_history_only": {"past_medical_history", "past_surgical_history", "obstetric_history"},
    "examination_only": {"physical_exam", "vitals", "mental_status_exam"},
    "review_only": {"review_of_systems"},
    "orders_only": {
        "medications",
        "discharge_medications",
        "instructions",
        "counseling",
        "follow_up",
    },
}
_UNTITLED = {"preamble", "other"}
"""Text under no heading: a letter, a case report, a short note."""

_OFTEN = 3
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the signals (log-odds) and the probabilities at which they decide."""

    base: float
    code_at: float
    consider_at: float
    signals: dict[str, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of ``data/weights.toml``."""
    return toml(resources.files("symphony.coding.extractor") / "data" / "weights.toml", Weights)


def signals(group: Sequence[Draft], *, listed: bool) -> tuple[Signal, ...]:
    """The signals for one condition from all places where the encounter names it as present.

    Args:
        group: the drafts of the condition.
        listed: whether the encounter has a written problem list.
    """
    known = weights().signals
    names = dict.fromkeys(_names(group, listed=listed))
    return tuple(Signal(name, known[name]) for name in names)


def probability(found: Iterable[Signal]) -> float:
    """How surely the condition is reportable, 0-1."""
    odds = weights().base + sum(signal.weight for signal in found)
    return 1.0 / (1.0 + math.exp(-odds))


def _names(group: Sequence[Draft], *, listed: bool) -> Iterator[str]:
    places = {draft.section.kind for draft in group}
    yield from _by_role({draft.role for draft in group}, listed=listed)
    yield from _by_place(places)
    if len(group) >= _OFTEN:
        yield "often"
    if len(places) >= _PLACES:
        yield "repeated"
    for cue in ("topic", "reason", "known", "found", "managed"):
        if any(cue in draft.cues for draft in group):
            yield cue
    if is_chronic(group[0].term):
        yield "chronic"
    if all(kinds().of(draft.term) == "symptom" for draft in group):
        yield "symptom"
    if len(group[0].concept.split(" ")) == 1:
        yield "one_word"


def _by_role(roles: set[str], *, listed: bool) -> Iterator[str]:
    if "problem" in roles:
        yield "problem"
    elif roles - {"prose"}:
        yield {"with": "problem_with", "cause": "problem_cause", "tail": "problem_tail"}[
            min(roles - {"prose"})
        ]
    elif listed:
        yield "listed_elsewhere"


def _by_place(places: set[str]) -> Iterator[str]:
    if places & _ASSESSED:
        yield "assessment"
    for place in ("hospital_course", "chief_complaint", "hpi", "results"):
        if place in places:
            yield place
    if places <= _UNTITLED:
        yield "untitled"
    for name, kinds_of_section in _ONLY.items():
        if places <= kinds_of_section:
            yield name
