import pytest

from symphony.encounter.chronic import is_chronic


@pytest.mark.parametrize(
    "phrase",
    [
        "type 2 diabetes mellitus",
        "Hypertension",
        "COPD",
        "Crohn\u2019s disease",
        "atrial fibrillation",
        "heart failure with reduced ejection fraction",
        "HIV",
        "major depression",
    ],
)
def test_conditions_that_last(phrase: str):
    assert is_chronic(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "stroke",
        "breast cancer",
        "gestational diabetes",
        "postpartum depression",
        "pneumonia",
        "",
        "acute bronchitis",
        "raised",
        "septic arthritis",
    ],
)
def test_conditions_that_pass(phrase: str):
    assert not is_chronic(phrase)
