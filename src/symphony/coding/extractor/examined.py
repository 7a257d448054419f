"""A routine examination: with or without abnormal findings, as the rest of the note tells.

Source: guidelines, sections I.C.21.c.13 and IV.P: an abnormal finding is one of this examination;
a chronic condition that is known and stable is none.
"""

from collections.abc import Iterable
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft, standard
from symphony.coding.extractor.overview import is_check_up
from symphony.encounter.assertion import Assertion
from symphony.encounter.chronic import is_chronic
from symphony.language.words import forms, phrase

_EXAMINATIONS = (
    "encounter for routine child health examination",
    "encounter for general adult medical examination",
)


_TOLD = frozenset({"preamble", "other", "physical_exam"})
"""Sections of a note without headings, and of the findings, where one is told and not listed."""


def examined(drafts: Iterable[Draft], age: float | None) -> list[Draft]:
    """The drafts, a routine examination named with or without abnormal findings.

    Args:
        drafts: what the encounter names.
        age: the patient's age in years; None where it is not told.
    """
    every = list(drafts)
    named = [_examination(draft.term, age) for draft in every]
    if not any(named):
        return every
    if any(draft.role == "stated" and draft.term.endswith(_NONE) for draft in every):
        return every
    told = "with" if any(_is_finding(draft) for draft in every) else "without"
    return [
        replace(draft, term=name.format(told)) if name else draft
        for draft, name in zip(every, named, strict=True)
    ]


_NONE = "without abnormal findings"
"""What a note that says so in words is named by (``told.toml``)."""


_MARK = frozenset(
    {"cafe", "café", "spot", "birthmark", "nevus", "angioma", "hemangioma", "keratosis"}
)
"""Words of marks that an examination tells in passing."""
_OF_AGE = 18


def _examination(term: str, age: float | None) -> str | None:
    """The title for a routine examination, which a child has under another name than an adult."""
    name = phrase(standard(term))
    start = next((start for start in _EXAMINATIONS if name.startswith(start)), None)
    if start and age is not None and age < _OF_AGE:
        start = _EXAMINATIONS[0]
    return f"{start} {{}} abnormal findings" if start else None


def _is_finding(draft: Draft) -> bool:
    """Whether the draft is a problem of this visit that is no lasting condition."""
    told = draft.role == "problem" or (
        draft.role == "prose" and draft.section.kind in _TOLD and draft.kind == "diagnosis"
    )
    return (
        told
        and not {"unnamed", "by_chance"} & draft.cues
        and not (draft.section.kind == "physical_exam" and _MARK.intersection(forms(draft.term)))
        and not is_check_up(draft.term)
        and not standard(draft.term).startswith("maternal care")
        and not draft.past
        and draft.judgement.assertion is Assertion.PRESENT
        and (not is_chronic(draft.term) or "found" in draft.cues)
    )
