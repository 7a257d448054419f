"""How long a head injury took the consciousness."""

import pytest

from symphony.coding.validator.conscious import consciousness, silent
from symphony.encounter.model import Document


def told(text: str) -> str:
    lost = consciousness([Document("n", text)])
    if lost is None:
        return "silent"
    if not lost.words:
        return "not lost"
    return next(
        (name for name, word in _MARKS if word in lost.words),
        "unknown" if lost.words == silent() else "?",
    )


_MARKS = (("30", "30"), ("59", "31"), ("duration", "duration"), ("5 hours", "5"), ("day", "24"))


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("He lost consciousness for about two minutes.", "30"),
        ("Brief LOC at the scene.", "30"),
        ("LOC of 45 minutes.", "59"),
        ("Unconscious for 2 hours.", "5 hours"),
        ("He lost consciousness when he fell.", "duration"),
        ("No loss of consciousness.", "not lost"),
        ("LOC: none", "not lost"),
        ("Unclear whether he lost consciousness.", "unknown"),
        ("He fell from a ladder.", "silent"),
    ],
)
def test_what_the_note_tells(text: str, how: str) -> None:
    assert told(text) == how
