import os
from datetime import date
from pathlib import Path

import pytest

from symphony.errors import InputError
from symphony.rules import hcpcs, ncci, pcs
from symphony.rules.model import CodeSet, Line

SHARED = Path(os.environ.get("SYMPHONY_SHARED", Path(__file__).parents[4] / "shared"))

TABLES = """<?xml version="1.0"?>
<ICD10PCS.tabular><version>2026</version><pcsTable>
<axis pos="1"><label code="0">Medical</label></axis>
<axis pos="2"><label code="D">Gut</label></axis>
<axis pos="3"><label code="T">Resection</label></axis>
<pcsRow><axis pos="4"><label code="J">Appendix</label><label code="N">Colon</label></axis>
<axis pos="5"><label code="0">Open</label><label code="4">Endoscopic</label></axis>
<axis pos="6"><label code="Z">None</label></axis><axis pos="7"><label code="Z">None</label></axis>
</pcsRow></pcsTable></ICD10PCS.tabular>"""


@pytest.fixture
def tables(tmp_path):
    file = tmp_path / "tables.xml"
    file.write_text(TABLES)
    return pcs.load(file)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("0DTJ4ZZ", None),
        ("0DTJ8ZZ", "character 5 is wrong"),
        ("0DTX4ZZ", "character 4 is wrong"),
        ("0DBJ4ZZ", "there is no table 0DB"),
        ("0DTJ4Z", "seven characters"),
        ("0DTO4ZZ", "other than I and O"),
    ],
)
def test_a_procedure_code_is_a_row_of_its_table(tables, code, why):
    found = tables.why_not(code)
    assert (found is None) if why is None else (found is not None and why in found)


def test_a_file_that_is_not_the_tables_is_an_error(tmp_path):
    file = tmp_path / "other.xml"
    file.write_text("<something/>")
    with pytest.raises(InputError, match="not the ICD-10-PCS tables"):
        pcs.load(file)
    with pytest.raises(InputError, match="cannot be read"):
        pcs.load(tmp_path / "none.xml")


def test_every_official_code_is_in_the_official_tables():
    folder = SHARED / "codesystems/icd10pcs/fy2026"
    if not folder.is_dir():
        pytest.skip("the publishers' files (../shared) are not here")
    tables = pcs.load(folder / "icd10pcs_tables_2026.xml")
    rows = [row for table in tables.rows.values() for row in table]
    assert sum(_product(len(axis) for axis in row.axes) for row in rows) == 79_115
    assert tables.why_not("0DTJ4ZZ") is None


def _product(numbers):
    total = 1
    for number in numbers:
        total *= number
    return total


def procedures(*codes, system="hcpcs", on=date(2026, 8, 1), units=1, modifiers=()):
    lines = tuple(Line(c, system, units=units, modifiers=modifiers) for c in codes)
    return CodeSet(lines, date_of_service=on)


def rules(findings):
    return [finding.rule for finding in findings]


def test_without_tables_procedures_are_not_evaluated():
    assert rules(pcs.check(procedures("0DTJ4ZZ", system="icd10pcs"), None)) == ["pcs.not-evaluated"]


def test_units_above_the_limit():
    limit = hcpcs.limits("2026Q3")["J1100"]
    assert rules(hcpcs.check(procedures("J1100", units=limit.units))) == []
    assert rules(hcpcs.check(procedures("J1100", units=limit.units + 1))) == ["hcpcs.units"]


def test_units_of_a_day_are_added_over_lines():
    limit = hcpcs.limits("2026Q3")["J1100"]
    twice = (Line("J1100", "hcpcs", units=limit.units), Line("J1100", "hcpcs", units=1))
    claim = CodeSet(twice, date_of_service=date(2026, 8, 1))
    assert rules(hcpcs.check(claim)) == ["hcpcs.units"]


def test_limits_hold_for_their_quarter_only():
    assert rules(hcpcs.check(procedures("J1100", on=date(2024, 1, 1)))) == ["hcpcs.not-evaluated"]


def test_a_code_that_is_not_hcpcs():
    assert "hcpcs.form" in rules(hcpcs.check(procedures("99213X")))


EDITS = """Column 1\tColumn 2\t*\tEffective\tDeletion\tModifier\tRationale
A1000\tB2000\t\t20200101\t*\t0\tnever together
A1000\tC3000\t\t20200101\t*\t1\tunless distinct
A1000\tD4000\t\t20200101\t*\t9\tnot applicable
A1000\tE5000\t\t20200101\t20211231\t0\tgone
"""


@pytest.fixture
def edits(tmp_path):
    file = tmp_path / "ptp.txt"
    file.write_text(EDITS)
    return ncci.load(file)


TODAY = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("codes", "modifiers", "expected"),
    [
        (("A1000", "B2000"), (), ["ncci.pair"]),
        (("A1000", "B2000"), ("59",), ["ncci.pair"]),
        (("A1000", "C3000"), (), ["ncci.pair"]),
        (("A1000", "C3000"), ("XS",), ["ncci.modifier"]),
        (("A1000", "C3000"), ("GA",), ["ncci.pair"]),
        (("A1000", "D4000"), (), []),
        (("A1000", "E5000"), (), []),
        (("B2000", "C3000"), (), []),
    ],
)
def test_pairs_by_indicator_and_modifier(edits, codes, modifiers, expected):
    assert rules(ncci.check(procedures(*codes, modifiers=modifiers), edits, TODAY)) == expected


def test_a_deleted_pair_held_in_its_time(edits):
    claim = procedures("A1000", "E5000", on=date(2021, 6, 1))
    assert rules(ncci.check(claim, edits, TODAY)) == ["ncci.pair"]


def test_without_edits_pairs_are_not_evaluated():
    found = ncci.check(procedures("A1000", "B2000"), None, TODAY)
    assert rules(found) == ["ncci.not-evaluated"]
    assert "not_evaluated" in found[0].message


def test_a_file_without_edits_is_an_error(tmp_path):
    file = tmp_path / "empty.txt"
    file.write_text("nothing\n")
    with pytest.raises(InputError, match="holds no edits"):
        ncci.load(file)
