"""ICD-11: recognising the simple tabulation and loading a release from it."""

from symphony.books.model import Content, Edition
from symphony.books.sources import Given
from symphony.books.systems.icd11 import load as icd11
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.books.systems.tree import entries
from symphony.errors import BooksError

SYSTEM = "icd11"


def recognise(given: Given) -> str | None:
    """``tabulation``."""
    return "tabulation" if not given.is_xlsx and icd11.is_tabulation(given) else None


def load(files: Files, wanted: Wanted) -> Content:
    """A release; from the day that the heading names unless another is asked for.

    Raises:
        BooksError: a row is damaged.
    """
    given = one(files, "tabulation")
    if given is None:
        raise BooksError("there is no simple tabulation of ICD-11 among the files")
    start = asked_release(wanted, icd11.version(given))
    rows = list(icd11.rows(given))
    edition = Edition(
        system=SYSTEM,
        release=start.isoformat(),
        title=wanted.title or f"ICD-11 MMS, version of {start} (WHO, CC BY-ND 3.0 IGO)",
        effective_from=start,
        effective_to=None,
        sources=sources(given),
    )
    return Content(edition, entries(rows), facts=(("rows", str(len(rows))),))
