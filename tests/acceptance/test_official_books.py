"""The official files, installed as a user would, and the publishers' own totals.

Needs ../shared (or SYMPHONY_SHARED); a clone without it skips.
"""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from symphony.books.alphabetic import Index
from symphony.books.diff import compare
from symphony.books.history import history
from symphony.books.install import Installed, Order, install
from symphony.books.shelf import Shelf
from symphony.coding.coder import Coder
from symphony.encounter.model import Document, Encounter, Setting

SHARED = Path(os.environ.get("SYMPHONY_SHARED", Path(__file__).parents[3] / "shared"))
CODES = SHARED / "codesystems"
CM, PCS = CODES / "icd10cm", CODES / "icd10pcs"

pytestmark = pytest.mark.skipif(not CODES.is_dir(), reason="the official files are in ../shared")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("home"))


def put(shelf: Shelf, system: str, release: str | None, *paths: Path) -> Installed:
    return install(
        shelf, Order(system, date.fromisoformat(release) if release else None), list(paths)
    )


@pytest.fixture(scope="module")
def april_2026(shelf: Shelf) -> Installed:
    began = time.process_time()
    done = put(
        shelf, "icd10cm", "2026-04-01", CM / "fy2026-april",
        CM / "fy2026" / "icd10cm_codes_2026.reconstructed.txt",
        CM / "fy2026" / "POAexemptCodesFY26.zip",
    )  # fmt: skip
    assert time.process_time() - began < 15  # 8 s where this was written, more beside other work
    return done


@pytest.fixture(scope="module")
def fiscal_2027(shelf: Shelf, april_2026: Installed) -> Installed:
    assert april_2026.edition is not None  # the predecessor
    return put(
        shelf, "icd10cm", None, CM / "fy2027" / "icd10cm_codes_addenda_2027.transcribed.txt",
        CM / "fy2027" / "icd10cm_index_2027.excerpt.xml",
    )  # fmt: skip


def test_april_2026(april_2026: Installed, shelf: Shelf) -> None:
    assert april_2026.counts["billable"] == 74_719
    assert april_2026.facts["known_differences"] == "76"
    # 5,013 distinct strings stand in the three books; one of them is a lone dash: no code.
    assert april_2026.counts["index_codes"] == 5_012
    assert april_2026.counts["index_codes_unresolved"] == 0
    assert "ReadMePOAexemptFY26.txt" in april_2026.ignored
    assert april_2026.paths[0].stat().st_size < 60_000_000
    exempt = shelf.at("icd10cm", "2026-04-01").rows(
        "SELECT count(*) FROM property WHERE key = 'poa' AND value = 'exempt'"
    )
    assert exempt == [(38_349,)]


@pytest.mark.usefixtures("april_2026")
def test_october_2024_and_april_2025_and_the_diff(shelf: Shelf) -> None:
    assert (
        put(shelf, "icd10cm", "2024-10-01", CM / "fy2025" / "icd10cm_2025_codes.zip").counts[
            "billable"
        ]
        == 74_260
    )
    assert put(shelf, "icd10cm", "2025-04-01", CM / "fy2025-april").counts["billable"] == 74_260
    found = compare(shelf.at("icd10cm", "2025-04-01"), shelf.at("icd10cm", "2026-04-01"))
    assert (len(found.added), len(found.deleted), len(found.revised)) == (487, 28, 38)


def test_fiscal_2027_from_the_addenda(shelf: Shelf, fiscal_2027: Installed) -> None:
    assert fiscal_2027.counts["billable"] == 74_879
    assert fiscal_2027.facts["derived_from"] == "2026-04-01"
    found = compare(shelf.at("icd10cm", "2026-04-01"), shelf.at("icd10cm", "2026-10-01"))
    assert (len(found.added), len(found.deleted), len(found.revised)) == (190, 30, 4)
    index = Index(shelf.at("icd10cm", "2026-10-01"))
    assert index.find("abdomen, muscle deficiency syndrome")[0].codes[0].code == "Q79.4"
    assert index.find("abasia")[0].modifiers == "(-astasia) (hysterical)"


