"""The shelf: where releases are kept, and how one is taken down for a system and a date.

One file a release, ``SYMPHONY_HOME/books/SYSTEM/RELEASE.sqlite``. The embedded release of
ICD-10-CM is compiled when it is first asked for.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from symphony.books import edition as editions
from symphony.books.compile import Progress, schema, write_release
from symphony.books.lock import locked
from symphony.books.model import Content, Edition
from symphony.books.store import Release
from symphony.errors import BooksError, UsageError

Compiling = Callable[[str], Progress]
"""Called with the release's title when a compile begins; gives what to call with progress."""


def _quiet(_title: str) -> Progress:
    return lambda _entries: None


def home() -> Path:
    """The data folder: ``SYMPHONY_HOME``, or the platform's folder for user data."""
    named = os.environ.get("SYMPHONY_HOME")
    if named:
        return Path(named)
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no folder is named

    return user_data_path("symphony", appauthor=False)


class Shelf:
    """The releases in one data folder."""

    def __init__(self, folder: Path | None = None, compiling: Compiling = _quiet) -> None:
        self.folder = (folder or home()) / "books"
        self.compiling = compiling
        self._open: dict[Path, Release] = {}

    def path(self, system: str, release: str) -> Path:
        """Where the release's file is, or would be."""
        return self.folder / system / f"{release}.sqlite"

    def systems(self) -> tuple[str, ...]:
        """The names of the systems that have a release here or embedded."""
        there = (
            {p.parent.name for p in self.folder.glob("*/*.sqlite")} if self._readable() else set()
        )
        return tuple(sorted(there | set(_EMBEDDED)))

    def editions(self, system: str) -> tuple[Edition, ...]:
        """The installed editions of a system, oldest first; the embedded one always among them.

        Raises:
            UsageError: no release of that system is installed or embedded.
            BooksError: the data folder cannot be written, or a file is damaged.
        """
        found = self.installed(system)
        if not found:
            known = ", ".join(self.systems())
            raise UsageError(
                f"no release of code system {system!r} is installed; there are: {known}. "
                "See what can be installed with: symphony books list"
            )
        return found

    def installed(self, system: str) -> tuple[Edition, ...]:
        """As ``editions``, and empty where there is none."""
        if system in _EMBEDDED:
            self._ensure_embedded(system)
        files = sorted((self.folder / system).glob("*.sqlite"))
        found = (self._take(file).edition for file in files)
        return tuple(sorted(found, key=lambda e: e.effective_from))

    def forget(self, path: Path) -> None:
        """Close a release file that was replaced or removed; others may still read the old one."""
        self._open.pop(path, None)

    def remove(self, system: str, release: str) -> None:
        """Remove an installed release; the embedded one is compiled anew when it is asked for.

        Raises:
            UsageError: there is no such release.
            BooksError: the file cannot be removed.
        """
        path = self.path(system, release)
        if not path.is_file():
            there = ", ".join(e.release for e in self.installed(system)) or "none"
            raise UsageError(f"{system} {release} is not installed; there are: {there}")
        with locked(path.parent):
            self.forget(path)
            try:
                path.unlink()
                for vectors in path.parent.glob(f"vectors/{release}.*.npz"):
                    vectors.unlink()
            except OSError as error:
                raise BooksError(f"cannot remove {path}: {error.strerror}") from error

    def release(self, system: str, on: date | None = None) -> Release:
        """The release in force on the date; without a date, the newest that is installed.

        ``SYSTEM@RELEASE`` for the system names one release, whatever the date.

        Raises:
            UsageError: the system is unknown, or the named release is not installed.
            BooksError: no installed release is in force on the date; names those that are there.
        """
        system, _, named = system.partition("@")
        if named:
            return self.at(system, named)
        installed = self.editions(system)
        chosen = editions.in_force(installed, on) if on else editions.newest(installed)
        if chosen is None:
            raise editions.not_in_force(system, on or date.min, installed)
        return self._take(self.path(system, chosen.release))

    def at(self, system: str, release: str) -> Release:
        """An installed release by its name.

        Raises:
            UsageError: it is not installed; names those that are.
        """
        there = self.editions(system)
        if release not in {edition.release for edition in there}:
            names = ", ".join(edition.release for edition in there)
            raise UsageError(f"{system} {release} is not installed; there are: {names}")
        return self._take(self.path(system, release))

    def _take(self, path: Path) -> Release:
        if path not in self._open:
            self._open[path] = Release(path)
        return self._open[path]

    def _ensure_embedded(self, system: str) -> None:
        release, _ = _EMBEDDED[system]
        path = self.path(system, release)
        if path in self._open or _is_current(path):
            return
        with locked(path.parent):
            if _is_current(path):  # compiled by another process while this one waited
                return
            with _uncollected():
                content = _EMBEDDED[system][1]()
                write_release(content, path, self.compiling(content.edition.title))

    def _readable(self) -> bool:
        return self.folder.is_dir()


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: a compile makes a million objects and not one cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _is_current(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        return Release(path).facts.get("schema") == schema()
    except BooksError:
        # Damaged or of an older program: the embedded release can always be compiled anew.
        return False


def _icd10cm() -> Content:
    from symphony.books.systems.icd10cm.system import embedded  # noqa: PLC0415 - lxml, once

    return embedded()


_EMBEDDED: dict[str, tuple[str, Callable[[], Content]]] = {"icd10cm": ("2026-04-01", _icd10cm)}
