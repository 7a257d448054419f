"""Substance use that the provider ties to no condition (guideline I.C.5.b.3)."""

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.pipeline import Pipeline
from symphony.coding.reason import Reason
from symphony.coding.reconciler.use_alone import RULE
from symphony.encounter.model import Document, Encounter


def _left_out(pipeline: Pipeline, release: Release, note: str) -> list[tuple[str | None, str]]:
    run = pipeline.run(Case(Encounter("e", (Document("d", note),)), release))
    told = [each for each in run.excluded if each.rule == RULE]
    assert all(each.reason is Reason.NOT_REPORTABLE for each in told)
    assert all("I.C.5.b.3" in (each.citation or "") for each in told)
    return [(each.code, each.text) for each in told]


def test_a_habit_is_left_out_and_says_why(pipeline: Pipeline, release: Release) -> None:
    note = "He uses cannabis recreationally a few times a month."
    assert _left_out(pipeline, release, note) == [("F12.90", "uses cannabis")]


def test_a_use_that_is_blamed_stays(pipeline: Pipeline, release: Release) -> None:
    note = "Assessment: Palpitations due to methamphetamine use."
    assert _left_out(pipeline, release, note) == []
