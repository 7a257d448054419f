"""``evaluate compare`` and ``evaluate agreement``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symphony.cli.evaluate import evaluate


def call(*arguments: object) -> str:
    done = CliRunner().invoke(evaluate, [*map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def sides(notes: Path, tmp_path: Path, write) -> tuple[Path, Path]:
    """A is the scripted engine's results; B lacks I10, has a wrong code, and leaves c out."""
    a = tmp_path / "a.jsonl"
    call(notes, "--engine", "scripted:pipeline", "--predictions", a)

    def codes(*names):
        return [{"system": "ICD-10-CM", "code": name} for name in names]

    b = write(
        [{"id": "a", "codes": codes("E11.9", "I11.9")}, {"id": "b", "codes": codes("M10.9")}],
        "b.jsonl",
    )
    return a, b


def test_compare_shows_what_changed_code_by_code(notes: Path, sides) -> None:
    (found,) = json.loads(call("compare", *sides, notes, "--json"))
    changes = {(c["chart"], c["code"], c["kind"]) for c in found["changes"]}
    assert changes == {
        ("a", "I10", "lost"),
        ("a", "I11.9", "new error"),
        ("b", "M10.9", "gained"),
        ("b", "W19.XXXA", "error gone"),
    }
    assert (found["charts"], found["only_a"], found["only_b"]) == (2, 1, 0)
    assert found["difference"]["value"] == pytest.approx(found["b"]["f1"] - found["a"]["f1"])


def test_compare_prints_the_difference_with_its_doubt(notes: Path, sides) -> None:
    printed = call("compare", *sides, notes)
    assert "2 charts that both have" in printed
    assert "not judged: 1 charts only in A, 0 only in B" in printed
    assert "B - A: F1 +0.000" in printed
    assert "gained 1, error gone 1, lost 1, new error 1" in printed
    assert "lost       I10       a" in printed


def test_compare_leaves_out_what_it_is_told(notes: Path, sides) -> None:
    arguments = ("--leave-out", "V-Y", "--leave-out-from", "both", "--json")
    (found,) = json.loads(call("compare", *sides, notes, *arguments))
    assert "W19.XXXA" not in {change["code"] for change in found["changes"]}


def test_agreement_of_two_gold_files(notes: Path, write) -> None:
    other = write(
        [
            {"id": "a", "text": "x", "codes": [{"system": "icd10cm", "code": "E11.8"}]},
            {"id": "c", "text": "x", "codes": []},
            {"id": "d", "text": "x", "codes": []},
        ],
        "other.jsonl",
    )
    found = json.loads(call("agreement", notes, other, "--json"))["icd10cm"]
    assert (found["charts"], found["only_first"], found["only_second"]) == (2, 1, 1)
    assert found["full"]["f1"] == 0.0
    assert found["three"]["f1"] == pytest.approx(2 / 3)
    assert found["equal_sets"] == 1
    assert "micro-F1 0.000 at the full code, 0.667 at three characters" in call(
        "agreement", notes, other
    )


def test_several_engines_side_by_side(notes: Path) -> None:
    found = json.loads(
        call(notes, "--engine", "scripted:pipeline", "--engine", "scripted:silent", "--json")
    )
    assert [one["engine"] for one in found] == ["scripted:pipeline", "scripted:silent"]
    assert [one["micro"]["right"] for one in found] == [2, 0]


def test_a_mix_of_stages(notes: Path) -> None:
    mixed = "scripted:pipeline,reconciler=scripted:lenient"
    (found,) = json.loads(call(notes, "--engine", mixed, "--json"))
    assert found["engine"] == mixed
    assert found["micro"]["right"] == 3


def test_an_engine_gets_the_seed(notes: Path) -> None:
    for seed, right in ((0, 0), (7, 2)):
        (found,) = json.loads(call(notes, "--engine", "scripted:seeded", "--seed", seed, "--json"))
        assert found["micro"]["right"] == right


def test_another_system_needs_no_stages(notes: Path) -> None:
    (found,) = json.loads(call(notes, "--engine", "scripted:silent", "--json"))
    assert found["stages"] == []


def test_candidates_count_where_that_is_asked(notes: Path) -> None:
    (plain,) = json.loads(call(notes, "--engine", "scripted:doubtful", "--json"))
    (more,) = json.loads(call(notes, "--engine", "scripted:doubtful", "--candidates", "--json"))
    assert (plain["micro"]["right"], more["micro"]["right"]) == (0, 3)
    printed = call(notes, "--engine", "scripted:doubtful", "--candidates")
    assert "candidates are counted as predicted" in printed
