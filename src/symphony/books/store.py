"""Reading a release file: the few operations that every code system answers."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import finalize

from symphony.books.compile import schema
from symphony.books.model import Code, Edition, Note, NoteKind, SeventhCharacter, Source, Term
from symphony.errors import BooksError

_UP = (
    "WITH RECURSIVE up (id, parent, depth) AS (SELECT id, parent, 0 FROM code WHERE code = ?"
    " UNION ALL SELECT c.id, c.parent, up.depth + 1 FROM up JOIN code c ON c.id = up.parent) "
)
"""The entry with that code and all above it, nearest first."""

_CODE = (
    "SELECT c.code, c.title, p.code, c.level, c.billable, c.id"
    " FROM code c LEFT JOIN code p ON p.id = c.parent "
)


class Release:
    """One release of one code system, opened for reading.

    All lookups take codes as they are printed (with their dot). An unknown code is answered with
    None or an empty tuple, never an error: callers decide what not being there means.
    """

    def __init__(self, path: Path) -> None:
        """Open the release file.

        Raises:
            BooksError: the file is missing, damaged, or written by another version of the program.
        """
        self.path = path
        self._database = _open(path)
        # Nobody says when a release is done with, and Python 3.13 warns of one collected open.
        finalize(self, self._database.close)
        self.facts: dict[str, str] = dict(self._rows("SELECT key, value FROM meta"))
        if self.facts.get("schema") != schema():
            raise BooksError(f"{path} was written by another version of symphony; install it again")
        self.code = lru_cache(maxsize=32768)(self._code)
        self.children = lru_cache(maxsize=8192)(self._children)
        self.ancestors = lru_cache(maxsize=8192)(self._ancestors)
        self.notes = lru_cache(maxsize=8192)(self._notes)
        self.terms = lru_cache(maxsize=4096)(self._terms)
        self.seventh = lru_cache(maxsize=4096)(self._seventh)
        self.named = lru_cache(maxsize=16384)(self._named)

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """The rows of a read-only query: for the other modules of this room."""
        return self._rows(sql, parameters)

    def _rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        try:
            return self._database.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: sqlite3.Error) -> BooksError:
        return BooksError(
            f"the release file {self.path} is damaged ({error}); remove it and try again: the "
            "embedded release is compiled anew, any other is to be installed again"
        )

    @property
    def edition(self) -> Edition:
        """Which release this is and what it was compiled from."""
        to = self.facts["effective_to"]
        return Edition(
            system=self.facts["system"],
            release=self.facts["release"],
            title=self.facts["title"],
            effective_from=date.fromisoformat(self.facts["effective_from"]),
            effective_to=date.fromisoformat(to) if to else None,
            sources=tuple(
                Source(*row) for row in self._rows("SELECT name, sha256, size FROM source")
            ),
        )

    def counts(self) -> dict[str, int]:
        """How many entries, billable codes, terms and notes of each kind the release holds."""
        return {
            key.removeprefix("count_"): int(value)
            for key, value in self.facts.items()
            if key.startswith("count_")
        }

    def codes(self) -> Iterator[Code]:
        """Every entry in tabular order."""
        try:
            yield from map(_code_of, self._database.execute(_CODE + "ORDER BY c.id"))
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _code(self, code: str) -> Code | None:
        found = self._rows(_CODE + "WHERE c.code = ?", (code,))
        return _code_of(found[0]) if found else None

    def _children(self, code: str) -> tuple[Code, ...]:
        """The entries directly below, in tabular order."""
        return tuple(
            _code_of(row) for row in self._rows(_CODE + "WHERE p.code = ? ORDER BY c.id", (code,))
        )

    def _ancestors(self, code: str) -> tuple[Code, ...]:
        """The entry itself and all above it, nearest first, chapter last."""
        sql = (
            _UP + "SELECT c.code, c.title, p.code, c.level, c.billable, c.id FROM up"  # noqa: S608 - our own words
            " JOIN code c ON c.id = up.id LEFT JOIN code p ON p.id = c.parent ORDER BY up.depth"
        )
        return tuple(_code_of(row) for row in self._rows(sql, (code,)))

    def _notes(self, code: str, *, inherited: bool = True) -> tuple[Note, ...]:
        """The instructional notes that bind the code, its own first, then those above it."""
        sql = (
            _UP + "SELECT n.kind, n.text, o.code FROM up JOIN note n ON n.owner = up.id"  # noqa: S608 - our own words
            " JOIN code o ON o.id = n.owner WHERE up.depth <= ? ORDER BY up.depth, n.id"
        )
        rows = self._rows(sql, (code, 99 if inherited else 0))
        return tuple(Note(NoteKind(kind), text, owner) for kind, text, owner in rows)

    def _seventh(self, code: str) -> tuple[SeventhCharacter, ...]:
        """The seventh characters in force for the code: the nearest definition above it."""
        sql = (
            _UP + "SELECT s.character, s.meaning, o.code, up.depth FROM up"  # noqa: S608 - our own words
            " JOIN seventh s ON s.owner = up.id JOIN code o ON o.id = s.owner"
            " ORDER BY up.depth, s.character"
        )
        rows = self._rows(sql, (code,))
        return tuple(SeventhCharacter(c, m, o) for c, m, o, depth in rows if depth == rows[0][3])

    def descendants(self, code: str) -> tuple[Code, ...]:
        """All billable codes below the entry, or the code itself if it is billable."""
        sql = (
            "SELECT c.code, c.title, p.code, c.level, c.billable, c.id FROM code a"
            " JOIN code c ON c.id BETWEEN a.id AND a.last LEFT JOIN code p ON p.id = c.parent"
            " WHERE a.code = ? AND c.billable ORDER BY c.id"
        )
        return tuple(_code_of(row) for row in self._rows(sql, (code,)))

    def _terms(self, code: str) -> tuple[Term, ...]:
        """All names of the code: title, inclusion terms, and names derived from them."""
        sql = (
            "SELECT t.text, c.code, t.kind FROM term t JOIN code c ON c.id = t.code"
            " WHERE c.code = ? ORDER BY t.id"
        )
        return tuple(Term(*row) for row in self._rows(sql, (code,)))

    def properties(self, code: str) -> tuple[tuple[str, str], ...]:
        """What else the publisher says of the code, as (key, value) pairs in order of key."""
        sql = (
            "SELECT p.key, p.value FROM property p JOIN code c ON c.id = p.owner"
            " WHERE c.code = ? ORDER BY p.key, p.value"
        )
        return tuple(self._rows(sql, (code,)))

    def phrases(self) -> list[str]:
        """The short names of all codes as normal forms in order (``language.words.phrase``)."""
        return self._lines("SELECT lines FROM phrase")

    def bags(self) -> list[str]:
        """The bags (``language.words.bag``) of those of two words and more."""
        return self._lines("SELECT bags FROM phrase")

    def phrase_words(self) -> list[str]:
        """Every word of the phrases (``phrases``), once."""
        return self._lines("SELECT words FROM phrase")

    def _lines(self, sql: str) -> list[str]:
        lines: str = self._rows(sql)[0][0]
        return lines.split("\n") if lines else []

    def _named(self, bag: str) -> tuple[Term, ...]:
        """The terms that have exactly these words (``language.words.bag``), in tabular order."""
        sql = (
            "SELECT t.text, c.code, t.kind FROM named n JOIN term t ON t.id = n.term"
            " JOIN code c ON c.id = t.code WHERE n.bag = ? ORDER BY c.id, t.id"
        )
        return tuple(Term(*row) for row in self._rows(sql, (bag,)))


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise BooksError(f"there is no release file {path}; run: symphony books list")
    database = None
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        database.execute("SELECT 1 FROM meta").fetchone()
    except sqlite3.Error as error:
        if database is not None:
            database.close()
        raise BooksError(f"{path} is not a readable release file; remove it and retry") from error
    return database


def _code_of(row: tuple[str, str, str | None, str, int, int]) -> Code:
    code, title, parent, level, billable, position = row
    return Code(code, title, parent, level, bool(billable), position)
