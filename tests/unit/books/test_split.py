"""Splitting rule books into sections."""

import pytest

from symphony.books.guidelines.library import read_rules
from symphony.books.guidelines.split import pages_of, split_official, split_plain
from symphony.books.sources import Given
from symphony.errors import BooksError

TEXT = """ICD-10-CM Official Guidelines for Coding and Reporting
FY 2031 -- UPDATED October 1, 2030
(October 1, 2030 - September 30, 2031)
Section I. Conventions ............................................................ 2
Page 2 of 9
Section I. Conventions, general
guidelines
A. Conventions
1. The first
Body of the first, see B20 and I10-I15.
a. When this is no heading because no letter is due under a list
Page 3 of 9
2. The second, with a title that
goes on
ICD-10-CM Official Guidelines for Coding and Reporting
FY 2031
a. Letter
1) Numbered
(a) Bracketed
(i) Roman
Text of the roman.
(ii) Second roman
B. General
1. One
C. Chapters
1. Chapter 1: Socks (A00-B99),
U07.1
Section II. Principal
A. Symptoms
C. This is out of order and so belongs to the text
Section III. Additional
Section IV. Outpatient
A. First-listed
Appendix I
Present on admission
"""


def test_sections_get_their_numbers_pages_titles_and_text() -> None:
    found = {section.id: section for section in split_official(pages_of(TEXT))}
    assert list(found) == [
        "I", "I.A", "I.A.1", "I.A.1.a", "I.A.2", "I.A.2.a", "I.A.2.a.1", "I.A.2.a.1.a",
        "I.A.2.a.1.a.i", "I.A.2.a.1.a.ii", "I.B", "I.B.1", "I.C", "I.C.1", "II", "II.A", "III",
        "IV", "IV.A", "Appendix I",
    ]  # fmt: skip
    assert found["I.A.2"].title == "The second, with a title that goes on"
    assert found["I.C.1"].title == "Chapter 1: Socks (A00-B99), U07.1"
    assert found["I.A.1"].codes == ("B20", "I10-I15")
    assert (found["I.A.1"].page, found["I.A.2"].page) == (3, 4)
    assert found["I.A.2.a.1.a.i"].text == "Text of the roman."
    assert found["II.A"].text == "C. This is out of order and so belongs to the text"


def test_guidelines_without_a_section_are_refused() -> None:
    with pytest.raises(BooksError, match="lack section IV"):
        split_official(pages_of(TEXT.replace("Section IV. Outpatient", "")))


def test_the_period_is_read_from_the_first_page() -> None:
    book = read_rules(Given("g.txt", TEXT.encode()), None)
    assert (str(book.effective_from), str(book.effective_to)) == ("2030-10-01", "2031-09-30")


def test_a_damaged_pdf_is_refused() -> None:
    pytest.importorskip("pypdfium2", reason="the extra [pdf] is not installed")
    with pytest.raises(BooksError, match=r"g\.pdf is damaged"):
        read_rules(Given("g.pdf", b"%PDF-1.7 nonsense"), None)


def test_a_plain_document_is_split_at_its_headings() -> None:
    found = split_plain(["# Rules\nintro\n## 2.1 Socks\nUse B2.0.\n## Hats\nNone."])
    assert [(s.id, s.title, s.text) for s in found] == [
        ("(1)", "Rules", "intro"),
        ("2.1", "Socks", "Use B2.0."),
        ("(3)", "Hats", "None."),
    ]
    assert found[1].codes == ("B2.0",)


def test_a_document_without_headings_is_split_at_its_numbers_or_pages() -> None:
    numbered = split_plain(
        ["Rules of procedures\nA1\nCodes have 7 characters.", "B3.1a\nSocks first."]
    )
    assert [(s.id, s.text, s.page) for s in numbered] == [
        ("A1", "Codes have 7 characters.", 1),
        ("B3.1a", "Socks first.", 2),
    ]
    assert [(s.id, s.text) for s in split_plain(["One.", "", "Two."])] == [
        ("page 1", "One."),
        ("page 3", "Two."),
    ]
