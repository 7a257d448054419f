"""Where a result that running text gives in passing ends, and whose an impression is."""

import pytest

from symphony.encounter.sections import sections

STORY = "Sudden pain while reading. CT: left pneumothorax, drained. He went home the next day."
CONCLUDED = f"{STORY}\nImpression: pneumothorax."


def kinds(text: str) -> list[str]:
    return [section.kind for section in sections(text)]


def test_a_result_in_passing_ends_with_its_sentence() -> None:
    every = sections(CONCLUDED)
    assert [section.kind for section in every] == ["preamble", "results", "other", "impression"]
    assert CONCLUDED[every[2].start :].startswith("He went home")


def test_a_picture_in_passing_is_told_for_itself_where_nothing_is_concluded() -> None:
    assert kinds(STORY) == ["preamble"]


def test_a_result_on_its_line_ends_where_the_next_line_states_something() -> None:
    text = "CT: bowel in the right groin.\nIncarcerated hernia. To the theatre.\nPlan: repair."
    assert kinds(text) == ["results", "other", "plan"]


@pytest.mark.parametrize("goes_on", ["Creatinine 1.1, sodium 140.", "K: 4.2", "- no stone"])
def test_values_and_items_below_a_result_belong_to_it(goes_on: str) -> None:
    assert kinds(f"LABS: white count normal.\n{goes_on}\nPlan: rest.") == ["results", "plan"]


def test_a_letter_before_a_counted_list_opens_an_assessment() -> None:
    assert kinds("CC: knee pain.\nA: 1. Gout. 2. Asthma.")[-1] == "assessment"
    assert kinds("CC: knee pain.\nP: 80, regular.") == ["chief_complaint"]


def test_a_section_of_results_goes_on() -> None:
    assert kinds("RESULTS:\nCT: no stone. The kidneys are normal.") == ["results"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Pain since noon.\nCXR: clear. Impression: Costochondritis.", "impression"),
        ("RESULTS: CXR done\nImpression: no pneumonia\nASSESSMENT: Cough", "assessment"),
    ],
)
def test_an_impression_closes_a_note_without_assessment(text: str, last: str) -> None:
    assert kinds(text)[-1] == last


def test_an_impression_of_a_picture_stays_a_result_where_an_assessment_follows() -> None:
    text = "RESULTS: CXR done\nImpression: no pneumonia\nASSESSMENT: Cough"
    assert "impression" not in kinds(text)
