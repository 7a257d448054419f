"""``symphony code --engine llm`` as a user types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


def symphony(home, *arguments, **more):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SYMPHONY_")}
    environment |= {"SYMPHONY_HOME": str(home), "PYTHONPATH": str(ROOT / "src")} | more
    return subprocess.run(
        [sys.executable, "-m", "symphony", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


DISCHARGE = ("code", "examples/discharge-summary.txt", "--setting", "inpatient", "--engine", "llm")
NOBODY = ("--model", "desk", "--base-url", "http://127.0.0.1:9/v1")


def test_a_note_is_coded_from_its_tape_without_a_model(home):
    typed = ("--tape", "tests/fixtures/tapes", "--replay", "--format", "json")
    done = symphony(home, *DISCHARGE, *NOBODY, *typed)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["engine"]["name"] == "llm"
    assert result["engine"]["model"] == "desk"
    assert result["codes"][0]["code"] == "I13.0"
    assert result["codes"][0]["role"] == "principal"
    assert len(result["codes"]) >= 12
    assert result["usage"]["calls"] >= 3


def test_what_the_environment_says_holds_for_what_is_not_typed(home):
    done = symphony(
        home,
        *DISCHARGE,
        "--format",
        "json",
        SYMPHONY_MODEL="desk",
        SYMPHONY_TAPE="tests/fixtures/tapes",
        SYMPHONY_REPLAY="1",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["codes"][0]["code"] == "I13.0"


def test_what_is_not_on_the_tape_is_exit_5_with_all_that_was_done(home, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("HPI: Quixotic dyspepsia.\n")
    typed = ("--tape", str(tmp_path / "tape"), "--replay", "--format", "json")
    done = symphony(home, "code", str(note), "--engine", "llm", *NOBODY, *typed)
    assert done.returncode == 5
    assert "extractor: this exchange is not on the tape" in done.stderr
    assert "Quixotic" not in done.stderr
    result = json.loads(done.stdout)
    assert [finding["rule"] for finding in result["findings"]] == ["not_evaluated"]
    assert result["codes"] == []


def test_without_a_model_it_is_a_usage_error(home):
    done = symphony(home, *DISCHARGE)
    assert done.returncode == 2
    assert "SYMPHONY_MODEL" in done.stderr
