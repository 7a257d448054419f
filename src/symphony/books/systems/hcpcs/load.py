"""Reading HCPCS Level II: one record a line of description, 320 characters wide.

Layout: CMS, "HCPCS contractor record" (``HCPC<year>_recordlayout.txt`` in each quarterly zip): code
(1-5), sequence (6-10), record identification (11: 3 and 4 a procedure's first and further lines, 7
and 8 a modifier's), long description (12-91), short (92-119), and on first lines coverage (230),
BETOS (257-259), dates added, in effect and terminated (269-292) and action (293). The same records
are also passed on as CSV, cut into columns with their blanks removed.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from symphony.books.sources import Given
from symphony.books.systems.tree import Row
from symphony.errors import BooksError
from symphony.language.patterns import lazy

_RECORD = lazy(r"(.{5})(\d{5})([3478])(.{80})(.{28})?(.*)")
_CELL = lazy(r"([0-9A-Z]{2}|[A-Z]\d{4})(\d{5})([3478])")
_DATES = lazy(r"(\d{8})(\d{8})(\d{8})?")


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    kind: str
    text: str
    short: str
    rest: str


def kind_of(given: Given) -> str | None:
    """``records`` or ``table``."""
    lines = given.first_lines[:20]
    if not lines:
        return None
    if all(_RECORD.fullmatch(line) for line in lines):
        return "records"
    cells = [line.split(",", 1)[0] for line in lines[1:]]
    if lines[0].startswith("Code,") and cells and all(_CELL.fullmatch(c) for c in cells):
        return "table"
    return None


def rows(given: Given, kind: str) -> list[Row]:
    """Procedures and modifiers with their titles put together.

    Raises:
        BooksError: a line is no record, or goes on with a code that has not begun.
    """
    found: dict[str, Row] = {}
    lines = _records(given) if kind == "records" else _cells(given)
    for line in lines:
        if line.kind in "37":
            found[line.code] = Row(
                line.code,
                line.text,
                "modifiers" if line.kind == "7" else line.code[0],
                billable=True,
                level="modifier" if line.kind == "7" else "code",
                properties=tuple(_properties(line)),
            )
        elif line.code in found:
            first = found[line.code]
            found[line.code] = Row(first.code, f"{first.title} {line.text}".strip(), first.parent,
                                   True, first.level, properties=first.properties)  # fmt: skip
        else:
            raise BooksError(f"{given.name}: {line.code} goes on without a first line")
    return list(found.values())


def newest(found: list[Row]) -> date | None:
    """The day on which the newest code came into effect: from then the file holds."""
    days = [value for row in found for key, value in row.properties if key == "effective"]
    return date.fromisoformat(max(days)) if days else None


def _records(given: Given) -> Iterator[_Line]:
    for number, line in enumerate(given.lines, start=1):
        match = _RECORD.fullmatch(line)
        if match is None:
            if line.strip(" \x1a"):
                raise BooksError(f"{given.name}:{number} is no HCPCS record")
            continue
        yield _Line(match[1].strip(), match[3], match[4].strip(), (match[5] or "").strip(), line)


def _cells(given: Given) -> Iterator[_Line]:
    for number, cells in enumerate(csv.reader(io.StringIO(given.text)), start=1):
        match = _CELL.fullmatch(cells[0]) if cells else None
        if match is None:
            if number > 1 and any(cells):
                raise BooksError(f"{given.name}:{number} is no HCPCS record")
            continue
        yield _Line(
            match[1], match[3], cells[1].strip(), cells[2][:28].strip(), " ".join(cells[3:])
        )


def _properties(line: _Line) -> Iterator[tuple[str, str]]:
    if line.short:
        yield "short", line.short
    if len(line.rest) >= 293:
        for key, start, end in (("coverage", 229, 230), ("betos", 256, 259), ("action", 292, 293)):
            if line.rest[start:end].strip():
                yield key, line.rest[start:end].strip()
    dates = _DATES.search(line.rest[268:292] if len(line.rest) >= 293 else line.rest)
    if dates:
        for key, value in (("added", dates[1]), ("effective", dates[2]), ("ended", dates[3])):
            day = _day(value)
            if day:
                yield key, day


def _day(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        return None
