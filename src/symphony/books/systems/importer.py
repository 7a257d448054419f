"""What every system's folder offers: recognise a file by its content, and load a release."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from symphony.books.model import Content, Source
from symphony.books.sources import Given
from symphony.books.store import Release
from symphony.errors import BooksError, UsageError

Files = Mapping[str, Sequence[Given]]
"""The files that were recognised, by kind."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for: the system's name, perhaps a release, and how columns are named."""

    system: str
    release: date | None = None
    title: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    predecessor: Callable[[date], Release | None] = lambda _: None
    """The newest installed release that came into force before a date."""


class Importer(Protocol):
    """One folder under ``systems``: the same functions for every system or exchange format."""

    SYSTEM: str

    def recognise(self, given: Given) -> str | None:
        """Which kind of this system's files it is, by content; None if it is none of them."""
        ...

    def load(self, files: Files, wanted: Wanted) -> Content:
        """The release that the files hold."""
        ...


def one(files: Files, kind: str) -> Given | None:
    """The one file of that kind, or None.

    Raises:
        BooksError: there are several, and they are not the same.
    """
    found = {given.source.sha256: given for given in files.get(kind, ())}
    if len(found) > 1:
        names = ", ".join(given.name for given in found.values())
        raise BooksError(f"several files are a {kind}: {names}; give those of one release")
    return next(iter(found.values()), None)


def sources(*given: Given | None) -> tuple[Source, ...]:
    """What a release records of the files that it was compiled from."""
    return tuple(file.source for file in given if file is not None)


def asked_release(wanted: Wanted, found: date | None) -> date:
    """The day from which the release is in force: as asked, or as the files say.

    Raises:
        UsageError: neither says it.
    """
    if wanted.release is not None:
        return wanted.release
    if found is None:
        raise UsageError(
            "the files do not say from when they are in force; name it as in: "
            f"symphony books install {wanted.system}@2026-10-01 --from PATH"
        )
    return found
