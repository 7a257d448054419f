"""Writing a release file: all or nothing, whatever happens in between."""

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zlib import crc32

from symphony.books.asking import write_titles
from symphony.books.integrity import digest
from symphony.books.model import Content, Edition, Entry, NoteKind
from symphony.books.naming import names
from symphony.books.postings import Postings
from symphony.books.tables import write_axes, write_index
from symphony.errors import BooksError
from symphony.language.words import bag_of, forms

SCHEMA_VERSION = "9"
"""Raised whenever a file written by an older program could not be read by this one."""

_MADE_WITH = (
    ("symphony.language", "spelling.tsv"),
    ("symphony.language", "function_words.tsv"),
    ("symphony.books", "title_words.toml"),
)
"""The tables that decide how a release file writes the words of its names."""

PHRASE_WORDS = 7
"""Longer names are not written out word for word in a note; full text finds them."""


@lru_cache(maxsize=1)
def schema() -> str:
    """The version of release files that this program writes and reads.

    A change of the tables of words is one too: a note is read with the new ones, and must not be
    compared with names that were written with the old.
    """
    folders = ((resources.files(package) / "data", name) for package, name in _MADE_WITH)
    tables = b"".join((folder / name).read_bytes() for folder, name in folders)
    return f"{SCHEMA_VERSION}-{crc32(tables):08x}"


Progress = Callable[[int], None]
"""Called with the number of entries written since the last call."""


def write_release(content: Content, target: Path, progress: Progress = lambda _: None) -> None:
    """Compile the content into one read-only SQLite file at ``target``.

    The file is written beside its final name and moved there when complete, so a reader, a second
    compile or a killed process never sees half of it.

    Raises:
        BooksError: the folder cannot be written or the disk is full.
    """
    with _complete_or_absent(target) as draft:
        try:
            with closing(sqlite3.connect(draft, isolation_level=None)) as database:
                _write(database, content, progress)
        except sqlite3.Error as error:
            raise _unwritable(target, str(error)) from error


@contextmanager
def _complete_or_absent(target: Path) -> Iterator[Path]:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _unwritable(target, error.strerror or str(error)) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o444)
        draft.replace(target)
    except OSError as error:
        raise _unwritable(target, error.strerror or str(error)) from error
    finally:
        draft.unlink(missing_ok=True)


def _unwritable(target: Path, why: str) -> BooksError:
    return BooksError(
        f"cannot write the code book {target}: {why}. Free some space (about 60 MB) or set "
        "SYMPHONY_HOME to a folder that can be written."
    )


def _write(database: sqlite3.Connection, content: Content, progress: Progress) -> None:
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
    schema = resources.files("symphony.books").joinpath("schema.sql").read_text(encoding="utf-8")
    statements = [statement for statement in schema.split(";\n") if statement.strip()]
    indexes = [statement for statement in statements if "CREATE INDEX" in statement]
    for statement in statements:
        if statement not in indexes:
            database.execute(statement)
    writer = _Writer(database)
    for entry in content.entries:
        writer.add(entry)
        if writer.last % 1000 == 0:
            progress(1000)
    progress(writer.last % 1000)
    writer.flush()
    write_index(database, content.index, writer.name, writer.counts)
    write_axes(database, content.axes, content.definitions, writer.counts)
    writer.finish(content.edition, content.facts)
    for statement in indexes:  # quicker over what is there than row by row
        database.execute(statement)
    database.execute("INSERT INTO meta VALUES ('digest', ?)", (digest(database),))
    database.execute("COMMIT")
    database.executescript("PRAGMA optimize; VACUUM;")


_ROWS = {
    "code": "INSERT INTO code VALUES (?,?,?,?,?,?,?)",
    "property": "INSERT OR IGNORE INTO property VALUES (?,?,?)",
    "note": "INSERT INTO note (owner, kind, text) VALUES (?,?,?)",
    "seventh": "INSERT INTO seventh VALUES (?,?,?)",
    "term": "INSERT INTO term VALUES (?,?,?,?)",
}

_AT_ONCE = 5000
"""Rows of one table that are written together: many small writes cost more than the rows."""


