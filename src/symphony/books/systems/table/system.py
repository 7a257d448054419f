"""Plain tables: recognising codes, an index and rules, and loading a release from them."""

from symphony.books.model import Content, Edition
from symphony.books.sources import Given
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.books.systems.table import load as plain
from symphony.books.systems.tree import entries
from symphony.errors import BooksError, UsageError

SYSTEM = "table"


def recognise(given: Given) -> str | None:
    """``table``: anything with a heading line; what it holds is decided when columns are known."""
    return "table" if len(plain.table_of(given)) > 1 else None


def load(files: Files, wanted: Wanted) -> Content:
    """A release from a table of codes and, if there is one, a table that is an index.

    Raises:
        BooksError: no table or several hold codes and titles, or a line is damaged.
        UsageError: a named column is not there, or nothing says from when the codes hold.
    """
    codes: list[Given] = []
    index: Given | None = None
    for given in files.get("table", ()):
        heading = plain.table_of(given)[0]
        if {"entry", "code"} <= plain.columns(heading, plain.INDEX, {}).keys():
            index = given
        elif {"code", "title"} <= _columns(heading, wanted).keys():
            codes.append(given)
    if not codes:
        raise UsageError(
            "no table has a column for the code and one for the title; name them with "
            "--column code=NAME --column title=NAME"
        )
    book = one({"table of codes": codes}, "table of codes")
    if book is None:
        raise BooksError("there is no table of codes")
    table = plain.table_of(book)
    where = _columns(table[0], wanted)
    start = asked_release(wanted, plain.first_day(table, where))
    edition = Edition(
        system=wanted.system,
        release=start.isoformat(),
        title=wanted.title or f"{wanted.system}, from {start}",
        effective_from=start,
        effective_to=None,
        sources=sources(book, index),
    )
    lines = plain.table_of(index) if index else []
    return Content(
        edition,
        entries(plain.rows(table, where, book.name)),
        index=plain.index_entries(lines, plain.columns(lines[0], plain.INDEX, {})) if lines else (),
    )


def _columns(heading: list[str], wanted: Wanted) -> dict[str, int]:
    if wanted.columns and not set(wanted.columns.values()) <= set(heading):
        return {}
    return plain.columns(heading, plain.USUAL, wanted.columns)
