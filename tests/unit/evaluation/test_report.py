"""The report's files: complete, self-contained, and without note text where that is promised."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from symphony.cli.evaluate import evaluate
from symphony.errors import InputError


@pytest.fixture
def report(notes: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "report"
    arguments = [str(notes), "--engine", "scripted:pipeline", "--report", str(folder)]
    done = CliRunner().invoke(evaluate, [*arguments, "--leave-out", "V-Y"], catch_exceptions=False)
    assert done.exit_code == 0
    return folder


def test_page_holds_figures_plots_and_errors(report: Path) -> None:
    page = (report / "report.html").read_text()
    for words in (
        "Recall after each stage",
        "Precision and recall as the threshold falls",
        "Reliability",
        "By chapter",
        "By frequency in the gold",
        "left out of the gold: V-Y (1 codes)",
        "1 of 3 charts have errors",
        "lost at extract",
        "lost at reconcile (not_reportable)",
    ):
        assert words in page
    assert page.count("<svg") == 4


def test_page_marks_gold_and_predicted_words(report: Path) -> None:
    page = (report / "report.html").read_text()
    assert '<mark class="gold" title="gold: M10.9">Gout</mark>' in page
    assert '<mark class="given" title="predicted: W19.XXXA">fall</mark>' in page


def test_page_asks_for_nothing(report: Path) -> None:
    page = (report / "report.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "http:" not in page
    assert "https:" not in page


def test_summary_has_no_note_text(report: Path) -> None:
    summary = (report / "report.md").read_text()
    assert "| full code | 0.667 | 0.500 | 0.571 | 2 | 1 | 2 |" in summary
    assert "Gout" not in summary
    figures = (report / "figures.json").read_text()
    assert "Gout" not in figures
    assert json.loads(figures)[0]["micro"]["right"] == 2


def test_a_note_cannot_break_the_page(write, tmp_path: Path) -> None:
    text = "</pre><script>alert(1)</script> hypertension & \r\n\x00 asthma"
    notes = write([{"id": "<b>", "text": text, "codes": [{"system": "icd10cm", "code": "E78.5"}]}])
    arguments = [str(notes), "--engine", "scripted:pipeline", "--report", str(tmp_path / "r")]
    CliRunner().invoke(evaluate, arguments, catch_exceptions=False)
    page = (tmp_path / "r" / "report.html").read_text()
    assert page.count("<script>") == 1
    assert "alert(1)&lt;/script&gt;" in page


def test_a_report_that_cannot_be_written(notes: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    arguments = [str(notes), "--engine", "scripted:pipeline", "--report", str(tmp_path / "file/r")]
    done = CliRunner().invoke(evaluate, arguments)
    assert isinstance(done.exception, InputError)
