"""What a note asserts of a mention."""

from enum import StrEnum


class Assertion(StrEnum):
    """What the note says of a mentioned condition (ConText's axes, plus planned)."""

    PRESENT = "present"
    NEGATED = "negated"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"
