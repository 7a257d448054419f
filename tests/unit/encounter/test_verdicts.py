"""A remark behind a title speaks of the title only where it is a verdict on it."""

import pytest

from symphony.encounter.assertion import Assertion
from symphony.encounter.reading import Reading
from symphony.encounter.sentences import Extent


def _judged(text: str, name: str) -> Assertion:
    start = text.index(name)
    return Reading(text).judge(Extent(start, start + len(name))).assertion


@pytest.mark.parametrize("heading", ["A/P:\n1. ", "A/P:\n- ", "A/P:\n", "Assessment: ", ""])
@pytest.mark.parametrize(
    ("title", "remark"),
    [
        ("Chest pain", "stress test negative, home."),
        ("Gout", "watched for tophi, did not develop."),
        ("Hypothyroidism", "antibody screen negative."),
    ],
)
def test_a_test_that_is_negative_denies_no_title(heading: str, title: str, remark: str) -> None:
    assert _judged(f"{heading}{title} - {remark}", title) is Assertion.PRESENT


@pytest.mark.parametrize("heading", ["A/P:\n1. ", "A/P:\n- ", ""])
def test_a_verdict_denies_it(heading: str) -> None:
    text = f"{heading}Encephalopathy - looked for daily, never present."
    assert _judged(text, "Encephalopathy") is Assertion.NEGATED
