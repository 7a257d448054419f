"""Procedures and supplies with a model, over the official books, from note to codes.

The model is a table (``TableModel``): what is tried is everything around it. Needs ../shared.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from symphony.books.install import Order, install
from symphony.books.shelf import Shelf
from symphony.coding.by_model import ModelEngine
from symphony.coding.case import Case
from symphony.coding.model_settings import ModelSettings
from symphony.encounter.model import Document, Encounter, Setting
from symphony.testing import Known, TableModel

ROOT = Path(__file__).parents[2]
CODES = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared")) / "codesystems"

pytestmark = pytest.mark.skipif(not CODES.is_dir(), reason="the official files are in ../shared")

VISIT = """INFUSION VISIT
Monthly infusion for rheumatoid arthritis.
Infliximab 300 mg IV over 2 hours. Diphenhydramine 50 mg IV push before it.
New folding walker, adjustable, for the way home.
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return Shelf(tmp_path_factory.mktemp("home"))


def code(release, text, table, prefer, setting):
    model = TableModel(table, prefer=prefer)
    encounter = Encounter("e", (Document("note", text),), setting)
    with ModelEngine(ModelSettings("table"), model=model) as engine:
        coded = engine.code([Case(encounter, release)])
    assert coded.failure is None
    for made in coded.result.codes:
        assert all(text[e.start : e.end] == e.text for e in made.evidence)
        assert made.trail
        assert release.code(made.code).billable
    return coded, model


def test_drugs_and_supplies_are_coded_from_hcpcs(shelf):
    order = Order("hcpcs", date(2025, 10, 1))
    install(shelf, order, [CODES / "hcpcs" / "2025-10" / "HCPC2025_OCT_ANWEB.csv"])
    table = [
        Known("rheumatoid arthritis", ("rheumatoid arthritis",)),
        Known("Infliximab 300 mg IV", ("injection, infliximab",), "procedure"),
        Known("Diphenhydramine 50 mg IV", ("injection, diphenhydramine hcl",), "procedure"),
        Known("folding walker", ("walker, folding (pickup)",), "procedure"),
    ]
    prefer = {"Infliximab 300 mg IV": "J1745", "folding walker": "E0135"}
    coded, model = code(shelf.release("hcpcs"), VISIT, table, prefer, Setting.OUTPATIENT)
    assert {c.code for c in coded.result.codes} == {"J1745", "J1200", "E0135"}
    assert coded.usage.calls <= 4
    # The list is flat: a page must not hold a whole letter of it.
    assert max(exchange.characters() for exchange in model.exchanges) < 20_000
    assert ("rheumatoid arthritis", "not_in_scope") in {
        (e.text, e.reason.value) for e in coded.result.excluded
    }


def test_procedures_are_built_from_the_tables(shelf):
    install(shelf, Order("icd10pcs"), [CODES / "icd10pcs" / "fy2026"])
    text = (ROOT / "examples" / "operative.txt").read_text()
    table = [
        Known(quote, terms, "procedure")
        for quote, terms in (
            (
                "Laparoscopic cholecystectomy",
                ("resection of gallbladder, percutaneous endoscopic",),
            ),
            ("Primary repair of umbilical hernia", ("repair abdominal wall, open",)),
        )
    ]
    release = shelf.release("icd10pcs")
    model = _Builder(table)
    encounter = Encounter("e", (Document("note", text),), Setting.INPATIENT)
    with ModelEngine(ModelSettings("table"), model=model) as engine:
        coded = engine.code([Case(encounter, release)])
    assert coded.failure is None
    assert {c.code for c in coded.result.codes} == {"0FT44ZZ", "0WQF0ZZ"}
    pages = next(e.messages[0].text for e in model.exchanges if e.stage == "validator")
    assert "row 1: 4 Body Part: 0 Liver" in pages
    assert sum(e.characters() for e in model.exchanges) / 3.5 < 20_000
    assert all(c.agreed is None for c in coded.result.codes)


class _Builder(TableModel):
    """Takes the code that it would build from the rows."""

    def _decision(self, number, quote, *_):
        built = {"Laparoscopic cholecystectomy": "0FT44ZZ"}.get(quote, "0WQF0ZZ")
        return super()._decision(number, quote, [built], [built])
