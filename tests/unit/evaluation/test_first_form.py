"""``symphony evaluate`` on notes whose every stage is known."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symphony.cli.evaluate import evaluate
from symphony.errors import InputError, UsageError

ENGINE = ["--engine", "scripted:pipeline"]


def figures(*arguments: object) -> list[dict[str, object]]:
    done = CliRunner().invoke(evaluate, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    for one in found:
        del one["cost"]  # the time that it took
    return found


def test_micro_and_mean(notes: Path) -> None:
    (one,) = figures(notes, *ENGINE)
    assert one["micro"] == {
        "precision": 2 / 3,
        "recall": 2 / 5,
        "f1": 1 / 2,
        "right": 2,
        "wrong": 1,
        "missed": 3,
    }
    # a is right, b has nothing right, c is empty on both sides and so right.
    assert [one["per_encounter"][name] for name in ("precision", "recall", "f1")] == [2 / 3] * 3
    assert one["exact_set"] == 2 / 3


def test_recall_after_each_stage(notes: Path) -> None:
    (one,) = figures(notes, *ENGINE)
    kept = {s["stage"]: (s["kept"], s["judged"], s["lost"]) for s in one["stages"]}
    # lumbago is not extracted, W18 is never a candidate, gout is left out by the reconciler.
    assert kept == {
        "extract": (3, 4, 1),
        "navigate": (3, 5, 1),
        "validate": (3, 5, 0),
        "reconcile": (2, 5, 1),
    }


def test_evidence_overlap(notes: Path) -> None:
    (one,) = figures(notes, *ENGINE)
    overlap = one["evidence_overlap"]
    assert overlap == {"of_right_codes": 1.0, "of_marked_gold_codes": 0.5, "right": 2, "marked": 4}


def test_three_characters(write) -> None:
    row = {"id": "x", "text": "asthma", "codes": [{"system": "icd10cm", "code": "J45.20"}]}
    other = write([row], "o.jsonl")
    (one,) = figures(other, *ENGINE)
    assert one["micro"]["f1"] == 0.0
    assert one["micro_three_characters"]["f1"] == 1.0


def test_left_out_codes_are_wrong_unless_said_otherwise(notes: Path) -> None:
    (strict,) = figures(notes, *ENGINE, "--leave-out", "V-Y")
    (lenient,) = figures(notes, *ENGINE, "--leave-out", "V-Y", "--leave-out-from", "both")
    assert strict["gold"]["left_out"] == lenient["gold"]["left_out"] == 1
    assert (strict["micro"]["wrong"], lenient["micro"]["wrong"]) == (1, 0)
    assert strict["micro_left_out_not_counted"] == lenient["micro"]


def test_default_printing_says_what_was_left_out(notes: Path) -> None:
    done = CliRunner().invoke(evaluate, [str(notes), *ENGINE, "--leave-out", "V-Y"])
    assert "left out of the gold: V-Y (1 codes)" in done.stdout
    assert "1 predicted codes of V-Y are counted as wrong above" in done.stdout
    assert "not counted, micro-F1 is 0.667" in done.stdout


def test_kept_predictions_score_the_same_without_running(notes: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    ran = figures(notes, *ENGINE, "--predictions", kept)
    assert len(kept.read_text().splitlines()) == 3
    assert figures(notes, "--score", kept, "--engine", "no.such:engine") == ran


def test_a_stopped_run_goes_on(notes: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    whole = figures(notes, *ENGINE, "--predictions", kept)
    first, second, _ = kept.read_text().splitlines(keepends=True)
    kept.write_text(first + second[:-20])
    assert figures(notes, *ENGINE, "--predictions", kept) == whole
    assert kept.read_text().startswith(first)
    assert len(kept.read_text().splitlines()) == 3


def test_kept_predictions_of_other_settings_are_refused(notes: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    figures(notes, *ENGINE, "--predictions", kept)
    arguments = [str(notes), *ENGINE, "--gold-mentions", "--predictions", str(kept)]
    done = CliRunner().invoke(evaluate, arguments)
    assert isinstance(done.exception, UsageError)
    assert "other settings" in str(done.exception)


def test_shards_together_are_the_whole(notes: Path, tmp_path: Path) -> None:
    whole = figures(notes, *ENGINE)
    parts = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for number, part in enumerate(parts, start=1):
        figures(notes, *ENGINE, "--shard", f"{number}/2", "--predictions", part)
    assert [len(part.read_text().splitlines()) for part in parts] == [2, 1]
    assert figures(notes, "--score", parts[0], "--score", parts[1]) == whole


def test_workers_do_not_change_the_figures(notes: Path) -> None:
    assert figures(notes, *ENGINE, "--workers", "2") == figures(notes, *ENGINE)


def test_gold_mentions_take_the_extractor_out_of_the_account(notes: Path) -> None:
    (one,) = figures(notes, *ENGINE, "--gold-mentions")
    assert next(s["recall"] for s in one["stages"]) == 1.0


def test_a_batch_is_scored_too(notes: Path, write) -> None:
    coded = {"id": "a", "codes": [{"system": "icd10cm", "code": "I10"}], "usage": {"seconds": 0}}
    batch = write([coded, {"id": "b", "error": {"kind": "InputError", "line": 2}}], "batch.jsonl")
    (one,) = figures(notes, "--score", batch)
    assert (one["micro"]["right"], one["micro"]["missed"]) == (1, 4)
    assert one["predicted"]["charts_failed"] == 1
    assert one["predicted"]["charts_without_prediction"] == 1


def test_restricted_system(notes: Path, tmp_path: Path) -> None:
    (gold,) = figures(notes, *ENGINE, "--restrict", "gold")
    assert gold["micro"]["wrong"] == 0
    labels = tmp_path / "labels.txt"
    labels.write_text("I10, J45.909\n")
    (file,) = figures(notes, *ENGINE, "--restrict", labels)
    assert file["micro"]["right"] == 1


def test_predictions_from_other_texts_are_refused(notes: Path, tmp_path: Path, write) -> None:
    kept = tmp_path / "kept.jsonl"
    figures(notes, *ENGINE, "--predictions", kept)
    rows = [json.loads(line) for line in notes.read_text().splitlines()]
    rows[0]["text"] += " "
    write(rows)
    done = CliRunner().invoke(evaluate, [str(notes), "--score", str(kept)])
    assert isinstance(done.exception, InputError)
    assert "other texts" in str(done.exception)


@pytest.mark.parametrize(
    "arguments", [["--engine", "nothing"], ["--shard", "3/2"], ["--leave-out", "Y-V"]]
)
def test_wrong_usage(notes: Path, arguments: list[str]) -> None:
    done = CliRunner().invoke(evaluate, [str(notes), *arguments])
    assert isinstance(done.exception, UsageError)
