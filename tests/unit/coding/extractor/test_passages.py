"""Passages of texts without headings, and the signals of the plan; all notes are our own."""

from collections.abc import Callable

import pytest

from symphony.coding.extractor.monitored import followed_by
from symphony.coding.extractor.passages import passages
from symphony.encounter.model import Setting
from symphony.encounter.sections import sections
from symphony.language.words import forms

Coded = Callable[..., set[str]]

HISTORY = (
    "Mrs. Adler, 68, was seen this morning. She has been tired for two months and her ankles swell "
    "by evening. Past problems are atrial fibrillation and an old wrist fracture."
)
EXAMINATION = (
    "She looked pale. Blood pressure 148/86, pulse 88 irregular, weight 71 kg. Chest clear, a soft "
    "systolic murmur at the apex, no hepatomegaly, a nabothian cyst, nystagmus to the left."
)
CONCLUSION = (
    "The tiredness is explained by iron deficiency anemia. Ferrous sulfate has been started and "
    "she is booked for a colonoscopy. Her atrial fibrillation is rate controlled on bisoprolol and "
    "she is to remain on apixaban. I will see her in three weeks."
)


def kinds(text: str) -> list[str]:
    return [passage.kind for passage in passages(text, sections(text))]


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_paragraphs_show_what_they_are(between: str) -> None:
    assert kinds(between.join([HISTORY, EXAMINATION, CONCLUSION])) == ["examined", "concluded"]


def test_a_text_that_concludes_nothing_has_no_passages() -> None:
    assert kinds(f"{HISTORY}\n\n{EXAMINATION}") == []


def test_headings_tell_what_they_tell() -> None:
    assert kinds(f"HPI\n{HISTORY}\n\nPHYSICAL EXAM\n{EXAMINATION}\n\nPLAN\n{CONCLUSION}") == []


def test_a_conclusion_is_no_part_of_the_results_before_it() -> None:
    text = f"{HISTORY}\n\nLaboratory data: hemoglobin 9.1, ferritin 6.\n\n{CONCLUSION}"
    found = passages(text, sections(text))
    assert [text[slice(*passage.extent)].strip() for passage in found] == [CONCLUSION]


def test_what_is_only_examined_is_not_reported(coded: Coded) -> None:
    found = coded(f"{HISTORY}\n\n{EXAMINATION}\n\n{CONCLUSION}")
    assert {"D50.9", "I48.91"} <= found
    assert not found & {"N88.8", "R01.1", "R23.1", "H55.00", "R53.83", "M25.471"}


def test_what_is_only_told_is_not_reported(coded: Coded) -> None:
    text = (
        "Mr. Ito, 50, comes about his left shoulder. It has hurt since he painted a fence. He had "
        "a colonoscopy in 2022 with one hyperplastic polyp.\n\nBP 120/70, pulse 66, weight 80 kg. "
        "Neer positive on the left, strength normal.\n\nThis is a rotator cuff tendinitis on the "
        "left. I gave him exercises and he will take naproxen for a week. Return in four weeks."
    )
    found = coded(text)
    assert "M75.82" in found
    assert "K63.5" not in found


@pytest.mark.parametrize(
    ("said", "condition", "expected"),
    [
        ("His A1c was 8, metformin is raised.", "type 2 diabetes", True),
        ("Home blood pressure in the 130s.", "hypertension", True),
        ("His A1c was 8.", "hypertension", False),
        ("Peak flow is better.", "asthma", True),
    ],
)
def test_a_measure_follows_a_condition(said: str, condition: str, *, expected: bool) -> None:
    measures = followed_by(frozenset(forms(condition)))
    assert any(each <= frozenset(forms(said)) for each in measures) is expected


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("Assessment: Left flank pain and hematuria, possible kidney stone. CT ordered.", "R31.9"),
        ("MDM: Fever and rash in a 6 year old, may be scarlet fever. Strep test sent.", "R21"),
        ("A/P: Chest pain, rule out coronary disease. Stress test next week.", "R07.9"),
        (
            "Assessment and plan: 61-year-old with weight loss. Differential includes lymphoma.",
            "R63.4",
        ),
    ],
)
def test_a_complaint_that_nothing_settles_is_reported(
    coded: Coded, note: str, expected: str
) -> None:
    assert expected in coded(note)


@pytest.mark.parametrize(
    ("note", "absent"),
    [
        ("Assessment: Migraine without aura. Headache with nausea. Start sumatriptan.", "R51.9"),
        ("Assessment: Abdominal pain and vomiting from gastroenteritis. Ondansetron.", "R11.10"),
    ],
)
def test_a_complaint_that_is_settled_is_not(coded: Coded, note: str, absent: str) -> None:
    assert absent not in coded(note)


def test_a_lasting_finding_of_an_image_alone_is_not_reported(coded: Coded) -> None:
    note = (
        "CC: toe pain\n\nRESULTS\nX-ray: no fracture. Mild arthritis and moderate mitral "
        "regurgitation on echo.\n\nPLAN\nWe will start naproxen. Return in 2 weeks.\n"
    )
    assert not coded(note, setting=Setting.OUTPATIENT) & {"M19.90", "I34.0"}


def test_chronic_pain_that_is_looked_after_is_reported(coded: Coded) -> None:
    note = (
        "HPI: She has depression. Regarding her chronic low back pain, gabapentin helps.\n\n"
        "PLAN\nContinue gabapentin for the chronic low back pain. Return in 3 months.\n"
    )
    assert "M54.50" in coded(note)
