"""The one side that a note tells of a part of the body."""

from collections.abc import Callable

import pytest

from symphony.encounter.model import Setting


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("48M R elbow lateral pain. Lateral epicondylitis. Brace.", "M77.11"),
        ("US right breast: 1.8 cm simple cyst. Breast cyst, aspirated.", "N60.01"),
        ("L elbow fine. R elbow sore.\n\nDx: lateral epicondylitis.", "M77.10"),
        ("S/p L elbow surgery 2009.\n\nDx: lateral epicondylitis.", "M77.10"),
        ("No pain in the L elbow.\n\nDx: lateral epicondylitis.", "M77.10"),
        ("Sore L elbow.\n\nDx: lateral epicondylitis.", "M77.12"),
    ],
)
def test_one_side_told_elsewhere(note: str, code: str, coded: Callable[..., set[str]]) -> None:
    assert code in coded(note, Setting.OUTPATIENT)
