import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTES = ["clinic-visit", "discharge-summary", "oncology-follow-up"]


@pytest.fixture(scope="module")
def cost():
    file = ROOT / "benchmarks" / "llm_cost" / "cost.py"
    spec = importlib.util.spec_from_file_location("llm_cost", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_visit_note_stays_within_six_calls_and_twenty_thousand_tokens(cost, capsys):
    assert cost.main([ROOT / "examples" / f"{name}.txt" for name in NOTES]) == 0
    told = capsys.readouterr().out
    assert all(f"{name}.txt" in told for name in NOTES)
    assert "reconciler" in told
