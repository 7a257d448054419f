"""A book of tables from which codes are built, walked axis by axis (as ICD-10-PCS is)."""

import json
from datetime import date

import pytest

from symphony.books.compile import write_release
from symphony.books.model import AxisValue, Content, Edition, Entry, Source
from symphony.books.store import Release
from symphony.coding.axes import axis_rows
from symphony.coding.by_model import ModelEngine, ModelSettings
from symphony.coding.case import Case, Scope
from symphony.coding.validator.pages import Pages
from symphony.encounter.model import Document, Encounter, Setting
from symphony.llm.port import Reply, ToolCall
from symphony.testing import ScriptedModel

PARTS = {"4": "Gallbladder", "8": "Cystic Duct"}
WAYS = {"0": "Open", "4": "Percutaneous Endoscopic"}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    entries = [
        Entry("0", "Surgery", None, "section", billable=False),
        Entry("0F", "Liver and bile", "0", "body_system", billable=False),
        Entry("0FT", "Liver and bile, Resection", "0F", "table", billable=False),
    ]
    entries += [
        Entry(f"0FT{part}{way}ZZ", f"Resection of {PARTS[part]}, {WAYS[way]}", "0FT", "code",
              billable=True)
        for part in PARTS for way in WAYS
    ]  # fmt: skip
    rest = ((6, "Device"), (7, "Qualifier"))
    axes = [AxisValue(1, "0FT", 4, "Body Part", value, label) for value, label in PARTS.items()]
    axes += [AxisValue(1, "0FT", 5, "Approach", value, label) for value, label in WAYS.items()]
    axes += [AxisValue(1, "0FT", n, name, "Z", "None") for n, name in rest]
    source = Source("tables.xml", "0" * 64, 1)
    edition = Edition("icd10pcs", "2026", "Procedures 2026", date(2025, 10, 1), None, (source,))
    path = tmp_path_factory.mktemp("pcs") / "pcs.sqlite"
    write_release(Content(edition, entries, axes=axes), path)
    return Release(path)


def test_a_table_is_read_row_by_row(release):
    (row,) = axis_rows(release, "0FT")
    assert row == (
        "row 1: 4 Body Part: 4 Gallbladder, 8 Cystic Duct; "
        "5 Approach: 0 Open, 4 Percutaneous Endoscopic; 6 Device: Z None; 7 Qualifier: Z None"
    )
    assert list(axis_rows(release, "0F")) == []


def test_a_flat_book_prints_its_candidates_and_not_all_that_stands_beside_them(tmp_path):
    entries = [Entry("J", "Drugs", None, "section", billable=False)]
    entries += [
        Entry(f"J{number:04}", f"Injection, drug {number}", "J", "code", billable=True)
        for number in range(200)
    ]
    source = Source("list.csv", "0" * 64, 1)
    edition = Edition("hcpcs", "2026", "Supplies 2026", date(2026, 1, 1), None, (source,))
    path = tmp_path / "flat.sqlite"
    write_release(Content(edition, entries), path)
    pages = Pages(Release(path), Scope())
    pages.add("J0007")
    pages.add("J0150")
    printed = pages.print()
    assert "J0007 Injection, drug 7" in printed
    assert set(pages.shown) == {"J0007", "J0150"}
    pages.add("J")
    assert "(200 codes below: look up words)" in pages.print()


def found(quote, kind):
    return {"line": 1, "quote": quote, "kind": kind, "said": "present", "role": "managed",
            "terms": ["zzyzx"], "facts": []}  # fmt: skip


def chosen(code):
    return {"code": code, "reason": "r", "guidelines": [], "more_specific": "", "confidence": 90}


def test_a_procedure_is_built_from_the_axes_that_were_read(release):
    note = "Laparoscopic cholecystectomy for gallstones."
    model = ScriptedModel(
        [
            json.dumps({"entries": [found("Laparoscopic cholecystectomy", "procedure"),
                                    found("gallstones", "diagnosis")]}),
            Reply(calls=(ToolCall("call_0", "read", '{"code": "0F"}'),
                         ToolCall("call_1", "read", '{"code": "0FT"}'))),
            json.dumps({"found": [{"mention": 0, "codes": ["0FT"]}]}),
            json.dumps({"decisions": [{"mention": 0, "codes": [chosen("0FT44ZZ")], "none": "",
                                       "reason": "", "look_up": []}]}),
            json.dumps({"verdicts": [{"code": "0FT44ZZ", "line": 1, "verdict": "report",
                                      "reason": "r"}], "adds": [], "swaps": [], "order": []}),
        ]
    )  # fmt: skip
    encounter = Encounter("e", (Document("op.txt", note),), Setting.INPATIENT)
    coded = ModelEngine(ModelSettings("m"), model=model).code([Case(encounter, release)])
    assert coded.failure is None
    (code,) = coded.result.codes
    assert (code.code, code.display) == (
        "0FT44ZZ",
        "Resection of Gallbladder, Percutaneous Endoscopic",
    )
    assert code.trail[-1].entry.startswith("0FT44ZZ")
    pages = model.exchanges[3].messages[0].text
    assert "[0FT] Liver and bile, Resection\n|    row 1: 4 Body Part: 4 Gallbladder" in pages
    answers = [m.text for m in model.exchanges[2].messages if m.role == "tool"]
    assert "0FT Liver and bile, Resection" in answers[0]
    assert "row 1: 4 Body Part" in answers[1]
    reasons = {e.text: e.reason for e in coded.result.excluded}
    assert reasons == {"gallstones": "not_in_scope"}


def test_a_combination_that_no_row_allows_is_no_code(release):
    model = ScriptedModel(
        [
            json.dumps({"entries": [found("cholecystectomy", "procedure")]}),
            json.dumps({"found": [{"mention": 0, "codes": ["0FT"]}]}),
            json.dumps({"decisions": [{"mention": 0, "codes": [chosen("0FT47ZZ")], "none": "",
                                       "reason": "", "look_up": []}]}),
        ]
    )  # fmt: skip
    encounter = Encounter("e", (Document("op.txt", "A cholecystectomy."),), Setting.INPATIENT)
    coded = ModelEngine(ModelSettings("m"), model=model).code([Case(encounter, release)])
    assert coded.result.codes == ()
    assert [(e.code, e.reason) for e in coded.result.excluded] == [("0FT47ZZ", "not_in_books")]
