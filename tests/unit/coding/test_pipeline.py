"""The promises that every run is checked for, and what happens when an agent breaks one."""

from dataclasses import replace

import pytest

from symphony.books.store import Release
from symphony.coding.case import Case, Scope
from symphony.coding.coder import OFFLINE, Coder
from symphony.coding.evidence import Evidence
from symphony.coding.pipeline import Pipeline, Run, check
from symphony.coding.reason import Reason
from symphony.coding.report import result, verify
from symphony.coding.result import Usage
from symphony.coding.stages import Mentions, Navigation, Reconciliation, Validation
from symphony.encounter.model import Document, Encounter
from symphony.errors import InternalError

NOTE = Document("note", "Assessment:\n1. Gout of the left foot.\n2. Hypertension.\nNo diabetes.")


@pytest.fixture
def made(coder: Coder) -> Run:
    (run,) = coder.runs(Encounter("e", (NOTE,)))
    assert len(run.reconciliation.codes) >= 2
    return run


def with_code(run: Run, **change: object) -> Run:
    first, *others = run.reconciliation.codes
    broken = replace(first, choice=replace(first.choice, **change))
    return replace(run, reconciliation=replace(run.reconciliation, codes=(broken, *others)))


def test_a_sound_run_passes(made: Run) -> None:
    check(made)


def test_every_mention_is_coded_or_excluded(made: Run) -> None:
    placed = (*made.reconciliation.codes, *made.reconciliation.candidates)
    ended = {m for s in placed for m in s.choice.mentions} | {e.mention for e in made.excluded}
    assert {mention.id for mention in made.mentions.mentions} <= ended
    assert all(isinstance(e.reason, Reason) for e in made.excluded)


def test_a_mention_that_vanishes_is_our_fault(made: Run) -> None:
    lost = replace(made, reconciliation=replace(made.reconciliation, codes=(), candidates=()))
    with pytest.raises(InternalError, match="neither coded nor excluded"):
        check(lost)


@pytest.mark.parametrize("code", ["E11.999", "E11", "", "M10", "A00-A09"])
def test_a_code_outside_the_release_is_our_fault(made: Run, code: str) -> None:
    with pytest.raises(InternalError, match="not in the release"):
        check(with_code(made, code=code))


def test_a_code_without_evidence_is_our_fault(made: Run) -> None:
    with pytest.raises(InternalError, match="no evidence"):
        check(with_code(made, evidence=()))


def test_a_candidate_is_held_to_the_same(made: Run) -> None:
    first = made.reconciliation.codes[0]
    bad = replace(first, choice=replace(first.choice, code="Z99.999"))
    with pytest.raises(InternalError, match=r"'Z99\.999' is not in the release"):
        check(replace(made, reconciliation=replace(made.reconciliation, candidates=(bad,))))


def test_an_agent_that_invents_cannot_get_past_the_pipeline(made: Run, release: Release) -> None:
    class Scripted:
        def extract(self, _encounter: Encounter) -> Mentions:
            return made.mentions

        def navigate(self, _case: Case, _mentions: Mentions) -> Navigation:
            return made.navigation

        def validate(self, *_: object) -> Validation:
            return made.validation

        def reconcile(self, *_: object) -> Reconciliation:
            return with_code(made, code="X99.9999").reconciliation

    agent = Scripted()
    with pytest.raises(InternalError):
        Pipeline(agent, agent, agent, agent).run(Case(made.case.encounter, release, Scope()))


def test_evidence_that_the_note_does_not_say_cannot_be_reported(made: Run) -> None:
    with pytest.raises(InternalError, match="evidence 0:4 is not in 'note'"):
        result([with_code(made, evidence=(Evidence("note", 0, 4, "gout"),))], OFFLINE, Usage())


def test_a_result_is_verified_against_its_documents(made: Run) -> None:
    told = result([made], OFFLINE, Usage())
    verify(told, [NOTE])
    with pytest.raises(InternalError):
        verify(told, [Document("note", "x" + NOTE.text)])


def test_evidence_of_a_document_that_is_not_there_is_our_fault(made: Run) -> None:
    told = result([made], OFFLINE, Usage())
    with pytest.raises(InternalError):
        verify(told, [Document("other", NOTE.text)])


def test_the_result_names_documents_releases_and_engine(made: Run) -> None:
    told = result([made], OFFLINE, Usage())
    assert [(d.id, d.characters) for d in told.documents] == [("note", len(NOTE.text))]
    assert told.releases[0].release == "2026-04-01"
    assert told.engine.name == "offline"
    assert [code.sequence for code in told.codes] == list(range(1, len(told.codes) + 1))
    assert told.codes[0].role == "first_listed"


@pytest.mark.parametrize(
    ("scope", "code", "allowed"),
    [
        (Scope(), "E11.9", True),
        (Scope(include=("E11",)), "E11.9", True),
        (Scope(include=("E11",)), "I10", False),
        (Scope(exclude=("V", "W", "X", "Y")), "W01.0XXA", False),
        (Scope(include=("E",), exclude=("E11.6",)), "E11.65", False),
        (Scope(include=("E",), exclude=("E11.6",)), "E11.9", True),
    ],
)
def test_a_scope_allows_what_is_under_its_prefixes(scope: Scope, code: str, allowed: bool) -> None:
    assert scope.allows(code) is allowed
