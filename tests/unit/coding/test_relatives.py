"""Family history: a candidate wherever it is told, a code where it bears on the encounter."""

from collections.abc import Callable

import pytest

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.pipeline import Pipeline, Run, check
from symphony.coding.reason import Reason
from symphony.coding.report import result
from symphony.coding.result import EngineFacts, Usage
from symphony.encounter.model import Document, Encounter, Setting

Read = Callable[[str], Run]

FAMILY = ("Z80", "Z81", "Z82", "Z83", "Z84")


@pytest.fixture
def read(pipeline: Pipeline, release: Release) -> Read:
    """A note, coded as an office visit."""

    def run(note: str) -> Run:
        made = pipeline.run(
            Case(Encounter("e", (Document("d", note),), Setting.OUTPATIENT), release)
        )
        check(made)
        return made

    return run


def _codes(run: Run) -> set[str]:
    return {s.choice.code for s in run.reconciliation.codes if s.choice.code.startswith(FAMILY)}


def _candidates(run: Run) -> dict[str, list[str]]:
    return {
        s.choice.code: [evidence.text for evidence in s.choice.evidence]
        for s in run.reconciliation.candidates
        if s.choice.code.startswith(FAMILY)
    }


@pytest.mark.parametrize(
    ("told", "code", "evidence"),
    [
        ("Mother died of colon cancer at 60.", "Z80.0", ["colon cancer", "Mother"]),
        ("Brother: renal cell carcinoma.", "Z80.51", ["renal cell carcinoma", "Brother"]),
        ("Sister with cervical cancer.", "Z80.49", ["cervical cancer", "Sister"]),
        ("Father had an MI at 50.", "Z82.49", ["MI", "Father"]),
        ("Cousin with cystic fibrosis.", "Z83.49", ["cystic fibrosis", "Cousin"]),
        ("Tuberculosis in his grandfather.", "Z83.1", ["Tuberculosis", "grandfather"]),
        ("Runs in the family: gout.", "Z82.69", ["gout", "Runs in the family:"]),
        ("Grandmother with dementia.", "Z81.8", ["dementia", "Grandmother"]),
    ],
)
def test_a_relatives_disease_is_a_candidate_with_the_words_and_the_relation(
    read: Read, told: str, code: str, evidence: list[str]
) -> None:
    run = read(f"FAMILY HISTORY\n{told}\n\nASSESSMENT\n1. Ankle sprain, right.\n")
    assert _candidates(run) == {code: evidence}
    assert not _codes(run)
    assert not [e for e in run.excluded if e.reason is Reason.FAMILY_HISTORY]


def test_a_list_gives_each_disease_its_own_relative(read: Read) -> None:
    run = read("FHx: breast ca (mother), CAD (father at 52)\n\nAssessment:\n1. Asthma.\n")
    assert _candidates(run) == {"Z80.3": ["breast ca", "mother"], "Z82.49": ["CAD", "father"]}


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        (
            (
                "Family History:\nMother: breast cancer at 45. Father: DM2.\n\n"
                "Assessment:\n1. Screening mammogram.\n"
            ),
            {"Z80.3"},
        ),
        (
            "FH: aunts both had ovarian cancer.\n\nAssessment:\n1. Genetic counseling.\n",
            {"Z80.41"},
        ),
        (
            "HPI: Here for an early colonoscopy because his father had colon cancer at 49.\n",
            {"Z80.0"},
        ),
        (
            (
                "Assessment:\n1. Hyperlipidemia - statin, given his strong family history of "
                "premature coronary artery disease.\n"
            ),
            {"Z82.49"},
        ),
        ("Assessment:\n1. Obesity. With diabetes in both parents we check an A1c.\n", {"Z83.3"}),
        ("Assessment:\n1. Family history of colon cancer\n", {"Z80.0"}),
        (
            (
                "HPI: Her sister has celiac disease; her own screening was negative last year.\n\n"
                "Assessment:\n1. Migraine.\n"
            ),
            set(),
        ),
        ("Assessment:\n1. Migraine.\nFH: mother with Alzheimer's, brother MI.\n", set()),
    ],
)
def test_it_is_reported_where_it_bears_on_the_encounter(
    read: Read, note: str, codes: set[str]
) -> None:
    assert _codes(read(note)) == codes


@pytest.mark.parametrize(
    "told",
    [
        "No family history of breast cancer.",
        "Family history: negative for colon cancer.",
        "Denies any family history of diabetes.",
        "Her husband has diabetes.",
        "Mother may have had lupus.",
        "The infant of a diabetic mother was born at 38 weeks.",
    ],
)
def test_what_is_denied_doubted_or_no_relatives_is_no_family_history(read: Read, told: str) -> None:
    run = read(f"{told}\n\nAssessment:\n1. Ankle sprain, right.\n")
    assert not _candidates(run)
    assert not _codes(run)


def test_what_the_books_keep_no_family_history_of_is_left_out_as_the_relatives(read: Read) -> None:
    run = read("Family History:\nFather had a clavicle fracture.\n")
    assert not _candidates(run)
    left = [e for e in run.excluded if e.reason is Reason.FAMILY_HISTORY]
    assert [e.text for e in left] == ["clavicle fracture"]


def test_the_path_goes_by_the_code_of_the_disease(read: Read) -> None:
    run = read("Family History:\nFather had an MI at 50.\n")
    (found,) = run.reconciliation.candidates
    assert found.choice.trail[0].book == "reading"
    assert "conditions classifiable to I00-I5A" in found.choice.trail[2].entry


def test_a_path_begins_with_the_term_that_the_words_were_read_as(read: Read) -> None:
    run = read("Assessment:\n1. COPD - quit smoking in 2009.\n2. HTN.\n")
    facts = EngineFacts(name="offline", version="0", rules_version="0")
    made = result([run], facts, Usage())
    paths = {code.code: [(step.book, step.entry) for step in code.trail] for code in made.codes}
    assert paths["Z87.891"][0] == (
        "reading",
        "quit smoking → personal history of nicotine dependence",
    )
    assert paths["I10"][0][0] == "lexicon"
    read_as = {m.evidence.text: m.terms for m in run.mentions.mentions}
    assert read_as["HTN"] == ("essential primary hypertension",)
