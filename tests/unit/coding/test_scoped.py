"""A part of the codes is reported: the others are excluded, and still decided what these are."""

from dataclasses import replace

from symphony.coding.case import Scope
from symphony.coding.coder import Coder
from symphony.coding.pipeline import check
from symphony.coding.reason import Reason
from symphony.encounter.model import Document, Encounter

NOTE = Encounter(
    "e", (Document("note", "Assessment:\n1. Type 2 DM with CKD.\n2. CKD stage 3a.\n3. Gout.\n"),)
)


def codes(coder: Coder) -> list[str]:
    return [code.code for code in coder.code(NOTE).codes]


def test_a_code_stays_what_it_is_by_a_code_out_of_scope(coder: Coder) -> None:
    assert {"E11.22", "N18.31"} <= set(codes(coder))
    assert codes(replace(coder, scope=Scope(include=("E11",)))) == ["E11.22"]


def test_what_is_out_of_scope_is_excluded_and_the_sum_is_right(coder: Coder) -> None:
    (run,) = replace(coder, scope=Scope(exclude=("N18", "M"))).runs(NOTE)
    check(run)
    left_out = {e.code for e in run.excluded if e.reason is Reason.NOT_IN_SCOPE}
    assert {"N18.31", "M10.9"} <= left_out
    assert all(e.evidence for e in run.excluded)


def test_roles_are_those_of_the_whole_encounter(coder: Coder) -> None:
    made = replace(coder, scope=Scope(include=("M10",))).code(NOTE)
    assert [(code.sequence, code.role) for code in made.codes] == [(1, "secondary")]


def test_no_scope_changes_nothing(coder: Coder) -> None:
    (one,), (other,) = coder.runs(NOTE), replace(coder, scope=Scope()).runs(NOTE)
    assert one.reconciliation == other.reconciliation
