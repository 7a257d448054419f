"""Notes in forms that have no plain problem list: what is read as a problem, and what is not."""

from collections.abc import Callable

import pytest

from symphony.encounter.model import Setting

Coded = Callable[..., set[str]]


def _inside(codes: set[str]) -> set[str]:
    return {code for code in codes if not code.startswith(("V", "W", "X", "Y"))}


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (
            (
                "Pre-procedure Dx: L4-5 disc herniation with radiculopathy\n"
                "Post-procedure Dx: same\nProcedure: epidural steroid injection\n"
                "Consent: Risks incl. abscess, epidural hematoma, paralysis.\n"
                "Complications: none\n"
            ),
            {"M51.16"},
        ),
        (
            (
                "COLONOSCOPY\nIndication: screening colonoscopy\n"
                "Findings:\n- Cecum: 4 mm polyp\nImpression:\n1. One polyp, removed\n"
                "Pathology: cecal polyp - tubular adenoma\n"
            ),
            {"Z12.11", "D12.0"},
        ),
        (
            (
                "WOUND CLINIC\nDx: pressure injury\n"
                "Site       Stage    Size\nR heel     3        2 x 2\n"
            ),
            {"L89.613"},
        ),
        (
            (
                "HOSPICE VISIT\n"
                "Terminal dx: cancer of the right upper lobe with brain metastases\nPPS 40%.\n"
            ),
            {"C34.11", "C79.31", "Z51.5"},
        ),
    ],
)
def test_procedures_reports_and_tables(note: str, expected: set[str], coded: Coded) -> None:
    assert _inside(coded(note)) == expected


def test_a_wellness_visit_reports_the_list_to_which_it_refers(coded: Coded) -> None:
    note = (
        "Annual wellness visit\n\nChronic conditions:\n- Hypertension - losartan 50, at goal\n"
        "- Hypothyroidism - levothyroxine\n\nExam: normal\n\n"
        "A/P:\nWellness visit, no abnormal findings.\nAll chronic problems stable.\n"
        "Stroke signs taught. Screening reviewed.\nSee in 1 year.\n"
    )
    assert coded(note) == {"Z00.00", "I10", "E03.9"}


def test_a_drug_list_with_reasons_and_a_plan_that_goes_on_with_it(coded: Coded) -> None:
    note = (
        "Meds:\ngabapentin 300 mg for neuropathy\nomeprazole 20 mg for GERD\n"
        "A: wrist sprain, left\nP: splint. Continue all other medications.\n"
    )
    codes = coded(note)
    assert {"G62.9", "K21.9"} <= codes
    note = note.replace(" Continue all other medications.", "")
    assert not {"G62.9", "K21.9"} & coded(note)


def test_comments_under_marked_problems_are_no_problems(coded: Coded) -> None:
    note = (
        "A/P\n# Gout\nCircumferential swelling gone, no ulcer\n"
        "# Migraine - stable. Family teaching re loss of appetite\n# Psoriasis\nno change\n"
    )
    assert coded(note) == {"M10.9", "G43.909", "L40.9"}


def test_resolved_problems_of_the_stay_and_of_earlier_years(coded: Coded) -> None:
    note = (
        "DISCHARGE SUMMARY\nPrincipal diagnosis: acute cholecystitis\n"
        "Resolved problems:\n- Hypokalemia\n- Pneumonia 2019\n"
    )
    codes = coded(note, Setting.INPATIENT)
    assert "E87.6" in codes
    assert "J18.9" not in codes
    assert "E87.6" not in coded(note)


def test_a_form_with_a_narrative_and_no_assessment_is_taken_at_its_word(coded: Coded) -> None:
    note = (
        "HOME VISIT\nVS: 120/70\nNarrative:\nShe has multiple sclerosis with paraplegia and a"
        " neurogenic bladder, managed with a catheter.\nInterventions: catheter care.\n"
    )
    assert {"G82.20", "N31.9"} <= coded(note)


def test_a_study_that_found_nothing_leaves_its_reason(coded: Coded) -> None:
    note = "EXERCISE TEST\nIndication: palpitations\nFindings: normal\nImpression: Normal study.\n"
    assert coded(note) == {"R00.2"}


def test_a_plain_delivery_with_the_pregnancy_as_its_diagnosis(coded: Coded) -> None:
    note = (
        "DELIVERY NOTE\n27 y/o G1P0 at 39w4d\nPre-delivery Dx: IUP at term, spontaneous labor\n"
        "Post-delivery Dx: same, delivered\nDelivery: SVD of viable male, Apgars 8/9\n"
    )
    assert coded(note, Setting.INPATIENT) == {"O80", "Z37.0", "Z3A.39"}


def test_a_newborns_weight_with_a_comma(coded: Coded) -> None:
    note = (
        "NEWBORN DISCHARGE\nGA 39w  BW: 3,510 g  Apgars 8/9  Delivery: vaginal\nDx: Term newborn\n"
    )
    assert coded(note, Setting.INPATIENT) == {"Z38.00"}


def test_drugs_named_beside_the_disease_of_a_list(coded: Coded) -> None:
    note = "Diagnoses:\n1. Type 2 diabetes - metformin\n2. Hypertension - losartan\n"
    assert coded(note) == {"E11.9", "I10", "Z79.84"}


def test_the_conclusion_of_a_study_is_a_section(coded: Coded) -> None:
    note = "STRESS TEST\nIndication: chest pain\nFindings: no changes\nConclusion: Negative test.\n"
    assert coded(note) == {"R07.9"}


def test_a_heading_below_a_disease_says_nothing_of_it(coded: Coded) -> None:
    note = "Discharge Diagnoses\n Cholecystitis\n HTN\nResolved Problems\n * Nausea\n"
    assert "I10" in coded(note, Setting.INPATIENT)
