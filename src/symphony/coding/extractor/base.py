"""The extractor's protocol."""

from typing import Protocol

from symphony.coding.stages import Mentions
from symphony.encounter.model import Encounter


class Extractor(Protocol):
    """Reads the documents; knows nothing of any code system."""

    def extract(self, encounter: Encounter) -> Mentions:
        """The mentions of the encounter as spans, each with its assertion."""
        ...
