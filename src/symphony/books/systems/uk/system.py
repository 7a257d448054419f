"""ICD-10 (UK) and OPCS-4: recognising TRUD's files and loading a release from them."""

from symphony.books.model import Content, Edition
from symphony.books.sources import Given
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.books.systems.tree import entries
from symphony.books.systems.uk import load as uk
from symphony.errors import BooksError

SYSTEM = "uk"
_TITLES = {"icd10uk": "ICD-10 5th edition (UK)", "opcs4": "OPCS-4"}


def recognise(given: Given) -> str | None:
    """``icd10``, ``opcs titles`` or ``opcs metadata``."""
    return None if given.is_xml or given.is_xlsx else uk.kind_of(given)


def load(files: Files, wanted: Wanted) -> Content:
    """A release of the system that was asked for.

    Raises:
        BooksError: the files are those of the other system.
        UsageError: the release is not named; the files do not say from when they hold.
    """
    start = asked_release(wanted, None)
    kind = "icd10" if wanted.system == "icd10uk" else "opcs titles"
    given = one(files, kind)
    if given is None:
        raise BooksError(f"the files are not those of {_TITLES.get(wanted.system, wanted.system)}")
    metadata = one(files, "opcs metadata") if kind == "opcs titles" else None
    rows = uk.icd10(given) if kind == "icd10" else uk.opcs(given, metadata)
    edition = Edition(
        system=wanted.system,
        release=start.isoformat(),
        title=wanted.title or f"{_TITLES[wanted.system]}, from {start}",
        effective_from=start,
        effective_to=None,
        sources=sources(given, metadata),
    )
    return Content(edition, entries(rows))
