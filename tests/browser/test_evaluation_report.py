"""The evaluation's report opens from disk: no network, nothing on the console, the filter works."""

import json
import os
from pathlib import Path

import pytest

from symphony.encounter.model import Document, Encounter, Span
from symphony.evaluation.gold import Chart, Dataset, GoldCode, GoldEvidence
from symphony.evaluation.predictions import prediction
from symphony.evaluation.problems import Place
from symphony.evaluation.report.page import page
from symphony.evaluation.score import score
from symphony.evaluation.settings import JudgeSettings


def _chart(name: str, text: str, code: str, start: int, end: int) -> Chart:
    evidence = (GoldEvidence((Span(name, start, end),)),)
    codes = (GoldCode("icd10cm", code, evidence),)
    return Chart(Encounter(name, (Document(name, text),)), codes, Place("test"))


def _line(name: str, code: str, start: int, end: int) -> dict[str, object]:
    evidence = [{"document": name, "start": start, "end": end, "text": ""}]
    given = {"system": "icd10cm", "code": code, "confidence": 0.8, "evidence": evidence}
    stages = {"extract": [[name, start, end]], "navigate": [[code]], "validate": [code], "left": []}
    return {"id": name, "codes": [given], "stages": {"icd10cm": stages}}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    charts = (
        _chart("one", "Gout of the <left> foot, 🦶 swollen.", "M10.072", 0, 4),
        _chart("two", "Asthma.", "J45.909", 0, 6),
        _chart("three", "Hypertension.", "I10", 0, 12),
    )
    lines = (
        _line("one", "M10.9", 0, 23),
        _line("two", "J45.901", 0, 6),
        _line("three", "I10", 0, 12),
    )
    found = {(None, str(line["id"])): prediction(json.loads(json.dumps(line))) for line in lines}
    made = score([Dataset("set", charts)], found, "icd10cm", JudgeSettings(), None)
    path = tmp_path / "report.html"
    path.write_text(page([made], JudgeSettings()), "utf-8")
    return path


def test_opens_from_disk_without_network_or_console(browser, report: Path) -> None:
    opened = browser.new_page()
    said, asked = [], []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(report.as_uri())
    assert opened.locator("svg").count() == 4
    assert opened.locator(".chart").count() == 2
    opened.locator(".chart summary").first.click()
    assert opened.locator(".chart[open] mark.both").first.text_content() == "Gout"
    opened.locator(".filter").fill("J45.901")
    shown = opened.locator(".chart:not([hidden]) summary b").all_text_contents()
    assert shown == ["two"]
    assert said == []
    assert asked == [report.as_uri()]
    opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_narrow_screen(browser, report: Path, scheme: str) -> None:
    opened = browser.new_page(viewport={"width": 380, "height": 800}, color_scheme=scheme)
    opened.goto(report.as_uri())
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not opened.evaluate(wide)
    assert os.path.getsize(report) < 40_000  # noqa: PTH202
    opened.close()
