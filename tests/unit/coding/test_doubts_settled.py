"""Doubts that the tabular list and the guidelines settle, one family a test."""

from collections.abc import Callable

import pytest

from symphony.coding import past_attacks

Coded = Callable[..., set[str]]
PLAN = "ASSESSMENT AND PLAN\n1. "


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (
            (
                "Chronic systolic heart failure - compensated, had an acute exacerbation earlier "
                "in the spring. Continue torsemide."
            ),
            "I50.22",
        ),
        ("Chronic systolic heart failure with acute exacerbation today. IV furosemide.", "I50.23"),
        ("COPD - stable since an exacerbation in March. Continue Trelegy.", "J44.9"),
        ("COPD exacerbation. Prednisone for five days.", "J44.1"),
        ("Asthma. Her last attack was in the winter. Continue albuterol.", "J45.909"),
        ("Asthma with acute exacerbation. Nebulizer and prednisone.", "J45.901"),
    ],
)
def test_an_attack_that_is_over_makes_nothing_acute_today(
    coded: Coded, problem: str, code: str
) -> None:
    found = coded(f"{PLAN}{problem}\n")
    assert {c for c in found if c[:3] == code[:3]} == {code}


def test_a_history_that_tells_of_an_earlier_attack_makes_nothing_acute_either(
    coded: Coded,
) -> None:
    note = f"HPI: COPD exacerbation earlier in the spring, now at baseline.\n\n{PLAN}COPD.\n"
    assert "J44.9" in coded(note)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("flare of gout two weeks ago, gone now", True),
        ("no further attacks", True),
        ("She was hospitalized last month for acute decompensated heart failure.", True),
        ("an exacerbation that began two days ago", False),
        ("acute exacerbation this morning", False),
        ("a panic attack", False),
    ],
)
def test_what_tells_of_an_attack_that_is_over(text: str, over: bool) -> None:
    assert (past_attacks.without(text) != text) is over


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        ("Rhegmatogenous retinal detachment, right eye.", "H33.001"),
        ("Retinal detachment OS with single horseshoe tear at 2 o'clock.", "H33.012"),
        ("Retinal detachment, left eye.", "H33.22"),
    ],
)
def test_a_detachment_with_a_break_is_not_a_serous_one(
    coded: Coded, problem: str, code: str
) -> None:
    assert coded(f"{PLAN}{problem}\n") == {code}


@pytest.mark.parametrize(
    "told",
    [
        "She had gestational diabetes with her second child.",
        "GDM during her last pregnancy.",
        "History of gestational diabetes.",
        "Gestational diabetes in 2018.",
    ],
)
def test_gestational_diabetes_of_an_earlier_pregnancy_is_a_history(coded: Coded, told: str) -> None:
    found = coded(f"{PLAN}Prediabetes. {told}\n")
    assert found == {"R73.03", "Z86.32"}


def test_gestational_diabetes_of_this_pregnancy_is_none(coded: Coded) -> None:
    found = coded(
        f"HPI: 29-year-old G2P1 at 28 weeks.\n\n{PLAN}Gestational diabetes, diet controlled.\n"
    )
    assert "O24.410" in found
    assert "Z86.32" not in found


def test_a_cesarean_before_is_a_matter_of_care_in_a_pregnancy_only(coded: Coded) -> None:
    now = coded(f"HPI: G2P1 at 20 weeks.\n\n{PLAN}Pregnancy. Prior cesarean section.\n")
    assert "O34.219" in now
    never = coded(f"HPI: 45-year-old, prior cesarean section.\n\n{PLAN}Umbilical hernia.\n")
    assert never == {"K42.9"}


@pytest.mark.parametrize(
    ("examined", "code"),
    [
        ("Both knees: crepitus and bony enlargement.", "M17.0"),
        ("Crepitus of both knees, tender hips.", "M19.90"),
        ("Lungs clear.", "M19.90"),
    ],
)
def test_arthritis_sits_where_alone_joints_are_found_ill(
    coded: Coded, examined: str, code: str
) -> None:
    found = coded(f"PHYSICAL EXAM\n{examined}\n\n{PLAN}Arthritis. Ibuprofen as needed.\n")
    assert {c for c in found if c.startswith("M")} == {code}


