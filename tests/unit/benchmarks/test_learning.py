"""Learned weights and confidence: what the regression and the scaling find in plain data."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "benchmarks"


def _loaded(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def logistic():
    return _loaded(ROOT / "learn" / "logistic.py")


@pytest.fixture(scope="module")
def calibrate():
    return _loaded(ROOT / "calibrate" / "calibrate.py")


def _rows(logistic, signals: tuple[str, ...], right: int, wrong: int) -> list:
    truths = [True] * right + [False] * wrong
    return [logistic.Row("s", "v", "I10", signals, 1.0, t, t) for t in truths]


def test_a_signal_that_tells_gets_its_log_odds(logistic) -> None:
    rows = _rows(logistic, ("a",), 90, 10) + _rows(logistic, (), 10, 90)
    found = logistic.fitted(rows, logistic.Model(0.0, {"a": 0.0}), 1e-6, category=False)
    assert found.base == pytest.approx(-2.197, abs=0.01)
    assert found.weights["a"] == pytest.approx(4.394, abs=0.02)


def test_what_nothing_speaks_against_stays_as_it_was(logistic) -> None:
    known = logistic.Model(0.0, {"a": 1.5, "never": -2.0})
    found = logistic.fitted(_rows(logistic, ("a",), 5, 5), known, 1.0, category=False)
    assert found.weights["never"] == -2.0
    assert 0 < found.weights["a"] < 1.5
    strong = logistic.fitted(_rows(logistic, ("a",), 5, 5), known, 1e6, category=False)
    assert strong.weights["a"] == pytest.approx(1.5, abs=1e-3)


def test_the_same_rows_give_the_same_weights(logistic) -> None:
    rows = _rows(logistic, ("a", "b"), 7, 3) + _rows(logistic, ("b",), 2, 8)
    known = logistic.Model(-1.0, {"a": 0.5, "b": 0.0})
    one, two = (logistic.fitted(rows, known, 1.0, category=True) for _ in range(2))
    assert one == two


def test_every_set_weighs_the_same(logistic) -> None:
    rows = [
        *_rows(logistic, ("a",), 3, 0),
        logistic.Row("t", "v", "I10", (), 1.0, right=True, category=True),
    ]
    evened = logistic.evened(rows, each=6.0)
    assert [row.weight for row in evened] == [2.0, 2.0, 2.0, 6.0]


def test_scaling_makes_the_fit_a_frequency(calibrate) -> None:
    def rows(fit: float, right: int, wrong: int, kind: str = "title of a problem") -> list:
        truths = [True] * right + [False] * wrong
        return [calibrate.Seen("s", str(n), kind, fit, t) for n, t in enumerate(truths)]

    every = rows(0.9, 60, 40) + rows(0.5, 20, 80) + rows(0.5, 60, 40, calibrate.STATED)
    scale = calibrate.fitted(every)
    assert scale.of(0.9) == pytest.approx(0.6, abs=0.02)
    assert scale.of(0.5) == pytest.approx(0.2, abs=0.02)
    assert scale.of(0.5, stated=True) == pytest.approx(0.6, abs=0.02)
    told = [scale.of(row.fit, stated=row.kind == calibrate.STATED) for row in every]
    assert calibrate.expected_error(told, every) < 0.02
    assert calibrate.expected_error([0.9] * len(every), every) > 0.3


def test_a_small_system_is_solved(calibrate) -> None:
    assert calibrate.solved([[4, 1, 0], [1, 3, 1], [0, 1, 2]], [5, 5, 3]) == pytest.approx(
        [1.0, 1.0, 1.0]
    )


def test_the_diagram_shows_each_tenth(calibrate) -> None:
    drawn = calibrate.diagram([(4, 0.25, 0.5), (9, 0.75, 0.75)])
    assert drawn.count("<circle") == 2
    assert "told 0.25, right 0.50" in drawn
