"""The example notes and their expected codes hold what they claim, judged without the coder.

What the files may contain is described in docs/reference/examples.md.
"""

import datetime as dt
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NAMES = (
    "clinic-visit",
    "discharge-summary",
    "emergency",
    "obstetrics",
    "oncology-follow-up",
    "operative",
    "paediatrics",
    "psychiatry",
)

# The contract's list of reasons, less those that only a running program can have.
REASONS = {
    "negated",
    "uncertain",
    "family_history",
    "historical",
    "hypothetical",
    "planned",
    "not_patient",
    "section_not_coded",
    "integral_symptom",
    "excludes1",
    "merged",
    "less_specific",
    "not_reportable",
    "invalid_on_date",
    "not_in_scope",
    "not_in_books",
    "low_confidence",
}
HEAD = {"note", "system", "setting", "date_of_service", "patient_age", "patient_sex"}
TABLES = {"codes", "not_coded", "acceptable"}
CODE_KEYS = {"code", "display", "role", "evidence", "why"}
FIRST_ROLE = {"outpatient": "first_listed", "emergency": "first_listed", "inpatient": "principal"}
CODE_SHAPE = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / f"{name}.codes.toml").read_text(encoding="utf-8"))


def note(name: str) -> str:
    return (EXAMPLES / f"{name}.txt").read_bytes().decode("utf-8")


def position(text: str, quote: str | dict[str, Any]) -> int:
    """The start of a quoted passage, -1 where the note does not hold it that often."""
    words, nth = (quote, 1) if isinstance(quote, str) else (quote["text"], quote["occurrence"])
    start = -1
    for _ in range(nth):
        start = text.find(words, start + 1)
        if start < 0:
            return -1
    return start


