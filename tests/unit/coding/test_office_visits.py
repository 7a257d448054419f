"""What a coder of office visits takes from the paragraph, the complaint and the title's wording."""

import pytest

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter, Setting

HEAD = "HISTORY OF PRESENT ILLNESS\n\nThe patient is a 58-year-old man.\n\n"


def _codes(body: str, profile: str = "official", head: str = HEAD) -> set[str]:
    release = Shelf().release("icd10cm")
    case = Case(Encounter("e", (Document("n", head + body),), Setting.OUTPATIENT), release)
    answer = offline_pipeline(release, profile).run(case).reconciliation
    return {s.choice.code for s in answer.codes}


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        ("1. Asthma.\n- His symptoms are exacerbated by pollen. Add Symbicort.", {"J45.901"}),
        ("1. Chronic low back pain.\n- Physical therapy.", {"M54.50", "G89.29"}),
        ("1. Low back pain.\n- Physical therapy.", {"M54.50"}),
        ("1. Low back pain with left-sided sciatica.\n- Physical therapy.", {"M54.42"}),
        ("1. Tick bite.\n- Red papule on the left thigh. Doxycycline.", {"S70.362A"}),
        ("1. Congestive heart failure and hypertension.\n- Diuretic.", {"I11.0", "I50.9"}),
        ("1. Hypertension and CKD.\n- Losartan.", {"I12.9", "N18.9"}),
        ("1. CAD status post stent.\n- Statin.", {"I25.10", "Z95.5"}),
        ("1. BPH with nocturia.\n- Tamsulosin.", {"N40.1", "R35.1"}),
        (
            "1. Status post left knee arthroplasty, 2 weeks.\n- Sutures removed.",
            {"Z96.652", "Z47.1"},
        ),
        (
            "1. Status post left knee arthroplasty in 2015.\n- Doing well.",
            {"Z96.652"},
        ),
        ("1. Diabetic foot ulcer, right.\n- Necrotic wound on the heel.", {"E11.621", "L97.419"}),
    ],
)
def test_what_the_problem_leaves_open_stands_in_its_own_words_or_paragraph(plan, codes):
    assert _codes(f"ASSESSMENT AND PLAN\n\n{plan}\n") == codes


@pytest.mark.parametrize(
    "plan",
    [
        "1. Likely viral gastroenteritis.\n- Fluids.",
        "1. Probable gout.\n- Colchicine.",
    ],
)
def test_a_guess_in_a_title_is_not_coded_at_a_visit(plan):
    assert _codes(f"ASSESSMENT AND PLAN\n\n{plan}\n") == set()


def test_a_guess_behind_a_known_condition_leaves_the_condition():
    assert _codes("ASSESSMENT AND PLAN\n\n1. Anemia, likely iron deficiency.\n- Ferritin.\n") == {
        "D64.9"
    }


def test_what_the_title_doubts_and_the_plan_settles_is_the_problem():
    doubted = "ASSESSMENT\n\nRight foot pain, consistent with a Lisfranc fracture.\n\nPLAN\n\n"
    settled = _codes(doubted + "I explained that her x-rays revealed a Lisfranc fracture.\n")
    assert "S93.324A" in settled
    assert "S93.324A" not in _codes(doubted + "We will obtain an MRI.\n")


def test_the_side_of_the_complaint_is_that_of_the_diagnosis_that_explains_it():
    plan = "PLAN\n\nI explained that his x-rays revealed hallux rigidus. Custom orthotics.\n"
    head = "CHIEF COMPLAINT\n\n{} pain.\n\n" + HEAD
    assert _codes(plan, head=head.format("Right great toe")) == {"M20.21"}
    assert _codes(plan, head=head.format("Left shoulder")) == {"M20.20"}


def test_a_title_of_one_word_is_the_wound_that_the_examination_describes():
    exam = "PHYSICAL EXAM\n\nSkin: 3 cm laceration of the right forearm.\n\n"
    assert "S51.811A" in _codes(exam + "ASSESSMENT AND PLAN\n\n1. Laceration.\n- Stitched.\n")


def test_tetanus_is_the_vaccine_unless_the_disease_is_described():
    vaccine = "1. Puncture wound of the left foot.\n- Tetanus is up to date.\n"
    assert _codes(f"ASSESSMENT AND PLAN\n\n{vaccine}") == {"S91.332A"}
    disease = "1. Tetanus.\n- Trismus and spasms of the back. Immune globulin.\n"
    assert "A35" in _codes(f"ASSESSMENT AND PLAN\n\n{disease}")


TOLD = (
    "SOCIAL HISTORY\n\nFormer smoker.\n\n"
    "ASSESSMENT AND PLAN\n\n1. COPD.\n- Tiotropium. He quit smoking in 2015.\n\n"
    "2. History of lobectomy.\n- Breathing well.\n"
)


def test_a_profile_may_leave_out_what_is_told_and_no_problem():
    told = {"J44.9", "Z87.891", "Z90.2"}
    assert _codes(TOLD) == told
    assert _codes(TOLD, "code-each-problem") == told - {"Z87.891"}
