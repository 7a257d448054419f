"""The type of diabetes, stated once, holds for the whole note (guideline I.C.4.a).

The index sends "diabetic" to type 2 where no type is stated (I.C.4.a.2). Where the note states
another type, nothing of it is unstated: diabetic gastroparesis is that of type 1.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from symphony.coding.case import Case
from symphony.coding.stages import Choice, Mention, Step

_DEFAULT = "E11"
_OTHERS = ("E08", "E09", "E10", "E13")
_TYPE_TWO = re.compile(
    r"\btype[ -]*(?:2|ii|two)\b|\bt2(?:dm?)?\b|\bdm[ -]?(?:2|ii)\b|\bniddm\b", re.IGNORECASE
)


def of_one_type(
    case: Case, codes: Sequence[Choice], mentions: dict[int, Mention]
) -> tuple[Choice, ...]:
    """The choices, those of no stated type put to the one type that the note states.

    Nothing changes where the note states two types: which holds is for a person to ask.
    """
    stated = {choice.code[:3] for choice in codes} & set(_OTHERS)
    if len(stated) != 1:
        return tuple(codes)
    kind = stated.pop()
    return tuple(_put_to(case, choice, kind, mentions) for choice in codes)


def _put_to(case: Case, choice: Choice, kind: str, mentions: dict[int, Mention]) -> Choice:
    if choice.code[:3] != _DEFAULT or _is_stated(choice, mentions):
        return choice
    entry = case.release.code(kind + choice.code[3:])
    if entry is None or not entry.billable:
        return choice
    return replace(
        choice,
        code=entry.code,
        display=entry.title,
        trail=(*choice.trail, Step("guideline", f"I.C.4.a: {choice.code} → {entry.code}")),
        rationale=f"{choice.rationale}; the note states the type ({kind}) elsewhere",
    )


def _is_stated(choice: Choice, mentions: dict[int, Mention]) -> bool:
    """Whether a mention of it, or what is looked up for it, says type 2 itself."""
    return any(
        _TYPE_TWO.search(text)
        for number in choice.mentions
        for text in (mentions[number].evidence.text, mentions[number].term)
    )
