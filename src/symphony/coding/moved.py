"""A choice that moves to another code, with the step and the reason that moved it."""

from collections.abc import Sequence
from dataclasses import replace

from symphony.coding.evidence import Evidence
from symphony.coding.stages import Choice, Step


def moved(
    choice: Choice,
    code: str,
    title: str,
    *,
    step: Step,
    why: str,
    evidence: Sequence[Evidence] = (),
) -> Choice:
    """The choice at its new code; what it rests on and how it was reached stay and are added to.

    Args:
        choice: the choice as it is.
        code: where it moves.
        title: the title of that code.
        step: what is added to its path.
        why: what is added to its rationale.
        evidence: what it rests on beside the evidence that it has.
    """
    rests_on = dict.fromkeys((*choice.evidence, *evidence)) if evidence else choice.evidence
    return replace(
        choice,
        code=code,
        display=title,
        evidence=tuple(rests_on),
        trail=(*choice.trail, step),
        rationale=f"{choice.rationale}; {why}",
    )
