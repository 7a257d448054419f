"""Several choices that are one: what each of them rests on belongs to the one that stays."""

from collections.abc import Sequence
from dataclasses import replace

from symphony.coding.stages import Choice


def together(same: Sequence[Choice]) -> Choice:
    """The first of the choices, with the mentions and the evidence of all of them, each once."""
    return replace(
        same[0],
        mentions=tuple(dict.fromkeys(m for choice in same for m in choice.mentions)),
        evidence=tuple(dict.fromkeys(e for choice in same for e in choice.evidence)),
    )
