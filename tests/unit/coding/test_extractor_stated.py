import pytest

from symphony.coding.case import Case
from symphony.coding.extractor.stated import percentile
from symphony.encounter.model import Document, Encounter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 year old boy. BMI 17.4 (90th percentile).", {"Z68.53"}),
        ("9 yo girl. BMI 19.0 (50%).", {"Z68.52"}),
        ("9 yo girl. BMI 97th %ile.", {"Z68.54"}),
        ("9 yo girl. BMI 25.0.", set()),
        ("54 yo F. BMI 33.4.", {"Z68.33"}),
        ("Seen today. BMI 33.4.", {"Z68.33"}),
    ],
)
def test_the_body_mass_index_is_a_childs_percentile_or_an_adults_value(
    pipeline, release, text, expected
):
    note = f"HPI: {text}\n\nAssessment:\n1. Overweight\n"
    run = pipeline.run(Case(Encounter("e", (Document("d", note),)), release))
    found = {sequenced.choice.code for sequenced in run.reconciliation.codes}
    assert {code for code in found if code.startswith("Z68")} == expected


def test_the_ranges_of_percentiles_touch():
    named = [percentile(value) for value in (4.9, 5, 84.9, 85, 94.9, 95)]
    assert [named[i] == named[i + 1] for i in range(5)] == [False, True, False, True, False]
