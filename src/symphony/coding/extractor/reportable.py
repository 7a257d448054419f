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

from symphony.coding.extractor.answered import (
    answers,
    is_diagnosis,
    is_unanswered,
    is_what_is_left,
)
from symphony.coding.extractor.drafts import Draft, kinds, lasts, standard, worded
from symphony.coding.extractor.overview import ASSESSED, Overview, telling
from symphony.coding.extractor.passages import CONCLUDED, EXAMINED
from symphony.coding.extractor.resumed import RESUMED
from symphony.coding.stages import Signal
from symphony.encounter.assertion import Assertion
from symphony.encounter.sections import OTHER, PREAMBLE
from symphony.language.tables import toml
from symphony.language.words import forms

_ONLY = {
    "past_history_only": {"past_medical_history", "past_surgical_history", "obstetric_history"},
    "examination_only": {"physical_exam", "vitals", "mental_status_exam"},
    "review_only": {"review_of_systems"},
    "outside_only": {"outside_record"},
    "orders_only": {
        "medications",
        "discharge_medications",
        "instructions",
        "counseling",
        "follow_up",
    },
}
_UNTITLED = {PREAMBLE, OTHER, "procedure"}
"""Text under no heading: a letter, a case report, a short note; and what went on (a delivery)."""

_CUES = (
    *("blamed", "topic", "reason", "known", "found", "managed", "opens", "told_always", "reasoned"),
)
_OF_ITS_NAME = frozenset({"chronic", "comorbid", "bearing", "treated"})
"""What speaks for a disease by its name alone: not for what a study shows in passing."""

_MADE_OF_IT = frozenset({"blamed", "topic", "found"})
"""Cues that a complaint is what the clinician came to."""

_LOOKED_AFTER = frozenset({"topic", "managed"})
"""Cues that something is done for a complaint."""

_STATED = frozenset(
    {
        "drug_long",
        "told",
        "told_always",
        "told_noted",
        "told_titled",
        "birth",
        "adverse_effect",
        "poisoned",
        "allergy",
        "bmi",
        "bmi_alone",
        "gestation",
        "superseded",
        "mechanism",
        "mechanism_alone",
        "encounter",
        "procedure_now",
    }
)

_FOUND_BY_CHANCE = {"results"}
"""Where a lasting condition that nothing else names is a finding beside the question asked."""

_LISTED_IN = {
    "past_medical_history",
    "problem_list",
    "medications",
    "discharge_medications",
    "hpi",
    *_UNTITLED,
}
"""Where the list of the patient's conditions stands to which an assessment may refer."""

_REASONS = {"indication", "preoperative_diagnosis"}
"""Sections that say what the encounter is for."""

_OFTEN = 3
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the signals (log-odds) and the probabilities at which they decide."""

    base: float
    code_at: float
    code_at_listed: float
    consider_at: float
    signals: dict[str, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of ``data/weights.toml``."""
    return toml(resources.files("symphony.coding.extractor") / "data" / "weights.toml", Weights)


def signals(group: Sequence[Draft], overview: Overview) -> tuple[Signal, ...]:
    """The signals for one condition from all places where the encounter names it as present.

    Args:
        group: the drafts of the condition.
        overview: what the whole encounter says.
    """
    known = weights().signals
    stated = [draft for draft in group if draft.role == "stated"]
    named = list(_of_stated(stated) if stated else _names(group, overview))
    if "by_chance" in named and not overview.deals:
        named.remove("by_chance")
    elif "by_chance" in named:
        named = [name for name in named if name not in _OF_ITS_NAME]
    return tuple(Signal(name, known[name]) for name in dict.fromkeys(named))


def probability(found: Iterable[Signal]) -> float:
    """How surely the condition is reportable, 0-1."""
    odds = weights().base + sum(signal.weight for signal in found)
    return 1.0 / (1.0 + math.exp(-odds))


def _of_stated(group: Sequence[Draft]) -> Iterator[str]:
    yield "stated"
    cues = frozenset().union(*(draft.cues for draft in group)) & _STATED
    yield from sorted(cues - {"told_noted"} if cues & {"told", "told_always"} else cues)


def _is_untitled(group: Sequence[Draft], overview: Overview) -> bool:
    """Whether it stands under no heading in a text that lists no problems."""
    if overview.listed:
        return False
    found = not overview.assessed and all(draft.kind == "diagnosis" for draft in group)
    free = _UNTITLED | {"physical_exam"} if found else _UNTITLED
    return all(_place(draft) in free for draft in group)


