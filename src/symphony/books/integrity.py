"""Whether a release file still holds what was written into it."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from symphony.errors import BooksError

_TABLES = (
    "source", "code", "property", "note", "seventh", "term", "entry", "entry_code",
    "entry_reference", "axis", "definition",
)  # fmt: skip
"""What came from the publisher; the rest is made from it."""


def digest(database: sqlite3.Connection) -> str:
    """A fingerprint of all that came from the publisher, and of the facts of the release."""
    found = hashlib.sha256()
    facts = database.execute("SELECT key, value FROM meta WHERE key <> 'digest' ORDER BY key")
    for row in facts:
        found.update(repr(row).encode())
    for table in _TABLES:
        found.update(table.encode())
        order = " ORDER BY rowid" if table in _ROWID else ""
        for row in database.execute(f"SELECT * FROM {table}{order}"):  # noqa: S608 - our own names
            found.update(repr(row).encode())
    return found.hexdigest()


_ROWID = frozenset({"source", "code", "note", "term", "entry", "definition"})
"""Tables with a row number; the others are kept in the order of their key."""


def verify(path: Path) -> str:
    """Check a release file: the database's own structure, then every row of the publisher's.

    Returns:
        The fingerprint of its content.

    Raises:
        BooksError: the file is missing or damaged; it says to install the release again.
    """
    if not path.is_file():
        raise BooksError(f"there is no release file {path}")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            problems = [str(row[0]) for row in database.execute("PRAGMA integrity_check")]
            stated = database.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
            found = digest(database) if problems == ["ok"] else ""
    except sqlite3.Error as error:
        raise BooksError(f"{path} is damaged ({error}); install the release again") from error
    if problems != ["ok"] or stated is None or stated[0] != found:
        raise BooksError(f"{path} is damaged or was changed; install the release again")
    return found
