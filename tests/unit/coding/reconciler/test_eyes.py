"""Grade and edema of each eye, where a note tells them eye by eye."""

import pytest

A = "Assessment:\n"


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        (
            "T2DM with moderate NPDR both eyes, macular edema in the right eye only.",
            {"E11.3311", "E11.3392"},
        ),
        (
            f"{A}PDR OD with DME, severe NPDR OS without DME, type 2 diabetes.",
            {"E11.3511", "E11.3492"},
        ),
        (
            f"{A}T2DM with NPDR, moderate, OU, center-involving DME OS.",
            {"E11.3391", "E11.3312"},
        ),
        (
            (
                "This type 2 diabetic has severe nonproliferative diabetic retinopathy in both"
                " eyes."
                " OCT: the macula is dry on both sides."
            ),
            {"E11.3493"},
        ),
        (
            (
                "OD: moderate NPDR with DME\nOS: mild NPDR without DME\n"
                f"{A}type 2 diabetes with retinopathy"
            ),
            {"E11.3311", "E11.3292"},
        ),
        (
            f"{A}Type 1 diabetes with proliferative diabetic retinopathy of both eyes, stable.",
            {"E10.3553"},
        ),
        (
            (
                "Type 2 diabetes. Proliferative diabetic retinopathy of the left eye with traction"
                " detachment involving the macula."
            ),
            {"E11.3522"},
        ),
        (f"{A}POAG both eyes, mild OD, severe OS.", {"H40.1111", "H40.1123"}),
        (f"{A}Primary open angle glaucoma, moderate, both eyes.", {"H40.1132"}),
        (
            f"{A}Dry AMD, early in the left eye, intermediate in the right eye.",
            {"H35.3121", "H35.3112"},
        ),
        (f"{A}Wet AMD OD, active. Dry AMD OS, intermediate.", {"H35.3211", "H35.3122"}),
        (f"{A}BRVO left eye with macular edema.", {"H34.8320"}),
    ],
)
def test_each_eye_has_its_own_code(coded, note, wanted):
    assert coded(note) == wanted


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        (f"{A}Type 2 diabetes with mild NPDR in both eyes, no macular edema.", {"E11.3293"}),
        (f"{A}Type 2 diabetes with mild NPDR OU. Prior macular edema OD, resolved.", {"E11.3293"}),
        (f"{A}Glaucoma suspect, both eyes. Mild cataract OD.", {"H40.003"}),
    ],
)
def test_what_is_denied_or_over_or_of_another_disease_tells_nothing(coded, note, wanted):
    assert wanted <= coded(note)
    assert not {code for code in coded(note) if code.startswith(("E11.331", "E11.321", "H40.11"))}


def test_the_words_that_tell_the_eye_are_evidence(pipeline, release):
    from symphony.coding.case import Case
    from symphony.encounter.model import Document, Encounter, Setting

    note = "Type 2 diabetes. Moderate NPDR in both eyes. There is macular edema on the right."
    case = Case(Encounter("e", (Document("d", note),), Setting.OUTPATIENT), release)
    codes = {s.choice.code: s.choice for s in pipeline.run(case).reconciliation.codes}
    assert set(codes) == {"E11.3311", "E11.3392"}
    assert "macular edema" in {evidence.text for evidence in codes["E11.3311"].evidence}
