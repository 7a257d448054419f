"""Writing the alphabetic index and the construction tables into a release file."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable

from symphony.books.model import AxisValue, Definition, IndexCode, IndexEntry
from symphony.errors import BooksError
from symphony.language.words import phrase

Naming = Callable[[int, str, str], None]
"""Adds a name (kind, text) to a code given by its row."""

_NAMING_BOOKS = frozenset({"diseases", "external", "procedures"})
"""The books whose lines name codes; the tables are read by site or substance and column."""


def write_index(
    database: sqlite3.Connection,
    entries: Iterable[IndexEntry],
    name: Naming,
    counts: Counter[str],
) -> None:
    """Write the entries in their order, resolving each printed code to an entry of the release.

    Raises:
        BooksError: an entry stands deeper than its place allows, or codes do not resolve.
    """
    writer = _IndexWriter(database, name, counts)
    for entry in entries:
        writer.add(entry)
    writer.finish()


class _IndexWriter:
    def __init__(self, database: sqlite3.Connection, name: Naming, counts: Counter[str]) -> None:
        self.database = database
        self.name = name
        self.counts = counts
        self.last = 0
        self.line: list[tuple[int, str]] = []
        self.distinct: set[str] = set()
        self.stems: set[str] = set()
        self.unresolved: dict[str, str] = {}
        self.rows: dict[str, int] = dict(database.execute("SELECT code, id FROM code"))

    def add(self, entry: IndexEntry) -> None:
        if entry.depth > len(self.line):
            raise BooksError(
                f"the {entry.book} index is damaged: {entry.title!r} stands at level "
                f"{entry.depth} without a line above it"
            )
        del self.line[entry.depth :]
        self.last += 1
        parent = self.line[-1][0] if self.line else None
        self.line.append((self.last, entry.title))
        self.database.execute(
            "INSERT INTO entry VALUES (?,?,?,?,?,?,?)",
            (self.last, entry.book, parent, entry.depth, entry.title, entry.modifiers,
             "" if entry.depth else phrase(entry.title)),
        )  # fmt: skip
        self.database.executemany(
            "INSERT OR IGNORE INTO entry_reference VALUES (?,?,?)",
            [(self.last, reference.kind, reference.text) for reference in entry.references],
        )
        self.counts[f"index_{entry.book}"] += 1
        for position, code in enumerate(entry.codes):
            self._code(position, code, entry)

    def _code(self, position: int, code: IndexCode, entry: IndexEntry) -> None:
        row = self._stem(code.printed) if code.role == "stem" else self._row(code.printed)
        self.distinct.add(code.printed)
        if row is None:
            self.unresolved.setdefault(code.printed, f"{entry.book}: {entry.title}")
        self.database.execute(
            "INSERT INTO entry_code VALUES (?,?,?,?,?)",
            (self.last, position, code.printed, row, code.role),
        )
        if row is not None and code.role == "default" and entry.book in _NAMING_BOOKS:
            self.name(row, "index", ", ".join(title for _, title in self.line))

    def _stem(self, printed: str) -> int | None:
        """The table of a code's beginning, where the release has a code that begins so."""
        if not self.stems:
            self.stems = {code[:end] for code in self.rows for end in range(3, len(code))}
        return self.rows.get(printed[:3]) if printed in self.stems or printed in self.rows else None

    def _row(self, printed: str) -> int | None:
        plain = printed.rstrip("-.")
        while plain:
            row = self.rows.get(plain)
            if row is not None:
                return row
            # "S06.1X-" and "T36.0X1-" stop at a placeholder that the tabular list does not print.
            shorter = plain.removesuffix("X").rstrip(".")
            if shorter == plain:
                return None
            plain = shorter
        return None

    def finish(self) -> None:
        if self.last:
            self.counts["index_codes"] = len(self.distinct)
            self.counts["index_codes_unresolved"] = len(self.unresolved)
        if self.unresolved:
            code, where = next(iter(self.unresolved.items()))
            raise BooksError(
                f"{len(self.unresolved)} codes of the index are not in the tabular list, such as "
                f"{code} ({where}); the files are of different editions"
            )


def write_axes(
    database: sqlite3.Connection,
    axes: Iterable[AxisValue],
    definitions: Iterable[Definition],
    counts: Counter[str],
) -> None:
    """Write construction tables and the definitions of their values."""
    for value in axes:
        database.execute(
            "INSERT INTO axis VALUES (?,?,?,?,?,?)",
            (value.stem, value.row, value.position, value.value, value.name, value.label),
        )
        counts["axis_values"] += 1
    for meaning in definitions:
        database.execute(
            "INSERT INTO definition VALUES (?,?,?,?,?)",
            (meaning.section, meaning.position, meaning.label, meaning.text, meaning.kind),
        )
        counts["definitions"] += 1
