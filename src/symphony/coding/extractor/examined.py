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
from symphony.language.words import phrase

_EXAMINATIONS = (
    "encounter for routine child health examination",
    "encounter for general adult medical examination",
)


_TOLD = frozenset({"preamble", "other"})
"""Sections of a note without headings, in which a finding is told and not listed."""


def examined(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts, a routine examination named with or without abnormal findings."""
    every = list(drafts)
    if not any(_examination(draft.term) for draft in every):
        return every
    if any(draft.role == "stated" and draft.term.endswith(_NONE) for draft in every):
        return every
    told = "with" if any(_is_finding(draft) for draft in every) else "without"
    return [
        replace(draft, term=named.format(told)) if (named := _examination(draft.term)) else draft
        for draft in every
    ]


_NONE = "without abnormal findings"
"""What a note that says so in words is named by (``told.toml``)."""


def _examination(term: str) -> str | None:
    name = phrase(standard(term))
    start = next((start for start in _EXAMINATIONS if name.startswith(start)), None)
    return f"{start} {{}} abnormal findings" if start else None


def _is_finding(draft: Draft) -> bool:
    """Whether the draft is a problem of this visit that is no lasting condition."""
    told = draft.role == "problem" or (
        draft.role == "prose" and draft.section.kind in _TOLD and draft.kind == "diagnosis"
    )
    return (
        told
        and "unnamed" not in draft.cues
        and not is_check_up(draft.term)
        and not draft.past
        and draft.judgement.assertion is Assertion.PRESENT
        and (not is_chronic(draft.term) or "found" in draft.cues)
    )
