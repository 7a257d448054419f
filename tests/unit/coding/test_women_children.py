"""Chapters 15 and 16, women's health and the urinary tract: wordings and their codes."""

from collections.abc import Callable

import pytest

from symphony.books.store import Release
from symphony.coding.validator.chapter15 import in_phase
from symphony.coding.validator.places import holds
from symphony.encounter.childbearing import Childbearing
from symphony.encounter.model import Setting

Coded = Callable[..., set[str]]
_SETTINGS = {"o": Setting.OUTPATIENT, "i": Setting.INPATIENT, "e": Setting.EMERGENCY}


@pytest.mark.parametrize(
    ("code", "phase", "expected"),
    [
        ("O13.3", "childbirth", "O13.4"),
        ("O14.13", "childbirth", "O14.14"),
        ("O14.23", "puerperium", "O14.25"),
        ("O24.410", "childbirth", "O24.420"),
        ("O99.013", "childbirth", "O99.02"),
        ("O99.820", "childbirth", "O99.824"),
        ("O30.003", "childbirth", "O30.003"),
        ("O40.3XX0", "childbirth", "O40.3XX0"),
        ("O70.1", "childbirth", "O70.1"),
        ("O99.340", "pregnancy", "O99.343"),
        ("Z34.90", "pregnancy", "Z34.93"),
    ],
)
def test_a_condition_has_the_code_of_the_phase(
    release: Release, code: str, phase: str, expected: str
) -> None:
    stand = Childbearing(phase, None if phase == "puerperium" else "third")  # type: ignore[arg-type]
    assert in_phase(release, code, stand) == expected


def test_places_are_prefixes_or_ranges_of_categories() -> None:
    assert holds(["R73.0"], "R73.03")
    assert holds(["A50-A53"], "A52.10")
    assert not holds(["A50-A53", "B20"], "A54.00")


@pytest.mark.parametrize(
    ("setting", "told", "expected"),
    [
        ("o", "30yo G2P1 @ 24w6d here for OB visit. A1GDM, diet.", {"O24.410", "Z3A.24"}),
        (
            "o",
            "Prenatal visit at 18 weeks. Hx of preterm delivery. Anxiety disorder, sertraline.",
            {"O09.212", "O99.342", "F41.9", "Z3A.18"},
        ),
        (
            "o",
            "33w2d. Chronic HTN on nifedipine. Hx of gastric bypass.",
            {"O10.013", "O99.843", "Z3A.33"},
        ),
        ("o", "In her second trimester. Migraine without aura.", {"O99.352", "G43.009"}),
        (
            "e",
            "Pregnant 19 weeks. Contusion of the abdominal wall.",
            {"O9A.212", "S30.11XA", "Z3A.19"},
        ),
        ("e", "G1 at 13w0d with influenza A. Oseltamivir.", {"O99.511", "J10.1", "Z3A.13"}),
        ("e", "34 weeks pregnant. Gestational hypertension.", {"O13.3", "Z3A.34"}),
        (
            "e",
            "Approximately 6 weeks by LMP. Vaginal bleeding in early pregnancy.",
            {"O20.9", "Z3A.01"},
        ),
        ("e", "10 days postpartum. Secondary postpartum hemorrhage.", {"O72.2"}),
        (
            "e",
            "27 yo, 3 weeks after cesarean. Superficial surgical site infection of the wound.",
            {"O86.01"},
        ),
        ("o", "Recurrent pregnancy loss, three miscarriages, not pregnant.", {"N96"}),
        (
            "i",
            "37w5d with PROM, labor began within 12 hours. SVD, live female, Apgars 8 and 9.",
            {"O42.02", "Z37.0", "Z3A.37"},
        ),
        (
            "i",
            (
                "Forceps-assisted vaginal delivery for maternal exhaustion at 40w0d. 4th degree"
                " laceration. Live girl, Apgars 8/9."
            ),
            {"O75.81", "O70.3", "Z37.0", "Z3A.40"},
        ),
        (
            "i",
            (
                "35w3d, severe preeclampsia. Emergency cesarean delivery, live female, Apgars 6/8."
                " Epilepsy on lamotrigine."
            ),
            {"O14.14", "O99.354", "G40.909", "Z37.0", "Z3A.35"},
        ),
        (
            "i",
            (
                "Transferred from outside hospital: newborn 31 weeks, 1450 g, with necrotizing"
                " enterocolitis stage 2."
            ),
            {"P77.2", "P07.15", "P07.34"},
        ),
        (
            "i",
            "Baby boy, SVD at 40 weeks, DOL 2. Early onset sepsis due to E. coli.",
            {"Z38.00", "P36.4"},
        ),
        ("o", "2 week old well visit. Umbilical granuloma.", {"Z00.111", "P83.81"}),
        ("o", "PDA in a 3-week-old ex-premie.", {"Q25.0"}),
        ("o", "12-month well child visit. MMR and varicella given.", {"Z00.129", "Z23"}),
        ("o", "Sickle cell trait on newborn screen.", {"D57.3"}),
        ("o", "Cystitis, acute, with hematuria. Nitrofurantoin.", {"N30.01"}),
        ("o", "Undescended left testis, palpable in the canal.", {"Q53.112"}),
        ("o", "Male infertility, oligospermia on two analyses.", {"N46.11"}),
        ("o", "BPH, nocturia x3. Start tamsulosin.", {"N40.1", "R35.1"}),
        ("o", "IUD check, strings visible.", {"Z30.431"}),
        ("o", "Routine gyn exam with Pap smear, normal.", {"Z01.419"}),
    ],
)
def test_wordings_of_women_children_and_the_urinary_tract(
    coded: Coded, setting: str, told: str, expected: set[str]
) -> None:
    found = coded(told, _SETTINGS[setting])
    assert {code for code in found if code[0] not in "VWXY"} == expected


@pytest.mark.parametrize(
    ("told", "never"),
    [
        ("A 30-year-old man with a second degree tear of the hamstring.", "O70"),
        ("Routine visit, pregnancy test negative. Asthma, controlled.", "O99"),
        ("His wife is pregnant. He has asthma.", "O99"),
        ("Newborn boy, mother GBS positive. Term, vaginal delivery.", "O"),
        ("4-month well child visit. DTaP, Hib, PCV and rotavirus given.", "A08"),
        ("Six-week postpartum visit after an uncomplicated vaginal delivery.", "O80"),
    ],
)
def test_what_only_looks_like_it_has_no_such_code(coded: Coded, told: str, never: str) -> None:
    assert [code for code in coded(told) if code.startswith(never)] == []
