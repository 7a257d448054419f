"""The digest of the guidelines and the questions asked of it."""

import pytest

from symphony.books.guidelines.book import Guidelines
from symphony.books.guidelines.digest import digest
from symphony.books.guidelines.section import Section
from symphony.books.shelf import Shelf


@pytest.fixture(scope="module")
def book() -> Guidelines:
    return Guidelines.of("icd10cm")


def test_a_section_is_found_however_its_number_is_written(book: Guidelines) -> None:
    wanted = book.section("IV.H")
    assert wanted is not None
    assert book.section("Section IV.H.") == wanted
    assert book.section("IV.Z") is None


def test_the_uncertain_diagnosis_rules_bind_their_own_settings(book: Guidelines) -> None:
    inpatient, outpatient = book.section("II.H"), book.section("IV.H")
    assert inpatient is not None
    assert inpatient.binds("inpatient")
    assert not inpatient.binds("emergency")
    assert outpatient is not None
    assert outpatient.binds("emergency")
    assert not outpatient.binds("inpatient")


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("I11.0", "I.C.9.a.1"),
        ("I13.0", "I.C.9.a.3"),
        ("Z79.4", "I.C.4.a.3"),
        ("E11.A", "I.C.4.a.1.b"),
        ("U09.9", "I.C.1.g.1.l"),
        ("O80", "I.C.15.b.2"),
        ("Y92.019", "I.C.20.b"),
    ],
)
def test_the_most_particular_section_comes_first(book: Guidelines, code: str, first: str) -> None:
    assert book.sections_for(code)[0].id == first


def test_sections_of_another_setting_are_left_out(book: Guidelines) -> None:
    there = {section.id for section in book.sections_for("J96.01", "inpatient")}
    here = {section.id for section in book.sections_for("J96.01", "outpatient")}
    assert there - here == {"I.C.10.b.1", "I.C.10.b.2", "I.C.10.b.3"}


def test_words_find_sections(book: Guidelines) -> None:
    assert "I.C.9.a.2" in [s.id for s in book.search("hypertensive kidney disease", limit=3)]
    assert book.search("of the") == ()


@pytest.mark.parametrize(
    ("entry", "code", "inside"),
    [
        ("I10-I1A", "I1A.0", True),
        ("I10-I15", "I1A.0", False),
        ("O33.3-O33.6", "O33.6XX1", True),
        ("O33.3-O33.6", "O33.7XX1", False),
        ("Q00-QA1", "QA0.0101", True),
        ("L89", "L89.153", True),
        ("I21.A1", "I21.A9", False),
    ],
)
def test_what_an_entry_of_a_section_covers(entry: str, code: str, inside: bool) -> None:
    assert bool(Section("X", "x", "x", (entry,)).touches(code)) is inside


def test_an_official_text_joins_its_digest() -> None:
    official = Section("IV.H", "Uncertain diagnosis", None, (), text="the wording", page=114)
    new = Section("IV.R", "Something new", None, (), text="new wording", page=115)
    joined = Guidelines.of("icd10cm", [official, new])
    section = joined.section("IV.H")
    assert section is not None
    assert (section.text, section.page) == ("the wording", 114)
    assert section.says is not None
    assert "emergency" in section.settings
    assert joined.section("IV.R") == new
    assert len(joined) == len(digest("icd10cm")) + 1


def test_a_system_without_a_digest_has_no_sections() -> None:
    assert len(Guidelines.of("toy")) == 0


def test_every_code_that_the_digest_names_is_in_the_release(shelf: Shelf) -> None:
    release = shelf.release("icd10cm")
    codes = [code.code for code in release.codes() if "-" not in code.code]
    starts = {code[:length] for code in codes for length in range(3, len(code) + 1)}
    named = {
        end for section in digest("icd10cm") for entry in section.codes for end in entry.split("-")
    }
    # The guidelines name QA1 as the end of a range that the release does not reach yet.
    assert named - starts <= {"QA1"}
