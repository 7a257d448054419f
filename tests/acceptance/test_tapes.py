"""The example notes as a coder at the desk coded them, replayed from tape: no model, no network.

The tapes are recorded anew with ``scripts/retape`` whenever what is sent changes.
"""

import json
import socket
import tomllib
from pathlib import Path

import pytest

from symphony.books.guidelines.book import Guidelines
from symphony.books.shelf import Shelf
from symphony.coding.by_model import ModelEngine
from symphony.coding.case import Case
from symphony.coding.model_settings import ModelSettings
from symphony.encounter.model import Document, Encounter, Setting

ROOT = Path(__file__).parents[2]
DESK = ROOT / "tests" / "fixtures" / "desk"
TAPES = ROOT / "tests" / "fixtures" / "tapes"
NOTES = sorted(file.stem for file in DESK.glob("*.json"))


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return Shelf(tmp_path_factory.mktemp("home")).release("icd10cm")


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        pytest.fail("a replay must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def replay(note, release):
    answers = json.loads((DESK / f"{note}.json").read_text())
    text = (ROOT / "examples" / answers["note"]).read_text()
    document = Document(answers["note"], text)
    encounter = Encounter(answers["note"], (document,), Setting(answers["setting"]))
    settings = ModelSettings("desk", base_url="http://127.0.0.1:9/v1", tape=TAPES, replay=True)
    with ModelEngine(settings) as engine:
        coded = engine.code([Case(encounter, release)])
    assert coded.failure is None, f"{coded.failure}; run scripts/retape"
    return text, coded.result


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("note", NOTES)
def test_a_replay_gives_the_codes_of_the_desk(note, release):
    _, result = replay(note, release)
    expected = tomllib.loads((ROOT / "examples" / f"{note}.codes.toml").read_text())
    wanted = {code["code"] for code in expected["codes"]}
    given = {code.code for code in result.codes}
    assert len(given & wanted) >= 0.9 * len(wanted), sorted(given ^ wanted)
    wanted |= {code["code"] for code in expected.get("acceptable", [])}
    assert given <= wanted, sorted(given - wanted)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("note", NOTES)
def test_every_code_has_true_evidence_a_trail_and_checked_citations(note, release):
    text, result = replay(note, release)
    rules = Guidelines.of("icd10cm")
    cited = 0
    for code in result.codes:
        assert code.evidence
        assert all(text[e.start : e.end] == e.text for e in code.evidence)
        assert code.trail
        assert code.rationale
        assert release.code(code.code).billable
        for citation in code.guidelines:
            section = rules.section(citation.section)
            if section is not None and citation.quote:
                assert citation.quote in f"{section.says} {section.text}"
                cited += 1
    assert cited >= 2


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("note", NOTES)
def test_two_replays_are_the_same_bytes(note, release):
    drop = {"usage": {"seconds"}}
    one = replay(note, release)[1].model_dump_json(exclude=drop)
    other = replay(note, release)[1].model_dump_json(exclude=drop)
    assert one == other


def test_no_text_of_a_benchmark_is_on_a_tape():
    examples = "".join(p.read_text() for p in (ROOT / "examples").glob("*.txt"))
    for file in TAPES.rglob("*.json"):
        sent = json.loads(file.read_text())["sent"]["messages"][0]["text"]
        record = sent.split("The record:")[1].split("\n\nThe ")[0]
        lines = [line.split("| ", 1)[1] for line in record.splitlines() if "| " in line]
        assert all(line.rstrip() in examples for line in lines if line.strip())
