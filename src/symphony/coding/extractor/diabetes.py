"""The type of diabetes, where the note tells it once and not again.

Source: guidelines, sections I.C.4.a.1 and I.C.4.a.2: type 2 is the default only where the record
does not tell the type.
"""

from collections.abc import Sequence
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft, standard
from symphony.encounter.assertion import Assertion

_FIRST, _SECOND = "type 1 diabetes mellitus", "type 2 diabetes mellitus"


def typed(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, diabetes without a type named as type 1 where the note tells no other."""
    told = {
        name[: len(_FIRST)]
        for draft in drafts
        if draft.judgement.assertion is Assertion.PRESENT
        and (name := standard(draft.term)).startswith((_FIRST, _SECOND))
        and _is_typed(draft, name)
    }
    if told != {_FIRST}:
        return list(drafts)
    return [replace(draft, term=_renamed(draft)) for draft in drafts]


def _is_typed(draft: Draft, name: str) -> bool:
    """Whether the words themselves tell the type, and not only the default for them."""
    return name.startswith(_FIRST) or any(mark in draft.term.casefold() for mark in ("2", " ii"))


def _renamed(draft: Draft) -> str:
    name = standard(draft.term)
    if not name.startswith(_SECOND) or _is_typed(draft, name):
        return draft.term
    return name.replace(_SECOND, _FIRST, 1)
