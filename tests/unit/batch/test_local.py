"""Batches: the same bytes for any number of processes, taken up where they were stopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symphony.batch import local
from symphony.batch.local import Job, Tally, run
from symphony.batch.records import Defaults
from symphony.coding.case import Scope
from symphony.errors import BooksError, InputError, InternalError, UsageError

NOTES = (
    "Assessment:\n1. Type 2 diabetes.\n2. Hypertension.",
    "A/P: gout of the left foot. No fever.",
    "",
    "Impression: asthma, mild intermittent.\u2028Plan: albuterol.",
    "Nothing wrong with her at all.",
    "Diagnoses:\r\n- COPD\r\n- CKD stage 3a\r\n",
    "Mother had breast cancer.",
    "1. Migraine\x85 2. Back pain 🩺",
)


@pytest.fixture(autouse=True)
def _compiled(shelf) -> None:
    shelf.release("icd10cm")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    records = [{"id": f"n{n}", "text": NOTES[n % len(NOTES)], "codes": []} for n in range(20)]
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def coded(source: Path, target: Path, **how: object) -> Tally:
    return run(source, target, Job(**how), lambda _: None)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]


def test_the_same_bytes_for_one_two_and_three_processes(source: Path, tmp_path: Path) -> None:
    outs = [tmp_path / f"{workers}.jsonl" for workers in (1, 2, 3)]
    for workers, out in enumerate(outs, start=1):
        assert coded(source, out, workers=workers) == Tally(20, 0, 0)
    assert outs[0].read_bytes() == outs[1].read_bytes() == outs[2].read_bytes()
    assert [line["id"] for line in lines(outs[0])] == [f"n{n}" for n in range(20)]


def test_a_profile_holds_for_the_whole_batch(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert coded(source, out, profile="code-each-problem") == Tally(20, 0, 0)
    versions = {line["engine"]["rules_version"] for line in lines(out)}
    assert all(version.endswith("+code-each-problem") for version in versions)
    with pytest.raises(UsageError, match="there is no rule profile"):
        coded(source, tmp_path / "other.jsonl", profile="mine")


def test_results_are_those_of_the_contract(source: Path, tmp_path: Path) -> None:
    coded(source, tmp_path / "out.jsonl")
    first = lines(tmp_path / "out.jsonl")[0]
    assert {"id", "setting", "documents", "releases", "engine", "codes", "excluded"} <= set(first)
    assert {"E11.9", "I10"} <= {code["code"] for code in first["codes"]}
    assert first["usage"]["seconds"] == 0.0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an undisturbed run makes of ``source``."""
    return tmp_path_factory.mktemp("whole") / "out.jsonl"


@pytest.mark.parametrize("kept", [0, 1, 7, 19, 20])
@pytest.mark.parametrize("torn", [0, 1, 5, 8, 12, 30])
def test_a_run_that_was_stopped_anywhere_ends_with_the_same_bytes(
    source: Path, tmp_path: Path, whole: Path, kept: int, torn: int
) -> None:
    out = tmp_path / "out.jsonl"
    coded(source, whole)  # the first time only: then all is finished
    every = whole.read_bytes().split(b"\n")
    begun = b"".join(line + b"\n" for line in every[:kept])
    out.write_bytes(begun + (every[kept][:torn] if kept < 20 else b""))
    assert coded(source, out) == Tally(20 - kept, 0, kept)
    assert out.read_bytes() == whole.read_bytes()


def test_a_killed_run_is_taken_up_again(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    text = "\n".join(NOTES) * 6
    many.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n in range(40)))
    out, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    command = [sys.executable, "-m", "symphony", "batch", str(many), str(out)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ) as process:
        while not out.exists() or b"\n" not in out.read_bytes():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    begun = out.read_bytes().count(b"\n")
    assert 0 < begun < 40
    assert coded(many, out) == Tally(40 - begun, 0, begun)
    coded(many, whole)
    assert out.read_bytes() == whole.read_bytes()


