"""The engine: any stage by a model or offline, in any mix; failures keep what was done."""

import itertools
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from symphony.books.compile import write_release
from symphony.books.model import Content, Edition, Entry, Source
from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.by_model import ModelEngine, StageFailedError, model_pipeline
from symphony.coding.case import Case, Scope
from symphony.coding.model_settings import ModelSettings, settings_from
from symphony.coding.offline import offline_pipeline
from symphony.coding.prompts import STAGES, fingerprint
from symphony.coding.reason import Reason
from symphony.encounter.model import Document, Encounter, Setting
from symphony.errors import UsageError
from symphony.llm.failures import Failure, NotOnTape, OverBudget, Refused, Unreachable
from symphony.llm.usage import Budget
from symphony.testing import Known, ScriptedModel, TableModel

TEXT = "HPI: 70 y.o. with hypertension and gout, here for low back pain.\nA/P: Low back pain. PT.\n"
TABLE = (
    Known("hypertension", ("hypertension",)),
    Known("gout", ("gout",), role="relevant"),
    Known("Low back pain", ("low back pain",), kind="symptom", role="reason"),
)
SETTINGS = ModelSettings("table:model")


def encounter(text=TEXT, setting=Setting.OUTPATIENT):
    return Encounter("e", (Document("visit.txt", text),), setting)


def engine(model=None, **more):
    return ModelEngine(ModelSettings("table:model", **more), model=model or TableModel(TABLE))


def codes(coded):
    return [code.code for code in coded.result.codes]


def test_all_four_stages_by_model(release):
    model = TableModel(TABLE, prefer={"gout": "M10.9"})
    coded = engine(model).code([Case(encounter(), release)])
    assert codes(coded) == ["M54.50", "I10"]
    assert [c.code for c in coded.result.candidates] == ["M10.9"]
    assert [e.stage for e in model.exchanges] == ["extractor", "validator", "reconciler"]
    assert set(coded.stages) == {"extractor", "validator", "reconciler"}
    assert coded.usage.calls == 3
    assert coded.usage.input_tokens == sum(s.tokens.input for s in coded.stages.values())
    assert coded.failure is None


def test_the_result_says_what_did_the_work(release):
    facts = engine().code([Case(encounter(), release)]).result.engine
    assert (facts.name, facts.model) == ("llm", "table:model")
    assert facts.prompts_sha256 == fingerprint(STAGES)


def test_the_result_says_who_did_each_stage_and_what_it_cost(release):
    made = engine(stages={"navigator": "offline"}).code([Case(encounter(), release)]).result
    assert made.engine.stages == {
        "extractor": "model",
        "navigator": "offline",
        "validator": "model",
        "reconciler": "model",
    }
    stages = made.usage.stages
    assert set(stages) == {"extractor", "validator", "reconciler"}
    assert sum(stage.calls for stage in stages.values()) == made.usage.calls == 3
    assert sum(s.input_tokens for s in stages.values()) == made.usage.input_tokens


def test_with_every_stage_offline_no_model_did_the_work():
    model = TableModel(TABLE)
    facts = engine(model, stages=dict.fromkeys(STAGES, "offline")).facts
    assert (facts.name, facts.model, facts.prompts_sha256) == ("offline", None, None)


def test_codes_that_the_engine_without_a_model_reports_too_are_marked(release):
    made = engine().code([Case(encounter(), release)]).result
    # What stands in the history alone is not reported without a model.
    assert {code.code: code.agreed for code in made.codes} == {"M54.50": True, "I10": False}


