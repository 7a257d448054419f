"""What the encounter as a whole says, against which each condition is weighed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from symphony.coding.extractor.drafts import Draft, kinds, lasts, standard, worded
from symphony.coding.extractor.drugs import DrugClass, treats
from symphony.coding.extractor.monitored import followed_by
from symphony.coding.extractor.passages import CONCLUDED
from symphony.coding.extractor.referred import CONDITIONS, DRUGS, NOWHERE
from symphony.coding.extractor.regions import explained_regions, symptom_regions
from symphony.coding.extractor.sites import may_have_site
from symphony.language.words import forms, function_words

ASSESSED = frozenset(
    {
        "assessment",
        "assessment_and_plan",
        "plan",
        "impression",
        "problem_list",
        "diagnoses",
        "discharge_diagnosis",
        "principal_diagnosis",
        "secondary_diagnoses",
        "postoperative_diagnosis",
    }
)
"""Sections in which the clinician says what he makes of it."""


_BRIEF = frozenset(
    {
        "discharge_diagnosis",
        "principal_diagnosis",
        "secondary_diagnoses",
        "postoperative_diagnosis",
        "preoperative_diagnosis",
        "diagnoses",
    }
)
"""Lists of what a stay or operation ended with: what else was treated stands in the text."""


@lru_cache(maxsize=16384)
def telling(term: str) -> frozenset[str]:
    """The words of a term and of its standard term, function words left out."""
    return worded(term) - function_words()


@lru_cache(maxsize=16384)
def _named(term: str) -> frozenset[str]:
    return frozenset(forms(standard(term))) - function_words()


@dataclass(frozen=True, slots=True)
class Overview:
    """The encounter seen from above.

    ``listed`` says whether it has a written problem list, ``brief`` that the list only names what a
    stay, operation or emergency ended with; ``acute`` that it is a stay or an emergency, in which
    every lasting disease is watched; ``report`` that it is told for readers (a case report), in
    which the complaints are told for their own sake; ``drugs`` are the drugs taken, ``beside``
    which of them stand in which sentence (section kind, its start); ``names`` are the words of
    every asserted condition, ``explained`` the regions whose symptoms a diagnosis explains;
    ``doubted`` are the concepts that a title names as possible: what the plan says of them without
    doubt is said of the problem; ``topics`` are words of diseases for which a title stands that
    names none ("BP: at goal"); ``referred`` to what the assessment sends, ``assessed`` that there
    is one; ``concluded`` that a text without headings has a passage that says what the clinician
    makes of it.
    """

    listed: bool
    brief: bool
    acute: bool
    report: bool
    drugs: tuple[DrugClass, ...]
    beside: dict[tuple[str, int], tuple[DrugClass, ...]]
    names: tuple[frozenset[str], ...]
    explained: frozenset[str]
    doubted: frozenset[str] = frozenset()
    concluded: bool = False
    said: tuple[frozenset[str], ...] = ()
    settled: bool = True
    referred: frozenset[str] = frozenset()
    assessed: bool = True
    topics: frozenset[str] = frozenset()
    undiagnosed: bool = False
    """Whether no acute diagnosis is named anywhere that could explain what is complained of."""
    deals: bool = False
    """Whether anything is named but what a study shows by chance."""
    complained: frozenset[str] = frozenset()
    """Words of the complaints for which the patient came."""
    asked: tuple[Draft, ...] = ()
    """The complaints that are titles of problems."""

    def relations(self, group: Sequence[Draft]) -> Iterator[str]:
        """How the condition stands to the others and to the drugs, as names of signals."""
        words = frozenset().union(*(telling(draft.term) for draft in group))
        if any(treats(drug, words) for drug in self.drugs):
            yield "treated"
        if any(
            treats(drug, words)
            for draft in group
            for drug in self.beside.get((draft.section.kind, draft.sentence.start), ())
        ):
            yield "treated_beside"
        named = _named(group[0].term)
        if any(named < other for other in self.names):
            yield "covered_head" if may_have_site(group[0].term) else "covered"
        if all(draft.kind == "symptom" for draft in group) and (
            symptom_regions(words) & self.explained
        ):
            yield "explained"

    def planned(self, group: Sequence[Draft]) -> Iterator[str]:
        """What the plan has about a lasting condition that may be named elsewhere, as signals."""
        words = frozenset().union(*(telling(draft.term) for draft in group))
        if any(
            treats(drug, words)
            for (section, _), drugs in self.beside.items()
            if section in ASSESSED
            for drug in drugs
        ):
            yield "treated_planned"
        if any(measure <= said for measure in followed_by(words) for said in self.said):
            yield "measured_planned"
        if CONDITIONS in self.referred or (
            DRUGS in self.referred and any(treats(drug, words) for drug in self.drugs)
        ):
            yield "referred"


class Concluding(NamedTuple):
    """What the clinician makes of it, besides the conditions that he names.

    ``doubted``, ``said``, ``referred`` and ``topics`` are those of ``Overview``.
    """

    doubted: Iterable[str] = ()
    said: Iterable[frozenset[str]] = ()
    referred: Iterable[str] = ()
    topics: Iterable[str] = ()


def overview(
    drafts: Iterable[Draft],
    drugs: Iterable[DrugClass],
    beside: dict[tuple[str, int], tuple[DrugClass, ...]],
    *,
    acute: bool = False,
    report: bool = False,
    concluding: Concluding | None = None,
) -> Overview:
    """The overview of the drafts that the note asserts."""
    every = tuple(drafts)
    told = concluding or Concluding()
    sent_to = frozenset(told.referred)
    problems = [d for d in every if d.role == "problem" and _is_disease(d)]
    listed = bool(problems) and not _is_headline(problems, every)
    diagnoses = {
        telling(draft.term)
        for draft in every
        if draft.kind == "diagnosis"
        and draft.named
        and (draft.section.kind in ASSESSED or not listed)
    }
    return Overview(
        listed=listed,
        brief=acute or all(draft.section.kind in _BRIEF for draft in problems),
        acute=acute,
        report=report,
        drugs=tuple({drug.name: drug for drug in drugs}.values()),
        beside=beside,
        names=tuple({_named(d.term): None for d in every if not d.past and d.role != "stated"}),
        explained=explained_regions(diagnoses),
        doubted=frozenset(told.doubted),
        said=tuple(told.said),
        referred=sent_to,
        topics=frozenset(told.topics),
        assessed=sent_to != {NOWHERE},
        settled=any(_is_settling(draft) for draft in every),
        concluded=any(CONCLUDED in draft.cues for draft in every),
        undiagnosed=not any(_is_explaining(draft) for draft in every),
        deals=any(d.named and d.kind != "status" and "by_chance" not in d.cues for d in every),
        complained=frozenset().union(*(telling(d.term) for d in every if _is_complained(d)))
        - _ANY_COMPLAINT,
        asked=tuple(draft for draft in problems if draft.kind == "symptom"),
    )


_TOLD_BY_THE_PATIENT = frozenset({"chief_complaint", "hpi", "indication"})
_ANY_COMPLAINT = frozenset({"pain", "unspecified", "other", "acute", "left", "right", "symptom"})
"""Words that tell no complaint from another."""


def _is_complained(draft: Draft) -> bool:
    """Whether it is what the patient came with."""
    return draft.kind == "symptom" and draft.section.kind in _TOLD_BY_THE_PATIENT


_TEXT = frozenset({"preamble", "other", "results", "diagnoses"})
"""Where everything stands in a letter or a case report that has one line "Diagnosis: ..."."""


_LONG = 6
"""A text names at least so many things: what names fewer is a short note with its diagnosis."""


def _is_headline(problems: Sequence[Draft], every: Sequence[Draft]) -> bool:
    """Whether the one diagnosis named on a line of its own heads a text, and lists no problems."""
    lines = {(draft.section.kind, draft.sentence.start) for draft in problems}
    alone = len(lines) == 1 and problems[0].section.kind == "diagnoses" and len(every) >= _LONG
    return alone and all(draft.section.kind in _TEXT for draft in every)


def _is_disease(draft: Draft) -> bool:
    """Whether a title names something that the patient has, and not the visit itself."""
    return "unnamed" not in draft.cues and not is_check_up(draft.term)


@lru_cache(maxsize=4096)
def is_check_up(term: str) -> bool:
    """Whether it names the examination of a person who is well."""
    if standard(term).startswith(("encounter for general", "encounter for routine child")):
        return True
    return bool(_WELLNESS & set(forms(term)))


_WELLNESS = frozenset({"wellness", "awv", "wcc", "checkup"})


def _is_explaining(draft: Draft) -> bool:
    """Whether it is an acute diagnosis that may be the reason for what is complained of."""
    named = draft.named and "by_chance" not in draft.cues
    if not named or draft.kind != "diagnosis" or telling(draft.term) & kinds().consequence:
        return False
    return not lasts(draft.term)


def _is_settling(draft: Draft) -> bool:
    """Whether it is a diagnosis that the clinician has come to."""
    concluded = draft.section.kind in ASSESSED or CONCLUDED in draft.cues
    return concluded and draft.kind == "diagnosis" and draft.named
