"""The validator's protocol."""

from typing import Protocol

from symphony.coding.case import Case
from symphony.coding.stages import Mentions, Navigation, Validation


class Validator(Protocol):
    """Chooses complete codes among the candidates, by the tabular list and the note's words."""

    def validate(self, case: Case, mentions: Mentions, navigation: Navigation) -> Validation:
        """Choices and exclusions; every mention that was looked up is in one of them."""
        ...
