"""HCPCS Level II: recognising its files and loading a release from them."""

from collections.abc import Iterator

from symphony.books.model import Content, Edition, Entry
from symphony.books.sources import Given
from symphony.books.systems.hcpcs import load as hcpcs
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.books.systems.tree import Row, entries
from symphony.errors import BooksError

SYSTEM = "hcpcs"

SECTIONS = {
    "A": "Transportation, supplies and administrative services",
    "B": "Enteral and parenteral therapy",
    "C": "Outpatient prospective payment system",
    "D": "Dental procedures",
    "E": "Durable medical equipment",
    "G": "Temporary procedures and professional services",
    "H": "Behavioral health and substance abuse treatment",
    "J": "Drugs administered other than orally, chemotherapy drugs",
    "K": "Temporary codes for durable medical equipment",
    "L": "Orthotic and prosthetic procedures and devices",
    "M": "Medical services and quality measures",
    "P": "Pathology and laboratory services",
    "Q": "Temporary codes",
    "R": "Diagnostic radiology services",
    "S": "Temporary codes of private payers",
    "T": "Codes of state Medicaid agencies",
    "U": "Coronavirus diagnostic panels",
    "V": "Vision, hearing and speech-language services",
    "modifiers": "Modifiers",
}
"""What the first letter stands for, in our own words; the records do not say it."""


def recognise(given: Given) -> str | None:
    """``records`` or ``table``."""
    return None if given.is_xml or given.is_xlsx else hcpcs.kind_of(given)


def load(files: Files, wanted: Wanted) -> Content:
    """A quarterly release; the quarter is that of its newest code unless it is asked for.

    Raises:
        BooksError: the file is damaged or holds nothing.
    """
    given = one(files, "records") or one(files, "table")
    if given is None:
        raise BooksError("there is no file of HCPCS records")
    rows = hcpcs.rows(given, "records" if files.get("records") else "table")
    found = hcpcs.newest(rows)
    start = asked_release(wanted, found)
    edition = Edition(
        system=SYSTEM,
        release=start.isoformat(),
        title=wanted.title or f"HCPCS Level II, {start:%B} {start.year}",
        effective_from=start,
        effective_to=None,
        sources=sources(given),
    )
    modifiers = sum(row.level == "modifier" for row in rows)
    facts = (("codes", str(len(rows) - modifiers)), ("modifiers", str(modifiers)))
    return Content(edition, _entries(rows), facts=facts)


def _entries(rows: list[Row]) -> Iterator[Entry]:
    used = {row.parent for row in rows}
    heads = [
        Row(name, SECTIONS.get(name, f"Codes beginning with {name}"), None, False, "section")
        for name in sorted(filter(None, used))
    ]
    return entries([*heads, *rows])
