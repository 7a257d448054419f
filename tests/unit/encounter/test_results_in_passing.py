"""Where a result that running text gives in passing ends, and whose an impression is."""

import pytest

from symphony.encounter.sections import sections

STORY = "Sudden pain while reading. CT: left pneumothorax, drained. He went home the next day."


def kinds(text: str) -> list[str]:
    return [section.kind for section in sections(text)]


def test_a_result_in_passing_ends_with_its_sentence() -> None:
    text = f"{STORY}\nAssessment: pneumothorax."
    every = sections(text)
    assert [section.kind for section in every] == ["preamble", "results", "other", "assessment"]
    assert text[every[2].start :].startswith("He went home")


def test_a_note_that_concludes_nowhere_tells_its_findings_in_its_text() -> None:
    assert kinds(STORY) == ["preamble"]


def test_results_on_one_line_end_where_something_is_done() -> None:
    text = "CXR: clear\nModerate persistent asthma. Continue the inhaler."
    assert kinds(text) == ["results", "other"]
    assert kinds("Labs: Na 134\nK 3.1\nHgb 9") == ["results"]


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
