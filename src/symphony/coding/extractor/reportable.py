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


def _names(group: Sequence[Draft], *, listed: bool) -> Iterator[str]:  # noqa: C901 - a flat list
    roles = {draft.role for draft in group}
    places = {draft.section.kind for draft in group}
    titled = roles - {"prose"}
    if "problem" in roles:
        yield "problem"
    elif titled:
        yield {"with": "problem_with", "cause": "problem_cause", "tail": "problem_tail"}[
            min(titled)
        ]
    elif listed:
        yield "listed_elsewhere"
    if places & _ASSESSED:
        yield "assessment"
    for place in ("hospital_course", "chief_complaint", "hpi", "results"):
        if place in places:
            yield place
    if places <= {"past_medical_history", "past_surgical_history"}:
        yield "past_history_only"
    if places <= {"physical_exam", "vitals", "mental_status_exam"}:
        yield "examination_only"
    if places <= {"review_of_systems"}:
        yield "review_only"
    if len(places) >= 3:
        yield "repeated"
    term = group[0].term
    if is_chronic(term):
        yield "chronic"
    if kinds().of(term) == "symptom":
        yield "symptom"
