"""The references of a release that resolve to nothing: what the readings do not yet explain."""

from collections.abc import Iterator

from symphony.books.model import NoteKind
from symphony.books.store import Release
from symphony.rules.book import Book
from symphony.rules.link import LINKING
from symphony.rules.references import UnreadableError, references

Unresolved = tuple[str, str, str, str]
"""Owner, kind of note, reference as printed, and why it resolves to nothing."""


def unresolved(release: Release) -> list[Unresolved]:
    """Every reference of the release that resolves to nothing, in tabular order."""
    book = Book(release)
    rows = release.rows(
        "SELECT o.code, n.kind, n.text FROM note n JOIN code o ON o.id = n.owner ORDER BY n.id"
    )
    return [
        each
        for owner, kind, text in rows
        if NoteKind(str(kind)) in LINKING
        for each in _of_note(book, str(owner), str(kind), str(text))
    ]


def _of_note(book: Book, owner: str, kind: str, text: str) -> Iterator[Unresolved]:
    try:
        items = references(text, owner)
    except UnreadableError as error:
        yield owner, kind, str(error), "unknown phrase"
        return
    for item in items:
        if book.place(item) is None:
            yield owner, kind, f"{item.first}-{item.last}", "not in this release"
