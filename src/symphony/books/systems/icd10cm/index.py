"""The alphabetic index, the external-cause index and the drug and neoplasm tables: one schema.

``mainTerm`` and nested ``term`` elements with a ``title`` (nonessential modifiers in ``nemod``), a
``code``, a ``manif`` (the manifestation, printed in brackets), ``see``, ``seeAlso``, ``subcat`` and
``seecat``; the tables have ``cell`` elements with the column in ``col``, ``--`` for none.
"""

import re
from collections.abc import Iterator

from lxml import etree

from symphony.books.model import IndexCode, IndexEntry, IndexReference
from symphony.books.sources import Given
from symphony.errors import BooksError
from symphony.language.patterns import lazy

_COLUMNS = {
    "neoplasms": ("malignant_primary", "malignant_secondary", "in_situ", "benign",
                  "uncertain", "unspecified"),
    "drugs": ("accidental", "self_harm", "assault", "undetermined",
              "adverse_effect", "underdosing"),
}  # fmt: skip
_CODE = lazy(r"[A-Z][0-9A-Z]{2}(\.[0-9A-Z]{1,4})?\.?-?")
_REFERENCES = {"see": "see", "seeAlso": "see_also", "seecat": "see_category"}
_KNOWN = frozenset(
    {"title", "nemod", "code", "manif", "see", "seeAlso", "subcat", "seecat", "cell", "term"}
)


def book_of(given: Given) -> str | None:
    """Which index a file with that root element is, by the headings that it begins with."""
    begin = given.head.casefold()
    if "<indexheading" in begin:
        return "drugs" if "substance" in begin else "neoplasms"
    title = re.search(r"<title>([^<]*)</title>", begin)
    if title and "external" in title[1]:
        return "external"
    return "diseases" if "<letter" in begin or "index" in (title[1] if title else "") else None


def index_entries(given: Given, book: str) -> Iterator[IndexEntry]:
    """The lines of an index in printed order.

    Raises:
        BooksError: an element that the schema does not have.
    """
    for letter in given.xml.findall("letter"):
        for term in letter.findall("mainTerm"):
            yield from _term(term, book, 0, given.name)
    given.forget()


def _term(element: etree._Element, book: str, depth: int, name: str) -> Iterator[IndexEntry]:
    strange = {str(child.tag) for child in element} - _KNOWN
    if strange:
        raise BooksError(f"{name}: unknown element {min(strange)!r} at {_title(element)[0]!r}")
    title, modifiers = _title(element)
    yield IndexEntry(
        book,
        depth,
        title,
        modifiers,
        codes=tuple(_codes(element, book)),
        references=tuple(
            IndexReference(_REFERENCES[str(child.tag)], _text(child))
            for child in element
            if child.tag in _REFERENCES and _text(child)
        ),
    )
    for child in element.findall("term"):
        yield from _term(child, book, depth + 1, name)


def _codes(element: etree._Element, book: str) -> Iterator[IndexCode]:
    for child in element:
        text = _text(child)
        if not text.strip("-"):
            continue
        if child.tag in ("code", "subcat"):
            # A subcategory in the place of a code is one whose further characters are looked up.
            yield IndexCode(text if child.tag == "code" else f"{text.rstrip('-')}-")
        elif child.tag == "manif" and _CODE.fullmatch(text.strip("[]")):
            yield IndexCode(text.strip("[]"), "manifestation")
        elif child.tag == "cell":
            yield IndexCode(text, _COLUMNS[book][int(child.get("col", "0")) - 2])


def _title(element: etree._Element) -> tuple[str, str]:
    title = element.find("title")
    if title is None:
        return "", ""
    modifiers = " ".join(_text(child) for child in title.findall("nemod"))
    parts = [title.text or ""] + [child.tail or "" for child in title]
    # Brackets elsewhere hold a manifestation; where words stand in them they explain the title.
    words = [
        f"[{_text(c)}]"
        for c in element.findall("manif")
        if not _CODE.fullmatch(_text(c).strip("[]"))
    ]
    return " ".join(" ".join([*parts, *words]).split()), modifiers


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())