def all_codes(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [*record["codes"], *record.get("acceptable", [])]


def test_the_eight_notes_are_there_each_with_its_codes() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.txt")) == sorted(NAMES)
    assert sorted(path.name for path in EXAMPLES.glob("*.toml")) == [
        f"{name}.codes.toml" for name in sorted(NAMES)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_note_has_a_readable_length_and_plain_line_ends(name: str) -> None:
    text = note(name)
    assert 1500 <= len(text) <= 4000
    assert "\r" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize("name", NAMES)
def test_the_head_describes_the_encounter(name: str) -> None:
    record = expected(name)
    assert set(record) - TABLES == HEAD
    assert record["note"] == f"{name}.txt"
    assert record["system"] == "icd10cm"
    assert record["setting"] in FIRST_ROLE
    assert record["patient_sex"] in {"F", "M"}
    assert type(record["patient_age"]) is int
    assert dt.date(2026, 4, 1) <= record["date_of_service"] <= dt.date(2026, 9, 30)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_exactly_its_keys(name: str) -> None:
    record = expected(name)
    assert {"codes", "not_coded"} <= set(record)
    for entry in record["codes"]:
        assert set(entry) == CODE_KEYS
    for entry in record["not_coded"]:
        assert set(entry) - {"occurrence"} == {"text", "reason", "why"}
    for entry in record.get("acceptable", []):
        assert set(entry) == CODE_KEYS - {"role"}


@pytest.mark.parametrize("name", NAMES)
def test_the_first_code_leads_and_external_causes_come_last(name: str) -> None:
    record = expected(name)
    roles = [entry["role"] for entry in record["codes"]]
    assert roles[0] == FIRST_ROLE[record["setting"]]
    causes = roles.count("external_cause")
    assert roles[1:] == ["secondary"] * (len(roles) - 1 - causes) + ["external_cause"] * causes
    for entry in record["codes"]:
        assert (entry["role"] == "external_cause") == (entry["code"][0] in "VWXY")


@pytest.mark.parametrize("name", NAMES)
def test_a_code_is_dotted_and_stands_once(name: str) -> None:
    codes = [entry["code"] for entry in all_codes(expected(name))]
    assert all(CODE_SHAPE.fullmatch(code) for code in codes)
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", NAMES)
def test_evidence_is_verbatim_in_the_note(name: str) -> None:
    text = note(name)
    for entry in all_codes(expected(name)):
        assert entry["evidence"], entry["code"]
        for quote in entry["evidence"]:
            assert position(text, quote) >= 0, (entry["code"], quote)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_coded_is_verbatim_and_has_a_reason_of_the_contract(name: str) -> None:
    text = note(name)
    for entry in expected(name)["not_coded"]:
        quote = {"text": entry["text"], "occurrence": entry.get("occurrence", 1)}
        assert position(text, quote) >= 0, entry["text"]
        assert entry["reason"] in REASONS


@pytest.mark.parametrize("name", NAMES)
def test_no_stretch_of_a_note_is_both_coded_and_left_out(name: str) -> None:
    record, text = expected(name), note(name)
    for entry in record["not_coded"]:
        start = position(text, {"text": entry["text"], "occurrence": entry.get("occurrence", 1)})
        end = start + len(entry["text"])
        for code in record["codes"]:
            for quote in code["evidence"]:
                begin = position(text, quote)
                length = len(quote if isinstance(quote, str) else quote["text"])
                assert end <= begin or begin + length <= start, (code["code"], entry["text"])


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_says_why_in_a_sentence_or_three(name: str) -> None:
    record = expected(name)
    for entry in [*all_codes(record), *record["not_coded"]]:
        assert 8 <= len(entry["why"]) <= 420, entry
        assert entry["why"].endswith((".", ")"))


def test_together_the_notes_show_most_of_the_reasons() -> None:
    shown = {entry["reason"] for name in NAMES for entry in expected(name)["not_coded"]}
    assert shown >= {
        "negated",
        "uncertain",
        "family_history",
        "historical",
        "hypothetical",
        "planned",
        "integral_symptom",
        "merged",
        "less_specific",
        "not_reportable",
    }


def test_the_clinic_visit_has_at_least_six_codes() -> None:
    assert len(expected("clinic-visit")["codes"]) >= 6


def test_the_reference_page_names_every_code() -> None:
    page = (ROOT / "docs" / "reference" / "examples.md").read_text(encoding="utf-8")
    for name in NAMES:
        line = next(line for line in page.splitlines() if f"| `{name}.txt`" in line)
        for entry in expected(name)["codes"]:
            assert entry["code"] in line, (name, entry["code"])


def shelf() -> Path:
    shared = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared"))
    folder = shared / "codesystems" / "icd10cm" / "fy2026-april"
    if not folder.is_dir():
        pytest.skip("the official April 2026 files are not in ../shared")
    return folder


@pytest.fixture(scope="module")
def listed() -> set[str]:
    lines = (shelf() / "code-list-April-2026.txt").read_text(encoding="utf-8").split()
    inner = {code[:length] for code in lines for length in range(3, len(code))}
    return {code for code in lines if code not in inner and "-" not in code and len(code) > 2}


@pytest.fixture(scope="module")
def tabular() -> dict[str, Any]:
    tree = etree.parse(shelf() / "icd10c-tabular-April-1-2026.xml")
    return {diag.findtext("name").replace(".", ""): diag for diag in tree.iter("diag")}


def title(code: str, tabular: dict[str, Any]) -> str:
    """The official title, with the meaning of the seventh character where one was added."""
    if code in tabular:
        return tabular[code].findtext("desc")
    diag = tabular[code[:-1].rstrip("X")]
    family = (diag, *diag.iterancestors("diag"))
    holder = next(node for node in family if node.find("sevenChrDef") is not None)
    meaning = holder.find(f"sevenChrDef/extension[@char='{code[-1]}']").text
    return f"{diag.findtext('desc')}, {meaning}"


@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_valid_in_april_2026_and_bears_its_official_title(
    name: str, listed: set[str], tabular: dict[str, Any]
) -> None:
    for entry in all_codes(expected(name)):
        bare = entry["code"].replace(".", "")
        assert bare in listed, entry["code"]
        assert entry["display"] == title(bare, tabular)
