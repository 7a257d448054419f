"""The offline reconciler: nothing that it was given vanishes, whatever the rules add."""

from datetime import date

import pytest

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.pipeline import Run, check
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.stages import (
    Choice,
    Mention,
    Mentions,
    Navigation,
    Reconciliation,
    Validation,
)
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter, Setting

TEXT = "Hypertension. Heart failure. Hypertensive heart disease."
NOTE = Document("n", TEXT)


def _mention(number: int, words: str) -> Mention:
    start = TEXT.index(words)
    evidence = accept(NOTE, start, start + len(words))
    return Mention(number, evidence, words, "diagnosis", Assertion.PRESENT)


def _choice(mention: Mention, code: str, confidence: float) -> Choice:
    return Choice("icd10cm", code, code, (mention.id,), (mention.evidence,), (), "", confidence)


def test_a_doubtful_choice_of_a_code_that_a_combination_brings_is_one_with_it() -> None:
    # Seen on development notes: I11.0 was too unsure by itself, and then came by I10 and I50.9.
    said = (
        _mention(0, "Hypertension."),
        _mention(1, "Heart failure"),
        _mention(2, "Hypertensive heart disease"),
    )
    mentions = Mentions(said)
    validation = Validation(
        (
            _choice(said[0], "I10", 0.9),
            _choice(said[1], "I50.9", 0.9),
            _choice(said[2], "I11.0", 0.2),
        )
    )
    case = Case(Encounter("e", (NOTE,)), Shelf().release("icd10cm"))
    answer = OfflineReconciler().reconcile(case, mentions, validation)
    run = Run(case, mentions, Navigation(()), validation, answer)
    check(run)
    codes = {sequenced.choice.code: sequenced.choice for sequenced in answer.codes}
    assert set(codes) == {"I11.0", "I50.9"}
    assert 2 in codes["I11.0"].mentions
    assert not answer.candidates


FALL = "Fell from a ladder. Broke the right hip. Slipped again."
SAID = (("Broke the right hip", "S72.001A"), ("Fell from a ladder", "W11.XXXA"))


def _fallen(setting: Setting, profile: str = "official") -> Reconciliation:
    note = Document("n", FALL)
    mentions, choices = [], []
    for number, (words, code) in enumerate(SAID):
        evidence = accept(note, FALL.index(words), FALL.index(words) + len(words))
        mention = Mention(number, evidence, words, "diagnosis", Assertion.PRESENT)
        mentions.append(mention)
        choices.append(_choice(mention, code, 0.9))
    case = Case(Encounter("e", (note,), setting), Shelf().release("icd10cm"))
    given, validation = Mentions(tuple(mentions)), Validation(tuple(choices))
    answer = OfflineReconciler(profile).reconcile(case, given, validation)
    check(Run(case, given, Navigation(()), validation, answer))
    return answer


def test_an_office_does_not_report_external_causes_unless_it_has_to() -> None:
    answer = _fallen(Setting.OUTPATIENT)
    assert [s.choice.code for s in answer.codes] == ["S72.001A"]
    (left,) = answer.candidates
    assert (left.choice.code, left.role) == ("W11.XXXA", "external_cause")
    assert [citation.section for citation in left.choice.guidelines][-1] == "I.C.20"
    assert "external.optional" in {finding.rule for finding in answer.findings}


@pytest.mark.parametrize(
    ("setting", "profile"),
    [
        (Setting.EMERGENCY, "official"),
        (Setting.INPATIENT, "official"),
        (Setting.OUTPATIENT, "official-external-causes"),
    ],
)
def test_external_causes_are_reported_where_the_profile_says_so(
    setting: Setting, profile: str
) -> None:
    answer = _fallen(setting, profile)
    assert [s.choice.code for s in answer.codes] == ["S72.001A", "W11.XXXA"]
    assert not answer.candidates
    assert "external.optional" not in {finding.rule for finding in answer.findings}


DRUGS = "Diabetes, on metformin."


@pytest.mark.parametrize(
    ("profile", "reported", "left"),
    [
        ("official", ["E11.9", "Z79.84"], []),
        ("code-each-problem", ["E11.9"], [("Z79.84", "secondary")]),
    ],
)
def test_long_term_drugs_are_reported_where_the_profile_says_so(
    profile: str, reported: list[str], left: list[tuple[str, str]]
) -> None:
    note = Document("n", DRUGS)
    said = (("Diabetes", "E11.9"), ("metformin", "Z79.84"))
    places = [DRUGS.index(words) for words, _ in said]
    mentions = tuple(
        Mention(n, accept(note, at, at + len(words)), words, "diagnosis", Assertion.PRESENT)
        for n, ((words, _), at) in enumerate(zip(said, places, strict=True))
    )
    choices = tuple(_choice(m, code, 0.9) for m, (_, code) in zip(mentions, said, strict=True))
    case = Case(Encounter("e", (note,), Setting.OUTPATIENT), Shelf().release("icd10cm"))
    answer = OfflineReconciler(profile).reconcile(case, Mentions(mentions), Validation(choices))
    assert [s.choice.code for s in answer.codes] == reported
    assert [(s.choice.code, s.role) for s in answer.candidates] == left


LATE = Document("pathology", "Gout crystals seen.", date(2026, 3, 9))
VISIT = Document("visit", "Gout suspected.", date(2026, 3, 2))


def _gout(*documents: Document, on: date | None = date(2026, 3, 2)) -> set[str]:
    mentions = tuple(
        Mention(n, accept(each, 0, 4), "gout", "diagnosis", Assertion.PRESENT)
        for n, each in enumerate(documents)
    )
    validation = Validation(tuple(_choice(mention, "M10.9", 0.9) for mention in mentions))
    encounter = Encounter("e", documents, date_of_service=on)
    case = Case(encounter, Shelf().release("icd10cm"))
    answer = OfflineReconciler().reconcile(case, Mentions(mentions), validation)
    assert [s.choice.code for s in answer.codes] == ["M10.9"]
    return {finding.rule for finding in answer.findings}


def test_a_code_that_only_a_late_document_supports_is_told() -> None:
    assert "record.late" in _gout(LATE)


def test_a_late_document_beside_one_of_the_visit_adds_no_doubt() -> None:
    assert "record.late" not in _gout(VISIT, LATE)


def test_without_a_date_of_service_nothing_is_late() -> None:
    assert "record.late" not in _gout(LATE, on=None)
