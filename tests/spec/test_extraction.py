"""What the offline extractor reports of a note, and what it leaves out with which reason."""

import pytest

from symphony.books.shelf import Shelf
from symphony.coding.extractor.offline import OfflineExtractor
from symphony.coding.extractor.reportable import weights
from symphony.coding.vocabulary import vocabulary
from symphony.encounter.model import Document, Encounter, Setting


@pytest.fixture(scope="module")
def extractor(tmp_path_factory: pytest.TempPathFactory) -> OfflineExtractor:
    """The extractor over the embedded release."""
    release = Shelf(tmp_path_factory.mktemp("home")).release("icd10cm")
    return OfflineExtractor(vocabulary(release))


def told(
    extractor: OfflineExtractor, text: str, setting: Setting = Setting.OUTPATIENT
) -> tuple[set[str], dict[str, str]]:
    """The terms that are reported, and the reason for each text that is not."""
    found = extractor.extract(Encounter("e", (Document("d", text),), setting))
    reported = {m.term for m in found.mentions if m.score >= weights().code_at}
    return reported, {e.text: e.reason.value for e in found.excluded}


def test_a_listed_problem_is_reported_and_its_symptom_is_not(extractor: OfflineExtractor) -> None:
    reported, left = told(
        extractor,
        "HPI: Right elbow pain for 2 weeks.\nA/P:\n1. Lateral epicondylitis - ice, brace.\n",
    )
    assert reported == {"Lateral epicondylitis"}
    assert left["elbow pain"] == "not_reportable"


def test_drugs_give_long_term_use_not_diseases(extractor: OfflineExtractor) -> None:
    reported, _ = told(
        extractor,
        "Medications: apixaban 5 mg BID, furosemide 20 mg daily\nA/P:\n1. Gout - stable.\n",
    )
    assert reported == {"Gout", "long term current use of anticoagulants"}


@pytest.mark.parametrize(
    ("setting", "reported"),
    [(Setting.OUTPATIENT, False), (Setting.INPATIENT, True)],
)
def test_a_probable_diagnosis_counts_for_inpatients_only(
    extractor: OfflineExtractor, setting: Setting, *, reported: bool
) -> None:
    text = "DISCHARGE DIAGNOSIS:\nProbable pneumonia\n"
    found, left = told(extractor, text, setting)
    assert ("pneumonia" in found) is reported
    assert ("uncertain" in left.values()) is not reported


def test_what_is_ruled_out_later_is_not_probable(extractor: OfflineExtractor) -> None:
    text = "HOSPITAL COURSE: Treated for possible pneumonia. Pneumonia was ruled out.\n"
    found, left = told(extractor, text, Setting.INPATIENT)
    assert "pneumonia" not in found
    assert left["pneumonia"] == "negated"


def test_a_body_mass_index_goes_with_a_weight_diagnosis_only(extractor: OfflineExtractor) -> None:
    measured = "O: BMI 33.1\n"
    alone, _ = told(extractor, measured + "A/P:\n1. Gout\n")
    beside, _ = told(extractor, measured + "A/P:\n1. Obesity, class 1\n")
    assert not any(term.startswith("body mass") for term in alone)
    assert any(term.startswith("body mass") for term in beside)


def test_a_harm_done_by_a_drug_gives_two_things(extractor: OfflineExtractor) -> None:
    reported, _ = told(extractor, "Assessment:\n1. Opioid-induced constipation\n")
    assert reported == {"Opioid-induced constipation", "adverse effect of other opioids"}


def test_an_injury_brings_its_cause_and_nothing_else_does(extractor: OfflineExtractor) -> None:
    fall = "HPI: She fell off a ladder.\n"
    hurt, _ = told(extractor, fall + "Impression:\n1. Wrist sprain\n")
    unhurt, _ = told(extractor, fall + "Impression:\n1. Gout\n")
    assert "fall on and from ladder" in hurt
    assert "fall on and from ladder" not in unhurt


def test_a_lasting_disease_of_the_past_history_with_its_drug_is_reported(
    extractor: OfflineExtractor,
) -> None:
    reported, left = told(
        extractor,
        "PMH: hypertension on amlodipine, chickenpox.\nMedications: amlodipine 5 mg daily\n"
        "A/P:\n1. Lateral epicondylitis - ice, brace.\n",
    )
    assert "hypertension" in reported
    assert "chickenpox" in left
