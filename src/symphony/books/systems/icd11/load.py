"""Reading the simple tabulation of ICD-11 MMS (WHO): one row an entity, tab-separated.

Source of the format: the heading of ``SimpleTabulation-ICD-11-MMS-en.txt`` and its readme. Titles
are set in by "- " for each level below the chapter; chapters and blocks have no code.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from symphony.books.sources import Given
from symphony.books.systems.tree import Row
from symphony.errors import BooksError
from symphony.language.patterns import lazy

_INDENT = lazy(r"(?:- ?)*")
_VERSION = lazy(r"Version:\s*(\d{4} \w{3} \d{1,2})")


def is_tabulation(given: Given) -> bool:
    """Whether the heading is that of the simple tabulation."""
    return given.head.startswith("Foundation URI\tLinearization")


def version(given: Given) -> date | None:
    """The day that the heading names as the version."""
    match = _VERSION.search(given.head.splitlines()[0])
    return datetime.strptime(match[1], "%Y %b %d").date() if match else None  # noqa: DTZ007 - a day


def rows(given: Given) -> Iterator[Row]:
    """Chapters, blocks and categories in order, each below the nearest one less set in.

    Raises:
        BooksError: a row has no code, block or chapter to be known by, or stands too deep.
    """
    line: list[str] = []
    table = csv.DictReader(io.StringIO(given.text), delimiter="\t")
    for number, cell in enumerate(table, start=2):
        indent = _INDENT.match(cell["Title"])
        depth = indent.group().count("-") if indent else 0
        code = _name(cell)
        if not code or depth > len(line):
            raise BooksError(f"{given.name}:{number} has no code or stands too deep")
        del line[depth:]
        parent = line[-1] if line else None
        line.append(code)
        yield Row(
            code,
            cell["Title"][indent.end() if indent else 0 :].strip(),
            parent,
            billable=bool(cell["Code"]),
            level=cell["ClassKind"],
            properties=tuple(_properties(cell)),
        )


def _name(cell: dict[str, str]) -> str:
    if cell["ClassKind"] == "chapter":
        return f"chapter {cell['ChapterNo']}"
    return cell["Code"] or cell["BlockId"] or cell["Linearization URI"].rpartition("/mms/")[2]


def _properties(cell: dict[str, str]) -> Iterator[tuple[str, str]]:
    if cell["Foundation URI"]:
        yield "uri", cell["Foundation URI"]
    if cell["IsResidual"] == "True":
        yield "residual", "yes"
    if cell.get("Primary tabulation") == "True":
        yield "primary_tabulation", "yes"