def test_the_official_guidelines_are_laid_out_where_they_are_installed(tmp_path):
    shelf = Shelf(tmp_path)
    release = shelf.release("icd10cm")
    (release.path.parent / "rules").mkdir()
    book = {
        "name": "guidelines", "title": "Guidelines", "effective_from": "2025-10-01",
        "effective_to": "2026-09-30", "source": {"name": "g.txt", "sha256": "0" * 64, "size": 1},
        "sections": [{"id": "I.C.9.a", "title": "Hypertension", "says": None, "codes": ["I10"],
                      "settings": [], "text": "The classification presumes it.", "page": 41}],
    }  # fmt: skip
    (release.path.parent / "rules" / "guidelines.json").write_text(json.dumps(book))
    model = TableModel(TABLE)
    seen = replace(encounter(), date_of_service=date(2026, 5, 1))
    engine(model).code([Case(seen, release)])
    asked = next(e.messages[0].text for e in model.exchanges if e.stage == "validator")
    assert "I.C.9.a" in asked
    from symphony.books.guidelines.library import rules_on

    section = rules_on(release.path.parent, "icd10cm", date(2026, 5, 1)).section("I.C.9.a")
    assert section is not None
    assert section.text == "The classification presumes it."


@pytest.mark.parametrize("offline", list(itertools.product([True, False], repeat=4)))
def test_any_mix_of_stages_runs(release, offline):
    stages = {
        stage: "offline" if off else "model" for stage, off in zip(STAGES, offline, strict=True)
    }
    model = TableModel(TABLE)
    coded = engine(model, stages=stages).code([Case(encounter(), release)])
    assert "M54.50" in codes(coded)
    asked = {e.stage for e in model.exchanges}
    assert asked <= {stage for stage, way in stages.items() if way == "model"}
    assert coded.engine.prompts_sha256 == fingerprint([s for s in STAGES if stages[s] == "model"])


def test_several_systems_read_the_note_once(release):
    model = TableModel(TABLE)
    case = Case(encounter(), release)
    coded = engine(model).code([case, case])
    assert [e.stage for e in model.exchanges].count("extractor") == 1
    assert len(coded.runs) == 2


@pytest.mark.parametrize("stage", ["extractor", "validator", "reconciler"])
def test_a_stage_that_fails_keeps_what_was_done(release, stage):
    table = TableModel(TABLE)

    def script(exchange):
        return Unreachable("gone") if exchange.stage == stage else table.exchange(exchange)

    settings = ModelSettings("table:model", waits=_no_waits())
    coded = ModelEngine(settings, model=ScriptedModel(script)).code([Case(encounter(), release)])
    assert isinstance(coded.failure, Unreachable)
    assert f"{stage}, attempt 1" in str(coded.failure)
    (finding,) = [f for f in coded.result.findings if f.rule == "not_evaluated"]
    assert finding.severity == "error"
    assert stage in finding.message
    assert "hypertension" not in finding.message
    reasons = [e.reason for e in coded.result.excluded]
    if stage == "validator":
        assert reasons.count(Reason.NOT_EVALUATED) == 3
        assert coded.result.codes == ()
    if stage == "reconciler":
        assert codes(coded) == ["M54.50", "I10"]


def _no_waits():
    from symphony.llm.patience import Waits

    return Waits(attempts=1)


def test_as_a_pipeline_a_failure_is_raised_with_all_that_was_done(release):
    model = ScriptedModel([Refused("no key")])
    pipeline = model_pipeline(release, SETTINGS, model)
    with pytest.raises(StageFailedError, match="no key") as caught:
        pipeline.run(Case(encounter(), release))
    assert caught.value.exit_code == 5
    assert caught.value.coded.result.findings[0].rule == "not_evaluated"


def test_as_a_pipeline_it_gives_a_run(release):
    run = model_pipeline(release, SETTINGS, TableModel(TABLE)).run(Case(encounter(), release))
    assert [s.choice.code for s in run.reconciliation.codes] == ["M54.50", "I10"]


def test_a_spent_budget_is_a_typed_state(release):
    coded = engine(budget=Budget(calls=1)).code([Case(encounter(), release)])
    assert isinstance(coded.failure, Failure)
    assert coded.failure.kind == "over_budget"
    assert coded.usage.calls == 1
    assert "(over_budget)" in coded.result.findings[0].message
    assert {e.reason for e in coded.result.excluded} == {Reason.NOT_EVALUATED}
    assert OverBudget.exit_code == 5