def _place(draft: Draft) -> str:
    """The kind of section in which it stands; what concludes a text is part of no other section."""
    kind = draft.section.kind
    if kind == "results" and _INJURY in draft.cues:
        return OTHER
    titled = kind in _UNTITLED or CONCLUDED not in draft.cues
    return kind if titled else OTHER


_INJURY = "injury"
"""The cue of an injury: a film that shows one has found what was looked for."""


def _names(group: Sequence[Draft], overview: Overview) -> Iterator[str]:
    places = {_place(draft) for draft in group}
    if not any(draft.kept for draft in group):
        settled = bool(places & ASSESSED) and (
            group[0].concept in overview.doubted or answers(group, overview.asked)
        )
        yield from _by_role({draft.role for draft in group}, overview, settled=settled)
    untitled = _is_untitled(group, overview)
    plain = not overview.listed and all(map(is_diagnosis, group))
    yield from _by_place(places, untitled=untitled, plain=plain)
    if "hpi" in places and not (overview.listed or overview.assessed):
        yield "only_told"
    if untitled and not overview.report:
        yield from _by_passage(group, overview)
    if len(group) >= _OFTEN:
        yield "often"
    if len(places) >= _PLACES:
        yield "repeated"
    yield from _by_cues(group, overview)
    yield from _by_kind(group)
    yield from _of_what_it_is(group, places, overview)
    yield from overview.relations(group)


def _of_what_it_is(group: Sequence[Draft], places: set[str], overview: Overview) -> Iterator[str]:
    """What speaks for a disease that lasts, for what a study found, and for what is the topic."""
    if _lasts(group):
        yield from _of_lasting(group, places, overview)
    elif places <= _STUDIED and _explains(group, overview):
        yield "results_alone"
    if overview.topics and any(telling(draft.term) & overview.topics for draft in group):
        yield "topic_titled"


def _of_lasting(group: Sequence[Draft], places: set[str], overview: Overview) -> Iterator[str]:
    """What speaks for a disease that lasts, wherever it stands."""
    if overview.acute:
        yield "comorbid"
        if overview.brief and kinds().bearing & set(forms(standard(group[0].term))):
            yield "bearing"
    elif places <= _ONLY["past_history_only"]:
        yield "past_lasting"
    planned = overview.planned(group)
    yield from (name for name in planned if name != "referred" or places & _LISTED_IN)
    if places <= _FOUND_BY_CHANCE:
        yield "incidental"


_STUDIED = frozenset({"results", "findings"})
"""Sections that tell what a study has shown."""


def _explains(group: Sequence[Draft], overview: Overview) -> bool:
    """Whether what a study found is the diagnosis, where no assessment says what is."""
    if overview.listed or overview.assessed or overview.report:
        return False
    return kinds().incidental.isdisjoint(worded(group[0].term))


def _by_passage(group: Sequence[Draft], overview: Overview) -> Iterator[str]:
    """In which passages of a text without headings it stands."""
    if any(CONCLUDED in draft.cues for draft in group):
        yield "concluded"
    elif any(RESUMED in draft.cues for draft in group):
        yield RESUMED
    elif all(EXAMINED in draft.cues for draft in group):
        yield "examined"
    elif overview.concluded:
        yield "narrated"


def _by_cues(group: Sequence[Draft], overview: Overview) -> Iterator[str]:
    cues = frozenset().union(*(draft.cues for draft in group))
    symptom = all(draft.kind == "symptom" for draft in group)
    if symptom:
        yield from _of_symptom(group, cues, overview)
    elif "dosed" in cues and _lasts(group):
        yield "dosed"
    for cue in _CUES:
        if cue in cues and not _says_nothing(cue, overview, symptom=symptom):
            yield cue


def _of_symptom(group: Sequence[Draft], cues: frozenset[str], overview: Overview) -> Iterator[str]:
    """What speaks for a complaint to be reported for its own sake."""
    if _is_untitled(group, overview):
        yield from _of_untitled(cues, overview)
    if cues & _LOOKED_AFTER and any(_says_chronic(draft.term) for draft in group):
        yield "symptom_chronic"
    assessed = [draft for draft in group if draft.section.kind in ASSESSED]
    left_open = "unexplained" in cues and bool(assessed)
    if left_open:
        yield "symptom_pursued"
    came_for = not overview.settled and _is_all_there_is(group)
    if is_unanswered(group, overview):
        yield "unanswered"
    at_the_end = [draft for draft in group if draft.section.kind in _CONCLUDES]
    if not overview.report and (left_open or came_for or is_what_is_left(at_the_end, overview)):
        yield "unsettled"
    if _is_left(group, overview):
        yield "study_negative"
    if "dealt" in cues and not overview.report:
        yield from ("symptom_pursued", "topic") if assessed else ("symptom_pursued",)


