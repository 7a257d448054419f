import pytest

from symphony.encounter.model import Document, Encounter, Patient
from symphony.encounter.person import dominance, patient, stated_age, stated_sex


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("54 yo F with pain", 54),
        ("a 7-year-old boy", 7),
        ("82 y.o. woman", 82),
        ("Triage: 44 M, ambulatory", 44),
        ("4 YEAR WELL CHILD CHECK", 4),
        ("a 9-month-old infant", 0),
        ("Smoked for 30 years", None),
        ("BP 120/80 M", None),
        ("", None),
    ],
)
def test_the_age_is_read(text, age):
    assert stated_age([text]) == age


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("54 yo F with pain", "F"),
        ("a 7 year old boy", "M"),
        ("76F, seen with her husband", "F"),
        ("74 year old right handed retired man", "M"),
        ("She is well and her knee is better", "F"),
        ("He came with his wife. She drove.", None),
        ("Follow-up of hypertension", None),
    ],
)
def test_the_sex_is_read(text, sex):
    assert stated_sex([text]) == sex


def test_what_the_request_gives_goes_first():
    encounter = Encounter("e", (Document("d", "54 yo F"),), patient=Patient(12, "M"))
    assert patient(encounter) == Patient(12, "M")


@pytest.mark.parametrize(
    ("text", "hand"),
    [
        ("right handed", "right"),
        ("LEFT-HANDED woman", "left"),
        ("44 y/o right-hand-dominant male", "right"),
        ("LHD", "left"),
        ("left hand pain", None),
    ],
)
def test_the_leading_hand_is_read(text, hand):
    assert dominance([text]).told == hand


def test_the_right_side_is_dominant_if_nothing_is_said():
    assert dominance([""]).of("right")
    assert not dominance([""]).of("left")
