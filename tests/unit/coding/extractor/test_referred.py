"""Assessments that send the reader to the list of lasting conditions."""

import pytest

from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.extractor.referred import CONDITIONS, DRUGS, NOWHERE, referred
from symphony.encounter.sections import sections


def _sent(text: str) -> str:
    return referred(text, sections(text), ASSESSED)


@pytest.mark.parametrize(
    "text",
    [
        "All of the above are stable.",
        "Chronic medical problems stable, no changes.",
        "Other long-term conditions reviewed and well controlled.",
        "All the listed conditions remain at goal.",
        "Stable chronic illnesses.",
    ],
)
def test_it_says_that_the_list_is_well(text: str) -> None:
    assert _sent(f"A/P:\nSprained ankle. {text}\n") == CONDITIONS


@pytest.mark.parametrize(
    "text",
    [
        "Continue all current medications.",
        "All meds renewed.",
        "No changes to her usual medicines.",
    ],
)
def test_it_says_that_the_drugs_go_on(text: str) -> None:
    assert _sent(f"Plan:\n{text}\n") == DRUGS


@pytest.mark.parametrize(
    "text",
    [
        "Continue the new medication.",
        "Continue present regimen of inhalers.",
        "Vital signs stable.",
        "Medical record reviewed.",
        "The condition is stable.",
    ],
)
def test_what_is_said_of_one_thing_sends_nowhere_else(text: str) -> None:
    assert not _sent(f"Plan:\n{text}\n")


def test_a_note_without_an_assessment() -> None:
    assert _sent("HPI: all of the above are stable\n") == NOWHERE


def test_a_row_of_commas_is_read_as_quickly_as_any_other() -> None:
    # Each comma would double the ways to read the row.
    assert _sent(f"Assessment:\nAll of the above problems{', ' * 200}x\n") == ""
