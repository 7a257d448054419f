"""The navigator's protocol."""

from typing import Protocol

from symphony.coding.case import Case
from symphony.coding.stages import Mentions, Navigation


class Navigator(Protocol):
    """Looks each mention up; recall first. Every candidate keeps the path that led to it."""

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        """Candidates for every mention, grouped by code, best first."""
        ...