@pytest.mark.usefixtures("fiscal_2027")
def test_fiscal_2027_as_a_full_list(shelf: Shelf, tmp_path: Path) -> None:
    derived = {c.code: c.title for c in shelf.at("icd10cm", "2026-10-01").codes() if c.billable}
    other = Shelf(tmp_path)
    (tmp_path / "books" / "icd10cm").mkdir(parents=True)
    april = shelf.path("icd10cm", "2026-04-01")
    other.path("icd10cm", "2026-04-01").write_bytes(april.read_bytes())
    put(other, "icd10cm", "2026-10-01", CM / "fy2027" / "icd10cm_codes_2027.derived.txt")
    listed = {c.code: c.title for c in other.at("icd10cm", "2026-10-01").codes() if c.billable}
    assert listed == derived


@pytest.mark.usefixtures("fiscal_2027")
def test_a_deleted_code_says_when_and_what_instead(shelf: Shelf) -> None:
    on = date(2026, 12, 1)
    assert history(shelf, "icd10cm", "D69.1", on).message("icd10cm", on) == (
        "D69.1 is not valid on 2026-12-01: it was deleted on 2026-10-01; in its place: D69.11,"
        " D69.19."
    )


@pytest.mark.usefixtures("fiscal_2027")
@pytest.mark.parametrize(("day", "code"), [("2026-11-01", "D69.11"), ("2026-08-01", "D69.1")])
def test_a_disease_new_in_fiscal_2027_is_coded_by_the_date(
    shelf: Shelf, day: str, code: str
) -> None:
    note = (
        "Assessment and plan:\n1. Glanzmann thrombasthenia. Continue tranexamic acid as needed.\n"
    )
    encounter = Encounter(
        "e1", (Document("note.txt", note),), Setting.OUTPATIENT, date.fromisoformat(day)
    )
    assert code in [made.code for made in Coder(shelf).code(encounter).codes]


@pytest.mark.usefixtures("april_2026")
def test_the_tables_are_read_by_site_and_substance(shelf: Shelf) -> None:
    index = Index(shelf.at("icd10cm", "2026-04-01"))
    lung = index.find("neoplasm, lung", "neoplasms")[0].column("malignant_primary")
    warfarin = index.drug("warfarin")
    assert lung is not None
    assert lung.printed == "C34.9-"
    assert warfarin is not None
    assert warfarin.code == "T45.515"
    assert index.find("bite, dog", "external")[0].codes[0].code == "W54.0"


def test_icd10pcs(shelf: Shelf) -> None:
    october = put(shelf, "icd10pcs", None, PCS / "fy2026")
    assert october.counts["billable"] == 79_115
    april = put(shelf, "icd10pcs", "2026-04-01", PCS / "fy2026-april")
    assert april.counts["billable"] == 79_193
    assert (april.facts["added"], april.facts["deleted"]) == ("80", "2")
    older = put(shelf, "icd10pcs", None, PCS / "fy2023")
    assert older.counts["index_codes_unresolved"] == 0


def test_hcpcs(shelf: Shelf) -> None:
    january = put(shelf, "hcpcs", None, CODES / "hcpcs" / "2025-01" / "hcpcs_2025_download.zip")
    assert (january.facts["codes"], january.facts["modifiers"]) == ("8259", "383")
    assert january.edition is not None
    assert january.edition.release == "2025-01-01"
    crutch = shelf.release("hcpcs").code("E0116")
    assert crutch is not None
    assert crutch.title.endswith("with or without shock absorber, each")


def test_icd11(shelf: Shelf) -> None:
    done = put(shelf, "icd11", None, CODES / "icd11" / "SimpleTabulation-ICD-11-MMS-en.zip")
    assert done.facts["rows"] == "36044"


def test_guidelines_from_text_and_pdf(shelf: Shelf) -> None:
    from symphony.books.guidelines.digest import digest
    from symphony.books.guidelines.library import rules_on

    put(shelf, "icd10cm", None, CM / "fy2026" / "guidelines-fy2026.txt")
    folder = shelf.folder / "icd10cm"
    rules = rules_on(folder, "icd10cm", date(2026, 5, 1))
    assert len([s for s in rules if s.text is not None]) == 492
    assert [s.id for s in digest("icd10cm")] == [s.id for s in rules if s.page is not None]
    uncertain = rules.section("IV.H")
    assert uncertain is not None
    assert uncertain.page == 114
    pytest.importorskip("pypdfium2", reason="the extra [pdf] is not installed")
    put(shelf, "icd10cm", None, CM / "fy2025" / "guidelines-fy2025.pdf")
    before = rules_on(folder, "icd10cm", date(2025, 5, 1)).section("IV.Q")
    assert before is not None
    assert before.text
