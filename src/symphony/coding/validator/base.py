"""The validator's protocol."""

from typing import Protocol

from symphony.coding.case import Case
from symphony.coding.stages import Mention, Mentions, Navigation, Step, Validation
from symphony.language.words import bag


class Validator(Protocol):
    """Chooses complete codes among the candidates, by the tabular list and the note's words."""

    def validate(self, case: Case, mentions: Mentions, navigation: Navigation) -> Validation:
        """Choices and exclusions; every mention that was looked up is in one of them."""
        ...


def reading(mention: Mention) -> tuple[Step, ...]:
    """The first step of a path: the words of the note and the term that they were read as.

    None where the words themselves were looked up.
    """
    words = " ".join(mention.evidence.text.split())
    return (
        () if bag(words) == bag(mention.term) else (Step("reading", f"{words} → {mention.term}"),)
    )