def test_a_tape_replays_the_same_result_without_a_model(release, tmp_path):
    case = Case(encounter(), release)
    live = engine(tape=tmp_path).code([case])
    replay = ModelEngine(ModelSettings("table:model", tape=tmp_path, replay=True)).code([case])
    drop = {"usage": {"seconds"}}
    assert replay.result.model_dump_json(exclude=drop) == live.result.model_dump_json(exclude=drop)


def test_a_tape_without_the_note_fails_and_asks_nobody(release, tmp_path):
    settings = ModelSettings("table:model", tape=tmp_path, replay=True)
    coded = ModelEngine(settings).code([Case(encounter(), release)])
    assert isinstance(coded.failure, NotOnTape)


def test_an_encounter_of_nothing_has_no_codes_and_costs_nothing(release):
    coded = engine().code([Case(encounter(""), release)])
    assert codes(coded) == []
    assert coded.usage.calls == 0


def test_a_restricted_vocabulary_holds_for_every_stage(release):
    coded = engine().code([Case(encounter(), release, Scope(include=("I10",)))])
    assert codes(coded) == ["I10"]
    other = engine().code([Case(encounter(), release, Scope(exclude=("I",)))])
    assert codes(other) == ["M54.50"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"stages": {"coder": "model"}}, "coder"),
        ({"stages": {"navigator": "magic"}}, "magic"),
        ({"replay": True}, "tape folder"),
    ],
)
def test_settings_that_make_no_sense_are_refused(more, told):
    with pytest.raises(UsageError, match=told):
        engine(**more)


def test_without_a_name_there_is_no_model():
    with pytest.raises(UsageError, match="SYMPHONY_MODEL"):
        ModelEngine(ModelSettings(""))


def test_stages_one_by_one_mix_with_others_and_are_counted(release):
    model = TableModel(TABLE)
    made = engine(model)
    offline = offline_pipeline(release)
    mixed = replace(offline, extractor=made.stages(release).extractor)
    run = mixed.run(Case(encounter(), release))
    assert "M54.50" in [s.choice.code for s in run.reconciliation.codes]
    assert [e.stage for e in model.exchanges] == ["extractor"]
    whole = made.stages(release).run(Case(encounter(), release))
    assert [s.choice.code for s in whole.reconciliation.codes] == ["M54.50", "I10"]
    assert made.desk(encounter()).meter.stages["extractor"].calls == 2


def test_symphony_evaluate_can_mix_its_stages(release, monkeypatch):
    from symphony.coding import by_model
    from symphony.evaluation.engines import build
    from symphony.evaluation.settings import RunSettings

    made = engine(TableModel(TABLE))
    monkeypatch.setattr(by_model, "_engine_of_the_environment", lambda: made)
    name = "symphony.coding.by_model:llm_pipeline"
    for whole in (name, f"offline,extractor={name}", f"{name},navigator=offline"):
        line = build(RunSettings(whole)).code(encounter(), {"icd10cm": release}, Scope())
        assert "M54.50" in [code["code"] for code in line["codes"]]


def test_settings_are_read_from_the_environment(tmp_path):
    given = {
        "SYMPHONY_MODEL": "openai:m",
        "SYMPHONY_BASE_URL": "http://127.0.0.1:1/v1",
        "SYMPHONY_STAGES": "navigator=offline, validator=model",
        "SYMPHONY_TAPE": str(tmp_path),
        "SYMPHONY_REPLAY": "1",
        "SYMPHONY_BUDGET_CALLS": "6",
        "SYMPHONY_BUDGET_USD": "0.25",
        "SYMPHONY_TIMEOUT": "30",
        "SYMPHONY_CONCURRENCY": "4",
        "SYMPHONY_TEMPERATURE": "0",
        "OTHER": "x",
    }
    made = settings_from(given)
    assert (made.model, made.base_url, made.replay) == (
        "openai:m",
        given["SYMPHONY_BASE_URL"],
        True,
    )
    assert made.by_model() == ("extractor", "validator", "reconciler")
    assert made.budget == Budget(calls=6, usd=Decimal("0.25"))
    assert (made.tape, made.timeout, made.at_once) == (tmp_path, 30.0, 4)
    assert made.sampling == {"temperature": 0.0}
    assert settings_from({"SYMPHONY_MODEL": "m"}) == ModelSettings("m")


