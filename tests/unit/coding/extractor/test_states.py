"""What a note states besides its diagnoses: allergies, long-term drugs, births, spread, doses."""

from collections.abc import Callable

import pytest

from symphony.coding.extractor.cured import is_cured
from symphony.coding.extractor.dated import dated
from symphony.coding.extractor.spread import spreads
from symphony.encounter.model import Setting
from symphony.encounter.sentences import Extent
from symphony.encounter.visit import is_visit

Coded = Callable[..., set[str]]


_PLAN = "Assessment:\n1. Permanent atrial fibrillation\n"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Allergies: PCN (hives), sulfa", {"Z88.0", "Z88.2"}),
        ("Allergies: none known to lidocaine or tape", set()),
        ("Allergies: ketorolac - lip swelling", {"Z88.6"}),
        ("HPI: Peanut allergy, has an EpiPen.", {"Z91.010"}),
        ("HPI: She eats peanuts every day.", set()),
    ],
)
def test_an_allergy_is_one_in_its_section_or_where_it_is_called_so(
    coded: Coded, told: str, expected: set[str]
) -> None:
    found = coded(f"{told}\n\n{_PLAN}", Setting.INPATIENT)
    assert {code for code in found if code.startswith(("Z88", "Z91"))} == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("HPI: He takes apixaban 5 mg BID for atrial fibrillation.", True),
        ("Medications: enoxaparin 30 mg daily for 28 days", False),
        ("HPI: He is not on warfarin.", False),
    ],
)
def test_a_drug_for_some_days_or_not_taken_is_not_taken_for_long(
    coded: Coded, told: str, expected: bool
) -> None:
    found = coded(f"{told}\n\n{_PLAN}", Setting.INPATIENT)
    assert ("Z79.01" in found) is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("He ran out of his apixaban and could not afford the refill.", {"Z91.120"}),
        ("He never misses a dose of apixaban.", set()),
    ],
)
def test_less_of_a_drug_than_prescribed_is_underdosing_with_its_reason(
    coded: Coded, told: str, expected: set[str]
) -> None:
    found = coded(f"HPI: {told}\n\n{_PLAN}", Setting.INPATIENT)
    assert {code for code in found if code.startswith("Z91.1")} == expected


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (" in 2019", {"dated"}),
        (" (2021)", {"dated"}),
        (" six years ago", {"dated"}),
        (" today", set()),
        (" planned", set()),
    ],
)
def test_a_time_that_is_over_is_a_date_behind_the_words(behind: str, expected: set[str]) -> None:
    text = f"knee replacement{behind}"
    assert dated(text, Extent(0, len(text)), Extent(0, 16)) == expected


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        ("lung ca, mets to brain and bone", ["brain", "bone"]),
        ("liver + retroperitoneal nodal mets", ["liver", "retroperitoneal"]),
        ("metastatic to the liver", []),
        ("She met her brother and her liver is fine", []),
    ],
)
def test_every_site_of_a_list_of_spread_is_named(text: str, sites: list[str]) -> None:
    found = [spread.term for spread in spreads(text, Extent(0, len(text)))]
    assert len(found) == len(sites)
    assert all(site in term for site, term in zip(sites, found, strict=True))


def test_a_malignancy_is_cured_where_it_was_removed_and_nothing_is_found() -> None:
    removed = "Colectomy in 2019. No evidence of recurrence."
    assert is_cured([removed], [])
    assert not is_cured([removed], ["chemotherapy"])
    assert not is_cured(["Colectomy planned next week."], [])


def test_a_note_of_a_visit_speaks_of_itself_and_a_case_report_does_not() -> None:
    assert is_visit("Dear colleague, I saw Mrs. Low in clinic.")
    assert is_visit("HPI: cough.\nPlan: rest.\n")
    assert not is_visit("A 35-year-old woman consulted for pain. Surgery was performed.")


def test_the_states_of_a_stay_are_coded(coded: Coded) -> None:
    note = (
        "Medications: apixaban 5 mg bid\nAllergies: penicillin (rash)\n\n"
        "Discharge diagnoses:\n1. Permanent atrial fibrillation, rate controlled\n"
    )
    found = coded(note, Setting.INPATIENT)
    assert {"I48.21", "Z79.01", "Z88.0"} <= found


def test_insulin_is_not_reported_beside_type_1(coded: Coded) -> None:
    note = "Medications: insulin glargine 20 units\n\nAssessment:\n1. {}\n"
    assert "Z79.4" in coded(note.format("Type 2 diabetes"))
    assert "Z79.4" not in coded(note.format("Type 1 diabetes"))


def test_a_vaccine_counts_where_it_is_given_now(coded: Coded) -> None:
    given = "Assessment:\n1. Hypertension\n\nFlu shot given today.\n"
    past = "Assessment:\n1. Hypertension\n\nHe had a flu shot last year.\n"
    assert "Z23" in coded(given)
    assert "Z23" not in coded(past)


def test_a_newborns_weeks_and_weight_are_the_childs(coded: Coded) -> None:
    note = (
        "NEWBORN DISCHARGE SUMMARY\nBirth weight 2100 g, 34 2/7 weeks, born by cesarean section.\n"
        "Diagnoses:\nHyperbilirubinemia of prematurity\n"
    )
    found = coded(note, Setting.INPATIENT)
    assert {"P07.18", "P07.37", "Z38.01"} <= found
    assert not any(code.startswith("Z3A") for code in found)


def test_an_uncomplicated_delivery_is_stated_by_its_record(coded: Coded) -> None:
    note = (
        "DELIVERY NOTE\n27 yo at 39w2d in labor. SVD of a live female infant, Apgars 8 and 9. "
        "Mother and baby stable.\n"
    )
    assert {"O80", "Z37.0", "Z3A.39"} <= coded(note, Setting.INPATIENT)
