"""The accuracy gate: what it lets pass and what not, and that its file can be read back."""

import importlib.util
import json
from pathlib import Path

import pytest

from symphony.evaluation.bootstrap import Difference, Interval
from symphony.evaluation.metrics.counts import Counts

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def gate():
    spec = importlib.util.spec_from_file_location("gate", ROOT / "benchmarks/accuracy/gate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("value", "low", "high", "drops"),
    [
        (0.01, 0.0, 0.02, False),
        (0.0, 0.0, 0.0, False),
        (-0.01, -0.03, 0.01, False),
        (-0.01, -0.015, -0.002, True),
        (-0.03, -0.08, 0.02, False),
        (-0.06, -0.13, 0.01, True),
    ],
)
def test_a_drop_beyond_noise(gate, value, low, high, drops) -> None:
    assert gate.dropped(Difference(value, Interval(low, high), 0.5)) is drops


def test_a_few_charts_cannot_hide_a_large_drop(gate) -> None:
    assert gate.dropped(Difference(-0.06, None, None))


def test_kept_figures_are_those_of_the_kept_counts(gate) -> None:
    sets = gate.read(gate.KEPT)
    assert len(sets) >= 5
    for kept in sets:
        if kept.part == "held":
            assert not kept.counts, "nothing is kept of what nobody tunes on"
            continue
        assert kept.counts, kept.name
        assert gate.total(kept.counts).f1 == pytest.approx(kept.f1, abs=5e-5)


def test_what_is_written_reads_back(gate, tmp_path: Path) -> None:
    file = tmp_path / "kept.toml"
    file.write_text('# head\n\n[[set]]\nname = "x"\ndata = ["a.jsonl"]\n')
    counts = (Counts(1, 0, 2), Counts(0, 3, 0))
    new = gate.Set("x", ("a.jsonl",), ("V-Y",), True, 0.2857, counts, profile="each-mention")
    gate.write(file, [new])
    assert gate.read(file) == [new]
    assert file.read_text().startswith("# head\n")


def test_other_charts_than_were_kept_do_not_pass(gate, capsys) -> None:
    kept = gate.Set("x", (), (), False, 1.0, (Counts(1, 0, 0),))
    assert not gate.judge(kept, (Counts(1, 0, 0), Counts(1, 0, 0)))
    assert "2 charts, but 1 were kept" in capsys.readouterr().out
    assert not gate.judge(gate.Set("x", (), (), False, None, ()), (Counts(1, 0, 0),))


def test_a_drop_is_kept_only_with_its_reason(gate, monkeypatch, tmp_path: Path, capsys) -> None:
    good, bad = (Counts(1, 0, 0),) * 9, (Counts(0, 1, 1),) * 9
    file = tmp_path / "kept.toml"
    file.write_text("# head\n\n")
    gate.write(file, [gate.Set("x", ("a.jsonl",), (), False, 1.0, good)])
    monkeypatch.setattr(gate, "KEPT", file)
    monkeypatch.setattr(gate, "ROOT", tmp_path)
    monkeypatch.setattr(gate, "shared_folder", lambda: tmp_path)
    monkeypatch.setattr(gate, "measure", lambda *_: bad)

    def called(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["gate.py", *arguments])
        return gate.main()

    assert called() == 1
    assert called("--update") == 1
    assert "nothing kept" in capsys.readouterr().out
    assert gate.read(file)[0].counts == good
    assert called("--update", "--accept", 'the "label" is against II.H') == 0
    (kept,) = gate.read(file)
    assert kept.counts == bad
    assert kept.accepted == '1.0000 before: the "label" is against II.H'
    assert called() == 0
    monkeypatch.setattr(gate, "measure", lambda *_: good)
    assert called("--update") == 0
    assert gate.read(file)[0].f1 == 1.0


def test_nothing_is_measured_without_shared(gate, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SYMPHONY_SHARED", str(tmp_path))
    assert gate.shared_folder() is None


def test_a_held_part_is_reported_and_never_judged(gate, capsys) -> None:
    held = gate.Set("x", (), (), False, None, (), part="held")
    assert gate.judge(held, (Counts(0, 9, 9),))
    assert "reported only" in capsys.readouterr().out
    assert gate.renewed(held, (Counts(0, 9, 9),), "") == held


def test_only_the_charts_of_the_part_are_measured(gate, monkeypatch, tmp_path: Path) -> None:
    folder = tmp_path / "benchmarks" / "notes"
    folder.mkdir(parents=True)
    rows = [{"id": str(n), "part": part} for n, part in enumerate(("dev", "held", "dev"))]
    (folder / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr(gate, "ROOT", tmp_path)
    kept = gate.Set("x", ("notes/own.jsonl",), (), False, None, (), part="dev")
    (file,) = gate._files(kept, None, tmp_path)
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == ["0", "2"]


def test_sets_without_the_shared_folder_are_left_out(gate, monkeypatch, tmp_path, capsys) -> None:
    file = tmp_path / "kept.toml"
    file.write_text("# head\n\n")
    good = (Counts(1, 0, 0),)
    gate.write(
        file,
        [
            gate.Set("theirs", ("a.jsonl",), (), False, 1.0, good),
            gate.Set("ours", ("b.jsonl",), (), False, 1.0, good, part="dev"),
        ],
    )
    monkeypatch.setattr(gate, "KEPT", file)
    monkeypatch.setattr(gate, "shared_folder", lambda: None)
    monkeypatch.setattr(gate, "measure", lambda *_: good)
    monkeypatch.setattr("sys.argv", ["gate.py"])
    assert gate.main() == 0
    told = capsys.readouterr().out
    assert "ours" in told
    assert "theirs" not in told
    monkeypatch.setattr("sys.argv", ["gate.py", "--update"])
    assert gate.main() == 1
