"""Installing a release from files: recognise, load, check, write, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from symphony.books import edition as editions
from symphony.books.compile import write_release
from symphony.books.guidelines.library import is_rules, keep, read_rules
from symphony.books.lock import locked
from symphony.books.model import Edition
from symphony.books.shelf import Shelf
from symphony.books.sources import Given, gather
from symphony.books.store import Release
from symphony.books.systems import importers
from symphony.books.systems.importer import Importer, Wanted
from symphony.errors import BooksError


@dataclass(frozen=True, slots=True)
class Order:
    """What to install: a system, perhaps a release (the day from which it is in force)."""

    system: str
    release: date | None = None
    title: str | None = None
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """What was installed: its edition (none where it was rules alone), counts, facts, files."""

    edition: Edition | None
    counts: Mapping[str, int]
    facts: Mapping[str, str]
    paths: tuple[Path, ...]
    ignored: tuple[str, ...] = ()
    """Files that none of the system's formats knows, so that nobody believes them to be in it."""


def install(shelf: Shelf, order: Order, paths: Sequence[Path]) -> Installed:
    """Install a release from files, folders or archives.

    An installed release of the same name is replaced when the new file is complete, not before.

    Raises:
        InputError: a path does not exist or cannot be read.
        UsageError: the files do not say from when they are in force, and the order does not.
        BooksError: no file is recognised, the files disagree, or the disk is full.
    """
    given = [file for path in paths for file in gather(path)]
    books = [file for file in given if is_rules(file)]
    rules = tuple(read_rules(book, order.release) for book in books)
    others = [file for file in given if file not in books]
    folder = shelf.path(order.system, "x").parent
    if rules and not others:
        with locked(folder):
            kept = tuple(keep(folder, book) for book in rules)
        return Installed(None, {}, {}, kept)
    importer, files = _recognised(order.system, others)
    content = importer.load(
        files,
        Wanted(
            order.system,
            order.release,
            order.title,
            order.columns or {},
            lambda day: _before(shelf, order.system, day),
        ),
    )
    path = shelf.path(order.system, content.edition.release)
    with locked(path.parent):
        write_release(content, path, shelf.compiling(content.edition.title))
        kept = tuple(keep(folder, book) for book in rules)
    shelf.forget(path)
    release = Release(path)
    used = {id(file) for kind in files.values() for file in kind}
    ignored = tuple(sorted(file.name for file in others if id(file) not in used))
    return Installed(release.edition, release.counts(), release.facts, (path, *kept), ignored)


def _recognised(
    system: str, given: Sequence[Given]
) -> tuple[Importer, Mapping[str, Sequence[Given]]]:
    for importer in importers(system):
        files: dict[str, list[Given]] = {}
        for file in given:
            kind = importer.recognise(file)
            if kind is not None:
                files.setdefault(kind, []).append(file)
        if files:
            return importer, files
    names = ", ".join(sorted({file.name for file in given})[:8]) or "nothing"
    raise BooksError(
        f"none of the files is one of {system} in a format that is known here (found: {names}). "
        "A plain table needs its columns named: --column code=CODE --column title=TITLE"
    )


def _before(shelf: Shelf, system: str, day: date) -> Release | None:
    earlier = [e for e in shelf.installed(system) if e.effective_from < day]
    newest = editions.newest(earlier)
    return Release(shelf.path(system, newest.release)) if newest else None
