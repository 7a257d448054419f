"""Writing a release file: all or nothing, whatever happens in between."""

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path

from symphony.books.integrity import digest
from symphony.books.model import Content, Edition, Entry, NoteKind
from symphony.books.naming import names
from symphony.books.postings import Postings
from symphony.books.tables import write_axes, write_index
from symphony.errors import BooksError
from symphony.language.words import bag_of, forms

SCHEMA_VERSION = "6"
"""Raised whenever a file written by an older program could not be read by this one."""

_PHRASE_WORDS = 7
"""Longer names are not written out word for word in a note; full text finds them."""

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
    "code": "INSERT INTO code VALUES (?,?,?,?,?,?)",
    "lineage": "INSERT INTO lineage VALUES (?,?,?)",
    "property": "INSERT OR IGNORE INTO property VALUES (?,?,?)",
    "note": "INSERT INTO note (owner, kind, text) VALUES (?,?,?)",
    "seventh": "INSERT INTO seventh VALUES (?,?,?)",
    "term": "INSERT INTO term VALUES (?,?,?,?,?)",
}

_AT_ONCE = 5000
"""Rows of one table that are written together: many small writes cost more than the rows."""


class _Writer:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _ROWS}
        self.last = 0
        self.lineage: dict[str, tuple[int, ...]] = {}
        self.term = 0
        self.postings = Postings()
        self.spoken: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.phrases: dict[str, str] = {}

    def add(self, entry: Entry) -> None:
        if entry.code in self.lineage:
            raise BooksError(f"the files hold the code {entry.code} twice")
        if entry.parent is not None and entry.parent not in self.lineage:
            raise BooksError(f"{entry.code} stands under {entry.parent}, which is not in the files")
        self.last += 1
        above = self.lineage[entry.parent] if entry.parent is not None else ()
        line = (self.last, *above)
        self.lineage[entry.code] = line
        self._put(
            "code",
            [(self.last, entry.code, entry.title, above[0] if above else None, entry.level,
              entry.billable)],
        )  # fmt: skip
        self._put("lineage", [(self.last, depth, a) for depth, a in enumerate(line)])
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
        if len(normal) <= _PHRASE_WORDS:
            self.phrases[" ".join(normal)] = bag
        self.postings.add(self.term, normal)
        self._put("term", [(self.term, bag, code, kind, text)])

    def finish(self, edition: Edition, further: tuple[tuple[str, str], ...]) -> None:
        facts = {
            **dict(further),
            "schema": SCHEMA_VERSION,
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
        bags = dict.fromkeys(bag for phrase, bag in self.phrases.items() if " " in phrase)
        self.database.execute(
            "INSERT INTO phrase VALUES (?,?)", ("\n".join(self.phrases), "\n".join(bags))
        )
        self.postings.write(self.database, self.spoken)