@pytest.mark.parametrize(
    "name", ["STAGES", "BUDGET_CALLS", "BUDGET_USD", "TIMEOUT", "REPLAY", "SEED"]
)
def test_a_setting_that_is_not_understood_is_named(name):
    with pytest.raises(UsageError, match=f"SYMPHONY_{name}"):
        settings_from({f"SYMPHONY_{name}": "nonsense"})


# A system that no prompt and no line of the program names: ships and their damages, axis by axis.
def _ships(tmp_path):
    rows = [
        ("H", "Hull damages", None, "chapter", False, ()),
        ("HL", "Leaks", "H", "category", False, ("water comes in",)),
        ("HL1", "Leak below the waterline", "HL", "subcategory", True, ()),
        ("HL2", "Leak above the waterline", "HL", "subcategory", True, ()),
        ("HB", "Broken masts", "H", "category", False, ()),
        ("HB1", "Broken mizzen mast", "HB", "subcategory", True, ()),
    ]
    entries = [Entry(c, t, p, lv, b, terms=names) for c, t, p, lv, b, names in rows]
    edition = Edition("ships", "2026", "Ships 2026", date(2026, 1, 1), None,
                      (Source("ships.csv", "0" * 64, 1),))  # fmt: skip
    path = tmp_path / "ships.sqlite"
    write_release(Content(edition, entries), path)
    return Release(path)


def test_a_system_that_a_user_imported_is_coded_with_the_same_prompts(tmp_path):
    release = _ships(tmp_path)
    table = (
        Known("leaking under water", ("leak below the waterline",)),
        Known("mizzen is gone", ("broken mizzen mast",)),
    )
    text = "The hull is leaking under water since Tuesday. The mizzen is gone."
    model = TableModel(table)
    coded = engine(model).code([Case(encounter(text), release)])
    assert codes(coded) == ["HL1", "HB1"]
    assert coded.result.codes[0].evidence[0].text == "leaking under water"
    texts = " ".join(e.instructions for e in model.exchanges)
    assert "ICD" not in texts
    assert "The book: Ships 2026" in model.exchanges[-1].messages[0].text.replace(
        "set (", "book: "
    ) or ("The book: Ships 2026" in model.exchanges[1].messages[0].text)


def test_a_book_is_walked_axis_by_axis_where_its_names_do_not_help(tmp_path):
    release = _ships(tmp_path)
    from symphony.llm.port import Reply, ToolCall

    replies = [
        json.dumps(
            {"entries": [{"line": 1, "quote": "she drinks the sea", "kind": "finding",
                          "said": "present", "role": "reason", "terms": ["drinking"],
                          "facts": []}]}
        ),
        Reply(calls=(ToolCall("call_0", "read", '{"code": "H"}'),)),
        Reply(calls=(ToolCall("call_0", "read", '{"code": "HL"}'),)),
        json.dumps({"found": [{"mention": 0, "codes": ["HL1", "HL2"]}]}),
        json.dumps(
            {"decisions": [{"mention": 0, "none": "", "reason": "", "look_up": [],
                            "codes": [{"code": "HL1", "reason": "r", "guidelines": [],
                                       "more_specific": "", "confidence": 80}]}]}
        ),
        json.dumps(
            {"verdicts": [{"code": "HL1", "line": 1, "verdict": "report", "reason": "r"}],
             "adds": [], "swaps": [], "order": []}
        ),
    ]  # fmt: skip
    model = ScriptedModel(replies)
    coded = engine(model).code([Case(encounter("Captain says she drinks the sea."), release)])
    assert codes(coded) == ["HL1"]
    assert coded.result.codes[0].trail[0].entry == "HL1 Leak below the waterline"
    assert coded.stages["navigator"].calls == 3