def test_arthritis_of_the_past_list_alone_is_not_reported(coded: Coded) -> None:
    note = f"PMH: arthritis, GERD.\nPE: Crepitus of both knees.\n\n{PLAN}Cough.\n"
    assert coded(note) == {"R05.9"}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        ("Chronic back pain. Physical therapy.", "M54.9"),
        ("Chronic low back pain. Physical therapy.", "M54.50"),
        ("Mechanical low back pain. Physical therapy.", "M54.59"),
        ("Vertebrogenic low back pain.", "M54.51"),
    ],
)
def test_back_pain_is_as_low_as_the_clinician_calls_it(
    coded: Coded, problem: str, code: str
) -> None:
    note = f"EXAM: Tender over the lumbar paraspinals.\n\n{PLAN}{problem}\n"
    assert {c for c in coded(note) if c.startswith("M")} == {code}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        ("HIV positive, asymptomatic.", "Z21"),
        ("HIV disease. Continue Biktarvy.", "B20"),
        ("HIV, viral load undetectable. Continue Biktarvy.", "Z21"),
    ],
)
def test_hiv_is_a_status_where_no_illness_of_it_is_told(
    coded: Coded, problem: str, code: str
) -> None:
    assert {"B20", "Z21"} & coded(f"{PLAN}{problem}\n") == {code}


def test_nephropathy_and_kidney_disease_of_diabetes_are_both_reported(coded: Coded) -> None:
    # I.C.4.a: as many codes of E08-E13 as are needed; the tabular list has no note between them.
    found = coded(f"{PLAN}Type 2 diabetes with diabetic nephropathy.\n2. CKD stage 3b.\n")
    assert {"E11.21", "E11.22", "N18.32"} <= found


@pytest.mark.parametrize(
    ("told", "reported"),
    [
        ("Delirium of mixed etiology.", "F05"),
        ("Postoperative delirium.", "F05"),
        ("Delirium.", "R41.0"),
    ],
)
def test_delirium_is_that_of_a_known_condition_where_one_is_told(
    coded: Coded, told: str, reported: str
) -> None:
    assert coded(f"{PLAN}{told}\n") == {reported}


def test_telling_two_points_apart_is_no_persecution(coded: Coded) -> None:
    assert coded("Two point discrimination is 5 mm in all digits of the left hand.") == set()
    assert "Z60.5" in coded(f"{PLAN}Adjustment disorder.\n2. Discrimination at work.\n")


@pytest.mark.parametrize(
    "note",
    [
        (
            f"HPI: Surveillance visit after colon cancer, resected in 2020, chemotherapy done; "
            f"no recurrence.\n\n{PLAN}History of colon cancer - surveillance colonoscopy.\n"
        ),
        (
            f"{PLAN}Breast cancer, right, s/p lumpectomy and radiation, completed treatment; "
            "surveillance - no evidence of recurrence.\n"
        ),
    ],
)
def test_surveillance_after_completed_treatment_is_the_visit_and_the_history(
    coded: Coded, note: str
) -> None:
    found = coded(note)
    assert "Z08" in found
    assert any(code.startswith("Z85") for code in found)


def test_surveillance_by_somebody_else_is_no_reason_for_the_visit(coded: Coded) -> None:
    found = coded(
        "PMH: breast cancer 2015, lumpectomy, no evidence of recurrence, in surveillance with her "
        f"oncologist.\n\n{PLAN}Hypertension - lisinopril.\n"
    )
    assert "Z08" not in found


def test_a_joint_that_hurts_is_in_pain_not_injured(coded: Coded) -> None:
    found = coded(f"{PLAN}Both knees hurt. Ibuprofen.\n")
    assert found == {"M25.561", "M25.562"}
