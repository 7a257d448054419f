"""OpenTelemetry spans: one a stage, and no text of the note in any of them."""

from contextlib import contextmanager

import pytest

from symphony.coding.by_model import ModelEngine, ModelSettings
from symphony.coding.case import Case
from symphony.encounter.model import Document, Encounter
from symphony.llm.failures import Refused
from symphony.testing import Known, ScriptedModel, TableModel

otel = pytest.importorskip("opentelemetry.trace", reason="OpenTelemetry's API comes with [llm]")

TEXT = "Zweistein has low back pain."


@pytest.fixture
def spans(monkeypatch):
    seen = []

    class Span:
        def set_attribute(self, key, value):
            seen.append((key, value, {}))

    class Tracer:
        @contextmanager
        def start_as_current_span(self, name, attributes=None, **more):
            seen.append((name, dict(attributes or {}), more))
            yield Span()

    monkeypatch.setattr(otel, "get_tracer", lambda *_: Tracer())
    return seen


def code(model, release):
    case = Case(Encounter("Zweistein", (Document("Zweistein.txt", TEXT),)), release)
    return ModelEngine(ModelSettings("m"), model=model).code([case])


def test_every_stage_is_a_span_with_numbers_only(release, spans):
    code(TableModel([Known("low back pain", ("low back pain",))]), release)
    assert [name for name, _, _ in spans] == [
        "symphony.extractor",
        "symphony.navigator",
        "symphony.validator",
        "symphony.reconciler",
    ]
    assert not any(word in str(spans) for word in ("Zweistein", "pain"))


def test_a_failure_leaves_no_text_behind(release, spans):
    code(ScriptedModel([Refused("no key for Zweistein")]), release)
    (_, facts, more), error = spans
    assert facts == {"system": "icd10cm"}
    assert more == {"record_exception": False, "set_status_on_exception": False}
    assert error == ("error.type", "Refused", {})