class _Writer:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _ROWS}
        self.last = 0
        self.seen: set[str] = set()
        self.path: list[tuple[str, int]] = []
        self.ends: list[tuple[int, int]] = []
        self.bags: list[tuple[str, int]] = []
        self.term = 0
        self.postings = Postings()
        self.spoken: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.phrases: dict[str, str] = {}

    def add(self, entry: Entry) -> None:
        above = self._above(entry)
        self.last += 1
        self.path.append((entry.code, self.last))
        self._put(
            "code",
            [(self.last, entry.code, entry.title, above, entry.level, entry.billable, self.last)],
        )
        if entry.properties:
            self._put("property", [(self.last, key, value) for key, value in entry.properties])
        if entry.notes:
            self._put("note", [(self.last, note.kind, note.text) for note in entry.notes])
        if entry.seventh:
            self._put("seventh", [(self.last, s.character, s.meaning) for s in entry.seventh])
        self._count(entry)
        if entry.searchable:
            includes = tuple(n.text for n in entry.notes if n.kind is NoteKind.INCLUDES)
            for kind, text in names(entry.title, entry.terms, includes):
                self.name(self.last, kind, text)

    def _above(self, entry: Entry) -> int | None:
        """The row of the entry's parent, which must be the nearest open one; others are closed."""
        if entry.code in self.seen:
            raise BooksError(f"the files hold the code {entry.code} twice")
        self.seen.add(entry.code)
        while self.path and self.path[-1][0] != entry.parent:
            self._close()
        if self.path:
            return self.path[-1][1]
        if entry.parent is not None:
            raise BooksError(f"{entry.code} does not stand below {entry.parent} in the files")
        return None

    def _close(self) -> None:
        row = self.path.pop()[1]
        if row != self.last:
            self.ends.append((self.last, row))

    def _put(self, table: str, rows: list[tuple[object, ...]]) -> None:
        waiting = self.waiting[table]
        waiting += rows
        if len(waiting) >= _AT_ONCE:
            self.database.executemany(_ROWS[table], waiting)
            waiting.clear()

    def flush(self) -> None:
        """Write the rows that still wait."""
        for table, waiting in self.waiting.items():
            self.database.executemany(_ROWS[table], waiting)
            waiting.clear()

    def _count(self, entry: Entry) -> None:
        self.counts["entries"] += 1
        self.counts["billable"] += entry.billable
        self.counts["inclusion_terms"] += len(entry.terms)
        for note in entry.notes:
            self.counts[note.kind] += 1
        for seventh in entry.seventh:
            self.spoken.update(forms(seventh.meaning))

    def name(self, code: int, kind: str, text: str) -> None:
        """Add a name by which the code (its row) can be found."""
        self.term += 1
        normal = forms(text)
        bag = bag_of(normal)
        if len(normal) <= PHRASE_WORDS:
            self.phrases[" ".join(normal)] = bag
        self.postings.add(self.term, normal)
        self.bags.append((bag, self.term))
        self._put("term", [(self.term, code, kind, text)])

    def finish(self, edition: Edition, further: tuple[tuple[str, str], ...]) -> None:
        facts = {
            **dict(further),
            "schema": schema(),
            "system": edition.system,
            "release": edition.release,
            "title": edition.title,
            "effective_from": edition.effective_from.isoformat(),
            "effective_to": edition.effective_to.isoformat() if edition.effective_to else "",
            "terms": str(self.term),
            **{f"count_{key}": str(value) for key, value in sorted(self.counts.items())},
        }
        self.database.executemany("INSERT INTO meta VALUES (?,?)", sorted(facts.items()))
        self.database.executemany(
            "INSERT INTO source VALUES (?,?,?)",
            [(s.name, s.sha256, s.size) for s in edition.sources],
        )
        self.flush()
        while self.path:
            self._close()
        self.database.executemany("UPDATE code SET last = ? WHERE id = ?", self.ends)
        self.database.executemany("INSERT INTO named VALUES (?,?)", sorted(self.bags))
        bags = dict.fromkeys(bag for phrase, bag in self.phrases.items() if " " in phrase)
        each = dict.fromkeys(" ".join(self.phrases).split(" "))
        lines = ("\n".join(self.phrases), "\n".join(bags), "\n".join(each))
        self.database.execute("INSERT INTO phrase VALUES (?,?,?)", lines)
        self.postings.write(self.database, self.spoken)
        write_titles(self.database)