BAD = (
    b"not json at all",
    b'{"id": "x"}',
    b'{"id": 5, "text": "t"}',
    b'{"id": "latin", "text": "caf\xe9"}',
    b'{"id": "half", "text": "\\ud83e"}',
    b'{"id": "empty", "documents": []}',
    b'["id"]',
)


def test_a_bad_record_is_an_error_line_and_the_rest_is_coded(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = b'{"id": "good", "text": "A/P: gout."}'
    source.write_bytes(b"\n".join([BAD[0], b"", *BAD[1:], good, good]))
    assert coded(source, out) == Tally(2, 7, 0)
    found = lines(out)
    assert [line["error"]["line"] for line in found[:7]] == [1, 3, 4, 5, 6, 7, 8]
    assert [line["id"] for line in found[:7]] == [None, "x", None, "latin", "half", "empty", None]
    assert {line["error"]["kind"] for line in found[:7]} == {"InputError"}
    assert all(line["codes"] for line in found[7:])
    before = out.read_bytes()
    assert coded(source, out) == Tally(0, 0, 9)
    assert out.read_bytes() == before


def test_a_fault_of_ours_in_one_record_stops_nothing_and_tells_no_words(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Falling:
        def releases(self, _: object) -> None: ...

        def code(self, encounter):
            raise RuntimeError(f"cannot read {encounter.documents[0].text}")

    monkeypatch.setattr(local, "_coder", lambda _: Falling())
    assert coded(source, tmp_path / "out.jsonl") == Tally(0, 20, 0)
    assert "diabetes" not in (tmp_path / "out.jsonl").read_text()


def test_one_id_twice_is_two_answers_and_each_is_finished_by_itself(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    one, two = '{"id": "a", "text": "Gout."}\n', '{"id": "a", "text": "COPD."}\n'
    source.write_text(one)
    assert coded(source, out) == Tally(1, 0, 0)
    source.write_text(one + two)
    assert coded(source, out) == Tally(1, 0, 1)
    assert [line["id"] for line in lines(out)] == ["a", "a"]


@pytest.mark.parametrize(
    "content",
    [
        b"my notes, which nobody else has",
        b"my notes\nwhich nobody else has\n",
        b'{"id": "a", "text": "an input"}\n',
        b'{"id": "a", "text": "an input"}',
        b'{"id":"a","text":"an input"}',
        b'{"id":"a","text":"an input"}\n',
        b"[1]\n",
        b"\x89PNG\r\n",
        b'{"codes": []}\n',
    ],
)
def test_a_file_that_is_no_output_of_a_batch_is_left_as_it_is(
    source: Path, tmp_path: Path, content: bytes
) -> None:
    out = tmp_path / "precious"
    out.write_bytes(content)
    with pytest.raises(InputError, match="precious is there and is not the output of a batch"):
        coded(source, out)
    assert out.read_bytes() == content


def test_the_whole_batch_fails_before_anything_is_written(source: Path, tmp_path: Path) -> None:
    from datetime import date

    out = tmp_path / "out.jsonl"
    with pytest.raises(UsageError, match="no release of code system 'nothing'"):
        coded(source, out, systems=("nothing",))
    with pytest.raises(BooksError, match="in force on 2001-01-01"):
        coded(source, out, defaults=Defaults(date_of_service=date(2001, 1, 1)))
    with pytest.raises(InputError, match="cannot read"):
        local.count(tmp_path / "missing.jsonl")
    with pytest.raises(InputError, match="cannot write"):
        coded(source, tmp_path / "no" / "such" / "folder")
    assert not out.exists()


def test_a_scope_holds_for_every_record(source: Path, tmp_path: Path) -> None:
    coded(source, tmp_path / "out.jsonl", scope=Scope(include=("I10",)))
    found = {c["code"] for line in lines(tmp_path / "out.jsonl") for c in line["codes"]}
    assert found == {"I10"}


def test_a_worker_that_is_killed_is_one_sentence_and_keeps_what_is_done(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_records: object, _job: Job):
        raise local.BrokenProcessPool
        yield

    monkeypatch.setattr(local, "_answers", broken)
    with pytest.raises(InternalError, match="run the same command again"):
        coded(source, tmp_path / "out.jsonl", workers=2)
