"""``--engine``: the language model, mixes of stages for an ablation, and profiles of rules."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symphony.cli.evaluate import evaluate
from symphony.coding import by_model
from symphony.errors import ModelError, UsageError
from symphony.llm.failures import Refused
from symphony.testing import Known, ScriptedModel, TableModel

TABLE = (
    Known("hypertension", ("hypertension",)),
    Known("type 2 diabetes", ("type 2 diabetes",)),
    Known("Gout", ("gout",)),
)
PREFER = {"Gout": "M10.9"}
NOBODY = ["--model", "openai:nobody", "--base-url", "http://127.0.0.1:9/v1"]


@pytest.fixture
def model(monkeypatch):
    double = TableModel(TABLE, prefer=PREFER)
    monkeypatch.setattr(by_model, "connect", lambda *_, **__: double)
    return double


def run(*arguments: object) -> list[dict]:
    done = CliRunner().invoke(evaluate, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def asked(model: TableModel) -> set[str]:
    return {exchange.stage for exchange in model.exchanges}


def test_the_language_model_does_all_four_stages(notes: Path, model: TableModel) -> None:
    (one,) = run(notes, "--engine", "llm", *NOBODY)
    assert {"extractor", "validator", "reconciler"} <= asked(model)
    assert one["engine"] == "llm (openai:nobody)"
    assert one["micro"]["right"] == 3  # lumbago and the fall are not in the model's table
    assert [stage["stage"] for stage in one["stages"]] == [
        "extract",
        "navigate",
        "validate",
        "reconcile",
    ]
    assert one["cost"]["calls"] == len(model.exchanges)
    assert one["cost"]["tokens"] > 0


@pytest.mark.parametrize(
    ("arguments", "stages", "title"),
    [
        (
            ["llm", "--stage", "extractor=offline"],
            "validator",
            "(openai:nobody, extractor=offline)",
        ),
        (["llm,validator=offline,reconciler=offline"], "extractor", "(openai:nobody)"),
        (["offline,extractor=llm"], "extractor", "(openai:nobody)"),
        (["extractor=llm"], "extractor", "(openai:nobody)"),
        (["offline,validator=llm"], "validator", "(openai:nobody)"),
    ],
)
def test_an_ablation(notes: Path, model: TableModel, arguments, stages, title) -> None:
    (one,) = run(notes, "--engine", *arguments, *NOBODY)
    assert one["engine"] == f"{arguments[0]} {title}"
    assert stages in asked(model)
    assert asked(model) <= {stages, "reconciler"}
    assert one["micro"]["right"] >= 2


def test_engines_side_by_side(notes: Path, model: TableModel) -> None:
    found = run(notes, "--engine", "offline", "--engine", "llm", *NOBODY)
    assert [one["engine"] for one in found] == ["offline", "llm (openai:nobody)"]
    assert found[0]["cost"]["calls"] == 0
    assert found[1]["cost"]["calls"] == len(model.exchanges)


def test_a_run_replays_from_its_tape_in_several_processes(
    notes: Path, model: TableModel, tmp_path: Path
) -> None:
    tape = tmp_path / "tape"
    (recorded,) = run(notes, "--engine", "llm", *NOBODY, "--tape", tape)
    heard = len(model.exchanges)
    (replayed,) = run(notes, "--engine", "llm", *NOBODY, "--tape", tape, "--replay", "--workers", 2)
    assert len(model.exchanges) == heard
    for one in (recorded, replayed):
        del one["cost"]
    assert replayed == recorded


def test_gold_mentions_stand_in_for_the_model_s_extractor(notes: Path, model: TableModel) -> None:
    run(notes, "--engine", "llm", *NOBODY, "--gold-mentions")
    assert "extractor" not in asked(model)
    assert "validator" in asked(model)


def test_a_chart_is_read_once_for_several_books(notes: Path, model: TableModel) -> None:
    from symphony.books.shelf import Shelf
    from symphony.coding.case import Scope
    from symphony.coding.model_settings import ModelSettings
    from symphony.encounter.model import Document, Encounter
    from symphony.evaluation.engines import build
    from symphony.evaluation.settings import RunSettings

    del notes
    release = Shelf().release("icd10cm")
    engine = build(RunSettings("llm", model=ModelSettings("openai:nobody")))
    chart = Encounter("a", (Document("a", "Gout."),))
    engine.code(chart, {"icd10cm": release, "other": release}, Scope())
    assert [e.stage for e in model.exchanges].count("extractor") == 1


def test_charts_that_the_model_refuses_end_the_run_and_are_tried_again(
    notes: Path, monkeypatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.jsonl"
    said = ScriptedModel(lambda _: (_ for _ in ()).throw(Refused("no key")))
    monkeypatch.setattr(by_model, "connect", lambda *_, **__: said)
    with pytest.raises(ModelError, match=r"coded none of 3 charts.*no key"):
        run(notes, "--engine", "llm", *NOBODY, "--predictions", kept)
    assert "Refused" in kept.read_text()
    monkeypatch.setattr(by_model, "connect", lambda *_, **__: TableModel(TABLE, prefer=PREFER))
    (again,) = run(notes, "--engine", "llm", *NOBODY, "--predictions", kept)
    assert again["predicted"]["charts_failed"] == 0
    assert again["micro"]["right"] == 3
    assert len(kept.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--engine", "llm"], "SYMPHONY_MODEL"),
        (["--tape", "t"], "--tape only has a meaning with --engine llm"),
        (["--engine", "llm", *NOBODY, "--stage", "coder=offline"], "'coder': stages are"),
        (["--engine", "offline,coder=llm", *NOBODY], "'coder=llm' is not STAGE=ENGINE"),
        (["--profile", "nobody's"], "there is no rule profile"),
        (["--engine", "scripted:silent", "--profile", "code-each-problem"], "takes no profile"),
        (["--engine", "scripted:silent,extractor=offline"], "cannot be mixed"),
        (["--engine", "nothing"], "choose offline or llm"),
    ],
)
def test_wrong_usage(notes: Path, monkeypatch, arguments: list[str], said: str) -> None:
    monkeypatch.delenv("SYMPHONY_MODEL", raising=False)
    done = CliRunner().invoke(evaluate, [str(notes), *arguments])
    assert isinstance(done.exception, UsageError), done.output
    assert said in str(done.exception)


def test_a_profile_changes_the_rules_and_is_named(write) -> None:
    chart = {
        "id": "x",
        "text": "Assessment:\n1. Hypertension\n2. Chronic kidney disease stage 3\n",
        "codes": [
            {"system": "icd10cm", "code": "I10"},
            {"system": "icd10cm", "code": "N18.30"},
        ],
    }
    notes = write([chart])
    (official,) = run(notes)
    (each,) = run(notes, "--profile", "code-each-problem")
    assert official["engine"] == "offline"
    assert official["micro"]["wrong"] == 1  # I12.9: what the guideline asks for
    assert each["engine"] == "offline (rules code-each-problem)"
    assert (each["micro"]["right"], each["micro"]["wrong"]) == (2, 0)
