"""Lists of diagnoses as notes write them, and what else in the encounter bears on a condition."""

from collections.abc import Callable

import pytest

from symphony.coding.extractor.problem_lines import problem_lines, stands_for_after
from symphony.encounter.headings import look_up
from symphony.encounter.model import Setting
from symphony.encounter.sections import sections

Coded = Callable[..., set[str]]


def titles(note: str) -> list[str]:
    return [
        note[slice(*line.title)]
        for section in sections(note)
        if section.kind != "preamble"
        for line in problem_lines(note, section)
    ]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Assessment:\n1) AKI 2) gout 3) GERD\n", ["AKI", "gout", "GERD"]),
        ("Active problems: gout; essential hypertension\n", ["gout", "essential hypertension"]),
        ("ASSESSMENT: acute sinusitis. gout, stable.\n", ["acute sinusitis", "gout, stable"]),
        ("Assessment\n1 Gout\n2 HTN controlled\n", ["Gout", "HTN controlled"]),
        (
            "Assessment and plan by system\nPulm: Acute bronchitis. Nebs were given.\n",
            ["Acute bronchitis"],
        ),
        (
            "Hospital course\n1 Gout: colchicine.\nHe did well.\n2 Asthma: nebs\n",
            ["Gout", "Asthma"],
        ),
        ("Hospital course\nHe did well\nGout\n", []),
        ("A/P\n# Gout\ntoe less red, no tophi\n# Asthma\nlungs clear\n", ["Gout", "Asthma"]),
        ("A/P\nGout\n1. ice\n2. rest\nAsthma\n1. nebs\n", ["Gout", "Asthma", "nebs"]),
        (
            "A/P\n# Gout - ice, no steroids. Gait steady, sleeping well\n# Asthma\n",
            ["Gout", "Asthma"],
        ),
        ("A/P\nGout\nRisk factors reviewed\nStroke signs taught\n", ["Gout"]),
        ("Assessment\nSpeech - dysarthria, mild\n", ["dysarthria, mild"]),
    ],
)
def test_a_list_is_read_however_it_is_written(note: str, expected: list[str]) -> None:
    assert titles(note) == expected


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Assesment", "assessment"),
        ("Impresion", "impression"),
        ("Assessment/Recs", "assessment_and_plan"),
        ("Assessment and plan by system", "assessment_and_plan"),
        ("Other diagnoses this stay", "secondary_diagnoses"),
        ("Current pain medications", "medications"),
    ],
)
def test_a_heading_may_be_misspelt_or_made_of_two(title: str, kind: str) -> None:
    found = look_up(title)
    assert found is not None
    assert found[0] == kind


@pytest.mark.parametrize("title", ["No medications", "Assess", "Blood pressure"])
def test_what_only_looks_like_a_heading_is_none(title: str) -> None:
    assert look_up(title) is None


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("POSTOPERATIVE DIAGNOSIS: Same\n", True),
        ("POSTOPERATIVE DIAGNOSIS: Inguinal hernia\n", False),
        ("", True),
    ],
)
def test_the_diagnosis_before_an_operation_stands_where_none_other_follows(
    after: str, expected: bool
) -> None:
    note = f"PREOPERATIVE DIAGNOSIS: Groin mass\n{after}"
    assert stands_for_after(note, sections(note)) is expected


def test_what_a_diagnosis_list_joins_with_with_is_coded(coded: Coded) -> None:
    note = (
        "DISCHARGE DIAGNOSES:\n"
        "1. Acute on chronic systolic heart failure with acute hypoxic respiratory failure\n"
    )
    assert {"I50.23", "J96.01"} <= coded(note, Setting.INPATIENT)


def test_a_lasting_disease_is_reported_in_an_emergency_and_not_in_every_visit(coded: Coded) -> None:
    note = "PMH: hypothyroidism\nMeds: levothyroxine\n\nImpression:\n1. Ankle sprain, left\n"
    assert "E03.9" in coded(note, Setting.EMERGENCY)
    assert "E03.9" not in coded(note, Setting.OUTPATIENT)


def test_the_kind_behind_a_comma_belongs_to_the_name(coded: Coded) -> None:
    found = coded("Imp:\n1. cirrhosis, alcoholic, no ascites\n")
    assert "K70.30" in found
    assert not any(code.startswith("R18") for code in found)


@pytest.mark.parametrize(
    "told",
    [
        "Pneumonia was considered but procalcitonin was low.",
        "Considered pneumonia, PE.",
        'Imported problem list: "pneumonia?"',
    ],
)
def test_what_was_only_thought_of_on_the_way_is_not_coded_in_a_stay(
    coded: Coded, told: str
) -> None:
    note = f"DISCHARGE DIAGNOSIS:\n1. Acute bronchitis\n\nHOSPITAL COURSE:\n{told}\n"
    assert "J18.9" not in coded(note, Setting.INPATIENT)


def test_what_is_likely_at_discharge_is_coded_in_a_stay(coded: Coded) -> None:
    note = "DISCHARGE DIAGNOSIS:\n1. Probable pneumonia\n"
    assert "J18.9" in coded(note, Setting.INPATIENT)
    assert "J18.9" not in coded(note, Setting.OUTPATIENT)


def test_the_general_name_is_counted_with_the_specific_one(coded: Coded) -> None:
    note = (
        "HPI: Known asthma.\n\nAssessment:\n1. Moderate persistent asthma with acute exacerbation\n"
    )
    found = coded(note)
    assert "J45.41" in found
    assert "J45.909" not in found


def test_the_type_of_diabetes_told_once_holds(coded: Coded) -> None:
    note = "HPI: Woman with type 1 diabetes.\n\nAssessment:\n1. Diabetic gastroparesis\n"
    found = coded(note)
    assert "E10.43" in found
    assert not any(code.startswith("E11") for code in found)


def test_a_complaint_in_a_letter_is_explained_by_what_the_letter_comes_to(coded: Coded) -> None:
    note = (
        "Dear colleague,\nI saw Mrs. Low today. She gets tired and has palpitations and her hands "
        "shake. This is Graves' disease and I have started methimazole.\nSincerely\n"
    )
    found = coded(note)
    assert "E05.00" in found
    assert not any(code.startswith("R") for code in found)
