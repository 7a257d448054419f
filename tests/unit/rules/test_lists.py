import json
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from symphony.encounter.model import Setting
from symphony.rules import lists, poa
from symphony.rules.engine import _book
from symphony.rules.model import CodeSet

SHARED = Path(os.environ.get("SYMPHONY_SHARED", Path(__file__).parents[4] / "shared"))


@pytest.fixture(scope="module")
def book(release):
    return _book(release)


@pytest.fixture
def published():
    folder = SHARED / "codesystems"
    if not folder.is_dir():
        pytest.skip("the publishers' files (../shared) are not here")
    return folder


def test_the_exempt_list_says_what_the_publisher_says(book, release, published):
    with zipfile.ZipFile(published / "icd10cm/fy2026/POAexemptCodesFY26.zip") as archive:
        text = archive.read("POAexemptCodesFY26.txt").decode("utf-8-sig")
    exempt = {line.split("\t")[1] for line in text.splitlines()[1:]}
    ours = lists.in_force("poa", date(2026, 1, 1), book).lists["exempt"]
    wanted = exempt & {entry.code for entry in release.codes() if entry.billable}
    assert expanded(book, ours) == wanted
    assert len(wanted) > 38_000


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("manifestation", "manifestation_not_pdx"),
        ("unacceptable", "unacceptable_pdx"),
        ("newborn", "age_newborn"),
        ("pediatric", "age_pediatric"),
        ("maternity", "age_maternity"),
        ("adult", "age_adult"),
    ],
)
def test_the_mce_lists_say_what_the_publisher_says(book, release, published, ours, theirs):
    rows = json.loads((published / "mce/mce_edits_2026-07.json").read_text())["codes"][theirs]
    billable = {entry.code.replace(".", "") for entry in release.codes() if entry.billable}
    wanted = {row["code"] for row in rows} & billable
    held = lists.in_force("mce", date(2026, 5, 1), book).lists[ours]
    assert {code.replace(".", "") for code in expanded(book, held)} == wanted
    assert wanted


def expanded(book, codes):
    """The complete codes of a list, heading by heading."""
    whole = {e.code for heading in codes.headings for e in book.below(heading) if e.billable}
    some = {
        entry.code
        for heading, ends in codes.ending.items()
        for entry in book.below(heading)
        if entry.billable and entry.code[-1] in ends
    }
    assert all(codes.holds(book, code) for code in sorted(whole | some)[::500])
    return whole | some


def test_no_list_is_in_force_on_a_far_date(book):
    assert lists.in_force("poa", date(2031, 1, 1), book) is None


def test_without_a_date_the_list_is_that_of_the_release(book):
    assert lists.in_force("poa", None, book).name == "poa-2026"


@pytest.mark.parametrize(
    ("code", "indicator"),
    [("Z79.4", "1"), ("E11.9", "Y"), ("J18.9", None), ("S72.001D", "1"), ("S72.001A", None)],
)
def test_an_indicator_that_follows_from_the_code(book, code, indicator):
    stay = CodeSet.of([code], Setting.INPATIENT)
    assert poa.suggested(book, code, stay) == indicator


def test_an_unknown_code_has_no_indicator(book):
    assert poa.suggested(book, "ZZZ", CodeSet.of(["ZZZ"], Setting.INPATIENT)) is None
