"""Each example that the official guidelines give is a test, or has the reason why it cannot be one.

``guideline_examples.toml`` is the list. Where ../shared is, it is compared with the official text.
"""

import os
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from symphony.books.guidelines.split import pages_of, split_official
from symphony.books.shelf import Shelf
from symphony.coding.case import Scope
from symphony.coding.coder import offline_coder
from symphony.encounter.model import Document, Encounter

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("SYMPHONY_SHARED", HERE.parents[2] / "shared"))
OFFICIAL = SHARED / "codesystems" / "icd10cm" / "fy2026" / "guidelines-fy2026.txt"
LISTED = tomllib.loads((HERE / "guideline_examples.toml").read_text(encoding="utf-8"))["example"]
MARK = re.compile(r"\bexamples?\b|\be\.\s?g\b", re.IGNORECASE)


def titles() -> set[str]:
    return {
        f"{file.stem}: {example['title']}"
        for file in (HERE / "rules").glob("*.toml")
        for example in tomllib.loads(file.read_text(encoding="utf-8"))["example"]
    }


@pytest.mark.parametrize("row", LISTED, ids=lambda row: f"{row['section']}-{row['mark']}")
def test_each_example_has_a_test_or_a_reason(row: dict[str, Any]) -> None:
    assert set(row) <= {"section", "mark", "about", "rules", "coded", "because"}
    assert bool(row.get("rules") or row.get("coded")) is not bool(row.get("because"))
    assert set(row.get("rules", ())) <= titles()


def test_few_have_only_a_reason() -> None:
    assert sum("because" in row for row in LISTED) <= 2


@pytest.mark.parametrize(
    ("note", "code"),
    [(each["note"], each["code"]) for row in LISTED for each in row.get("coded", ())],
)
def test_the_code_that_an_example_leads_to(note: str, code: str) -> None:
    coder = offline_coder(Shelf(), ("icd10cm",), Scope())
    answer = coder.code(Encounter("e", (Document("note", f"Assessment: {note}"),)))
    found = [assignment.code for assignment in answer.codes]
    assert [each for each in found if each.startswith(code)], found


def test_every_example_of_the_official_text_is_listed() -> None:
    if not OFFICIAL.exists():
        pytest.skip("../shared is not here (nor at SYMPHONY_SHARED)")
    sections = split_official(pages_of(OFFICIAL.read_text(encoding="utf-8")))
    given = {s.id: len(MARK.findall(f"{s.title}\n{s.text or ''}")) for s in sections}
    wanted = Counter({section: count for section, count in given.items() if count})
    assert Counter(row["section"] for row in LISTED) == wanted
    marks = [(row["section"], row["mark"]) for row in LISTED]
    assert len(set(marks)) == len(marks)
    assert all(1 <= mark <= wanted[section] for section, mark in marks)