def _of_untitled(cues: frozenset[str], overview: Overview) -> Iterator[str]:
    """What speaks for a complaint in text under no heading."""
    if overview.report:
        yield "symptom_untitled"
    elif not cues & _MADE_OF_IT:
        yield "symptom_told"
        if overview.undiagnosed:
            yield "undiagnosed"
    told_only = overview.concluded and CONCLUDED not in cues
    if "pursued" in cues and not (overview.report or told_only):
        yield "symptom_pursued"


_CONCLUDES = ASSESSED | {"hospital_course"}
"""Where an emergency's note says what was made of the complaint."""


def _is_left(group: Sequence[Draft], overview: Overview) -> bool:
    """Whether it is the reason for a study that found nothing (guideline IV.K)."""
    nothing = overview.assessed and not (overview.settled or overview.listed)
    return nothing and any(draft.section.kind in _REASONS for draft in group)


def _says_nothing(cue: str, overview: Overview, *, symptom: bool) -> bool:
    """Whether a cue counts for no complaint, or only where no problems are listed."""
    if cue == "reasoned":
        return symptom or overview.listed
    return symptom and cue == "opens"


def _is_all_there_is(group: Sequence[Draft]) -> bool:
    """Whether a complaint is what the assessment begins with, or the chief one and assessed."""
    assessed = [draft for draft in group if draft.section.kind in ASSESSED]
    chief = any(draft.section.kind == "chief_complaint" for draft in group)
    return any(chief or draft.opens for draft in assessed)


def _says_chronic(term: str) -> bool:
    return "chronic" in forms(term)


def _lasts(group: Sequence[Draft]) -> bool:
    """Whether the condition is one that lasts."""
    return lasts(group[0].term)


_SPREAD = frozenset({"metastasis", "metastatic"})


def _is_spread(group: Sequence[Draft]) -> bool:
    """Whether it is where a cancer has spread to: that bears on all care (guideline I.C.2)."""
    words = frozenset(forms(group[0].term))
    return not words.isdisjoint(_SPREAD) and all(draft.kind != "symptom" for draft in group)


def _by_disease(group: Sequence[Draft]) -> Iterator[str]:
    if _lasts(group):
        yield "chronic"
    if _is_spread(group):
        yield "spread"


def _by_kind(group: Sequence[Draft]) -> Iterator[str]:
    yield from _by_disease(group)
    kinds = {draft.kind for draft in group}
    if kinds == {"symptom"}:
        yield "symptom"
    elif any(draft.kept for draft in group):
        yield "state_kept"
    elif "status" in kinds and _is_reason(group):
        yield "state_reason"
    elif "status" in kinds:
        yield "state" if all(draft.role == "prose" for draft in group) else "state_listed"
    if all(draft.judgement.assertion is Assertion.HISTORICAL for draft in group):
        yield "over"
    if all("unnamed" in draft.cues for draft in group):
        yield "unnamed"
    if all("by_chance" in draft.cues for draft in group):
        yield "by_chance"
    if all("procedure_now" in draft.cues for draft in group):
        yield "procedure_now"
    if len(group[0].concept.split(" ")) == 1:
        yield "one_word"


def _is_reason(group: Sequence[Draft]) -> bool:
    """Whether a visit of that kind, or a history of it, is named as the reason for it."""
    return any(
        draft.section.kind in _REASONS and standard(draft.term).startswith(_FOR_WHICH)
        for draft in group
    )


_FOR_WHICH = ("encounter for", "family history of", "personal history of")


def _by_role(roles: set[str], overview: Overview, *, settled: bool) -> Iterator[str]:
    if "problem" in roles:
        yield "problem"
    elif roles - {"prose"}:
        yield {"with": "problem_with", "cause": "problem_cause", "tail": "problem_tail"}[
            min(roles - {"prose"})
        ]
    elif settled:
        yield "problem_settled"
    elif overview.listed:
        yield "listed_briefly" if overview.brief else "listed_elsewhere"


def _by_place(places: set[str], *, untitled: bool, plain: bool = False) -> Iterator[str]:
    if places & ASSESSED:
        yield "assessment"
        if plain:
            yield "assessed_plainly"
    for place in ("hospital_course", "chief_complaint", "hpi", "results"):
        if place in places:
            yield place
    if untitled:
        yield "untitled"
    for name, kinds_of_section in _ONLY.items():
        if places <= kinds_of_section and not untitled:
            yield name
