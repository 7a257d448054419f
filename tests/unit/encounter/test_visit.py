"""Notes of visits and case reports told apart; the words here are our own."""

import pytest

from symphony.encounter.model import Document, Encounter, Setting
from symphony.encounter.visit import is_report, is_visit

REPORT = (
    "A 51-year-old woman presented with three weeks of fever and a dry cough. "
    "On examination there was a murmur. She was given ceftriaxone and recovered."
)
LETTER = "Dear colleague,\nI saw Mrs. Alder again. Her tremor has not changed."


def _encounter(*texts: str, setting: Setting = Setting.OUTPATIENT) -> Encounter:
    documents = tuple(Document(str(n), text) for n, text in enumerate(texts))
    return Encounter("e", documents, setting)


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "She is here today for her knee.",
        "RTC 6 weeks.",
        "Plan: more fluids",
        "BP up, NKDA",
        "We discussed that her control is good.",
        "Labs and visit in three months.",
        "She should come back in six weeks.",
        "Radiographs taken today show a spur.",
        "ASSESSMENT AND PLAN\nCough for 3 weeks.",
    ],
)
def test_the_words_of_a_clinician_make_a_visit(text: str) -> None:
    assert is_visit(text)
    assert not is_report(_encounter(text))


def test_a_story_in_the_third_person_is_a_report() -> None:
    assert not is_visit(REPORT)
    assert is_report(_encounter(REPORT))


def test_one_note_of_a_visit_makes_the_encounter_one() -> None:
    assert not is_report(_encounter(REPORT, LETTER))


@pytest.mark.parametrize("setting", [Setting.INPATIENT, Setting.EMERGENCY])
def test_a_stay_that_is_given_as_one_is_no_report(setting: Setting) -> None:
    assert not is_report(_encounter(REPORT, setting=setting))
