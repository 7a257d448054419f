"""Profiles that index every condition that a document names, and are for no bill."""

import pytest

from symphony.coding.by_model import ModelEngine
from symphony.coding.case import Case
from symphony.coding.extractor.every import general_names
from symphony.coding.model_settings import ModelSettings
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import check
from symphony.coding.reason import Reason
from symphony.encounter.model import Document, Encounter
from symphony.errors import UsageError
from symphony.language.words import bag
from symphony.testing import TableModel

REPORT = (
    "A 61-year-old smoker with a history of stroke and arterial hypertension presented with cough "
    "and chest pain. He had no hemoptysis. Pneumonia was suspected. Her mother had breast cancer. "
    "He was given insulin, and had fallen from a ladder."
)


def _run(release, text, profile="each-mention"):
    run = offline_pipeline(release, profile).run(
        Case(Encounter("e", (Document("n", text),)), release)
    )
    check(run)
    return run


def _codes(run):
    return {sequenced.choice.code for sequenced in run.reconciliation.codes}


def test_present_past_and_uncertain_conditions_are_indexed_as_themselves(release):
    codes = _codes(_run(release, REPORT))
    assert {"I63.9", "I10", "R05.9", "R07.9", "J18.9"} <= codes
    assert not {code for code in codes if code[0] in "ZVWXY"}


def test_what_the_bill_leaves_out_is_in_the_index(release):
    official = _codes(_run(release, REPORT, "official"))
    assert not {"J18.9", "I63.9"} & official


def test_a_denied_condition_is_indexed_only_where_the_profile_says_so(release):
    run = _run(release, REPORT)
    assert "R04.2" not in _codes(run)
    assert Reason.NEGATED in {exclusion.reason for exclusion in run.excluded}
    assert "R04.2" in _codes(_run(release, REPORT, "each-mention-negated"))


def test_a_relatives_disease_is_never_the_patients(release):
    for profile in ("each-mention", "each-mention-negated"):
        assert not {code for code in _codes(_run(release, REPORT, profile)) if code[0] == "C"}


def test_states_histories_and_drugs_are_candidates(release):
    text = "He has a history of colon cancer, a colostomy and long-term use of insulin."
    run = _run(release, text)
    assert {code[:3] for code in _codes(run)} == {"C18"}
    beside = {sequenced.choice.code for sequenced in run.reconciliation.candidates}
    assert {"Z93.3", "Z79.4"} <= beside


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She had nausea and vomiting.", {"R11.0", "R11.10"}),
        ("He had diabetes with hyperglycemia.", {"E11.9", "R73.9"}),
        ("He has hypertension and chronic kidney disease.", {"I10", "N18.9"}),
        ("He has edema, and heart failure was found.", {"R60.9", "I50.9"}),
    ],
)
def test_nothing_is_combined_or_left_out_as_integral(release, text, wanted):
    assert _codes(_run(release, text)) == wanted


def test_a_name_that_says_too_little_for_a_bill_has_its_code(release):
    text = "The infection persisted, with pain and necrosis."
    assert _codes(_run(release, text)) == {"B99.9", "R52", "I96"}
    assert not _codes(_run(release, text, "official"))


def test_every_general_name_has_one_place_in_the_book(release):
    for name, term in general_names().items():
        found = {t.code for t in release.named(bag(term))}
        assert found, name
        assert len({code[:3] for code in found}) <= 2, (name, found)


def test_what_is_named_again_is_surer(release):
    run = _run(release, "He has gout and psoriasis. The gout is severe. His gout is old.")
    sure = {s.choice.code: s.choice.confidence for s in run.reconciliation.codes}
    assert sure["M10.9"] > sure["L40.9"]


def test_the_result_says_that_it_is_no_bill(release):
    (finding,) = _run(release, REPORT).reconciliation.findings
    assert finding.severity == "warning"
    assert finding.message.startswith("not for billing")
    assert not {s.role for s in _run(release, REPORT).reconciliation.codes} - {"secondary"}


def test_the_surest_candidate_comes_first(release):
    candidates = _run(release, REPORT).reconciliation.candidates
    sure = [sequenced.choice.confidence for sequenced in candidates]
    assert sure == sorted(sure, reverse=True)


def test_a_model_is_not_asked_for_every_mention():
    settings = ModelSettings("table:model", profile="each-mention")
    with pytest.raises(UsageError, match="offline engine"):
        ModelEngine(settings, model=TableModel(()))


def test_the_usual_profile_reads_as_before(release):
    """The index has names of its own; they are never in the reading for a bill."""
    before = _codes(_run(release, REPORT, "official"))
    _run(release, REPORT, "each-mention")
    assert _codes(_run(release, REPORT, "official")) == before
