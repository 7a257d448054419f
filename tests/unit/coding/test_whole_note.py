"""The judgement over all mentions of a note: what is told in passing, elsewhere, or stated once."""

import re
from functools import lru_cache
from importlib import resources

import pytest

from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import check
from symphony.coding.reason import Reason
from symphony.coding.reconciler import elsewhere
from symphony.encounter.model import Document, Encounter, Setting
from symphony.rules.tables import document


@lru_cache(maxsize=256)
def _run(release, text, setting="outpatient", profile="official"):
    case = Case(Encounter("e", (Document("n", text),), Setting(setting)), release)
    run = offline_pipeline(release, profile).run(case)
    check(run)
    return run


def _codes(run):
    return {sequenced.choice.code for sequenced in run.reconciliation.codes}


GRAVES = (
    "She has had palpitations, loose stools and a tremor of the hands since spring. Reflexes are "
    "brisk. She has Graves' disease, and methimazole was begun."
)


def test_a_symptom_told_in_passing_is_excluded_with_rule_and_reason(release):
    run = _run(release, GRAVES)
    assert _codes(run) == {"E05.00"}
    left = {e.code: e for e in run.reconciliation.excluded if e.code}
    assert left["R19.7"].rule == "reconciler.in_passing"
    assert left["R19.7"].reason is Reason.INTEGRAL_SYMPTOM
    assert "E05.00" in (left["R19.7"].citation or "")


def test_a_symptom_that_is_worked_up_stays(release):
    text = (
        "She has Graves' disease and takes methimazole. The diarrhea is unexplained by now, and I "
        "ordered stool cultures."
    )
    assert {"E05.00", "R19.7"} <= _codes(_run(release, text))


def test_a_symptom_that_no_reported_disease_explains_stays(release):
    text = "She has plantar fasciitis and was given stretches. She has had palpitations for a week."
    assert {"M72.2", "R00.2"} <= _codes(_run(release, text))


def test_a_problem_of_the_list_is_never_told_in_passing(release):
    text = "ASSESSMENT:\n1. Graves' disease, methimazole.\n2. Diarrhea.\n"
    assert {"E05.00", "R19.7"} <= _codes(_run(release, text))


def test_label_sets_that_code_each_problem_have_no_symptom_beside_its_disease(release):
    codes = _codes(_run(release, GRAVES, profile="code-each-problem"))
    assert "E05.00" in codes
    assert "R19.7" not in codes


CONCLUDED = (
    "CHIEF COMPLAINT\nRight ankle pain.\nASSESSMENT\nHer symptoms are consistent with a right "
    "ankle sprain. Ice and rest."
)


def test_what_an_assessment_finds_consistent_with_its_findings_is_uncertain(release):
    assert _codes(_run(release, CONCLUDED)) == {"M25.571"}


def test_label_sets_may_take_it_for_the_conclusion(release):
    assert _codes(_run(release, CONCLUDED, profile="code-each-problem")) == {"S93.401A"}


@pytest.mark.parametrize(
    "text",
    [
        "RESULTS\nThe film is consistent with pneumonia.\nASSESSMENT\nCough. Fluids.",
        "ASSESSMENT\nCough. Findings are not consistent with pneumonia.",
        "ASSESSMENT\nCough, possibly pneumonia.",
    ],
)
def test_elsewhere_and_in_other_words_it_stays_a_doubt(release, text):
    assert "J18.9" not in _codes(_run(release, text, profile="code-each-problem"))


def test_a_title_may_end_in_the_conclusion(release):
    text = "ASSESSMENT:\n1. Right foot pain, consistent with a calcaneus fracture.\n2. Gout.\n"
    codes = _codes(_run(release, text, profile="code-each-problem"))
    assert any(code.startswith("S92.00") for code in codes)
    assert "M79.671" not in codes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Type 1 diabetes since childhood. Diabetic polyneuropathy is stable on duloxetine.",
            {"E10.42"},
        ),
        ("Varicose veins of both legs, which ache by the evening. Stockings.", {"I83.813"}),
        (
            "The right ring finger catches, with a nodule. This is a trigger finger; injected.",
            {"M65.341"},
        ),
        (
            "Dementia has become moderate. It is vascular dementia. Donepezil was continued.",
            {"F01.B0"},
        ),
        (
            "Atrial fibrillation: it is paroxysmal, with two spells this year. Metoprolol goes on.",
            {"I48.0"},
        ),
        (
            "Ureteral stone. CT: the stone with moderate hydronephrosis. Tamsulosin was started.",
            {"N13.2"},
        ),
    ],
)
def test_a_detail_told_elsewhere_is_taken(release, text, wanted):
    assert _codes(_run(release, text)) == wanted


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Ureteral stone on the left, no hydronephrosis. Tamsulosin was started.", "N13.2"),
        ("Varicose veins of both legs, not painful. Stockings were ordered.", "I83.813"),
        ("Dementia. Lisinopril for moderate hypertension. The dementia is stable.", "F03.B0"),
    ],
)
def test_what_is_denied_or_of_something_else_is_not_taken(release, text, absent):
    assert absent not in _codes(_run(release, text))


def test_two_stated_types_of_diabetes_are_left_to_a_person(release):
    text = (
        "ASSESSMENT:\n1. Type 2 diabetes mellitus, metformin.\n2. Type 1 diabetes mellitus, pump.\n"
    )
    assert {code[:3] for code in _codes(_run(release, text))} >= {"E10", "E11"}


def test_the_words_that_tell_a_detail_are_evidence(release):
    text = "Type 1 diabetes. Varicose veins of both legs, which ache by the evening. Stockings."
    run = _run(release, text)
    choice = next(s.choice for s in run.reconciliation.codes if s.choice.code.startswith("I83"))
    assert any(evidence.text == "ache" for evidence in choice.evidence)
    assert "→ I83.813" in choice.trail[-1].entry


@lru_cache(maxsize=1)
def _billable(release):
    return [entry.code for entry in release.codes() if entry.billable]


def _rows():
    file = resources.files("symphony.coding.reconciler") / "data" / "elsewhere.toml"
    return document(file)["detail"]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["id"])
def test_every_row_leads_from_codes_of_the_book_to_codes_of_the_book(row, release):
    pattern = re.compile(row["code"])
    from_codes = [code for code in _billable(release) if pattern.fullmatch(code)]
    assert from_codes, "no code of the book is meant"
    for tell in row["tells"]:
        made = {pattern.sub(tell["to"], code) for code in from_codes}
        assert any((entry := release.code(code)) and entry.billable for code in made), tell["to"]


def test_the_rows_are_named_once():
    names = [row.detail.id for row in elsewhere._rows()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("stroke", "code"),
    [
        ("CVA 2019 with residual left weakness", "I69.354"),
        ("Hemorrhagic stroke in 2021 with residual right-sided weakness", "I69.151"),
    ],
)
def test_the_deficit_of_an_old_stroke_in_the_history_has_the_strokes_kind(release, stroke, code):
    assert code in _codes(_run(release, f"PAST MEDICAL HISTORY:\n{stroke}.\n"))
