"""ClaML: recognising a file and loading a release of whatever classification it holds."""

import re
from contextlib import suppress
from datetime import date

from symphony.books.model import Content, Edition
from symphony.books.sources import Given
from symphony.books.systems.claml import load as claml
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.errors import BooksError

SYSTEM = "claml"


def recognise(given: Given) -> str | None:
    """``claml``, by the root element; its DTD is not read."""
    return "claml" if re.search(r"<(\w+:)?ClaML[\s>]", given.head) else None


def load(files: Files, wanted: Wanted) -> Content:
    """A release; from the day that its title names unless another is asked for.

    Raises:
        BooksError: the file is damaged or its classes do not form a tree.
        UsageError: neither the title nor the order says from when it holds.
    """
    given = one(files, "claml")
    if given is None:
        raise BooksError("there is no ClaML file among the files")
    titles = given.xml.xpath("//*[local-name() = 'Title']")
    title = titles[0] if isinstance(titles, list) and titles else None
    name = " ".join("".join(title.itertext()).split()) if title is not None else wanted.system
    start = asked_release(wanted, _day(title.get("date"), title.get("version"))
                          if title is not None else None)  # fmt: skip
    edition = Edition(
        system=wanted.system,
        release=start.isoformat(),
        title=wanted.title or name or wanted.system,
        effective_from=start,
        effective_to=None,
        sources=sources(given),
    )
    return Content(edition, claml.entries(given.xml))


def _day(day: str | None, version: str | None) -> date | None:
    """The year of the version begins on 1 January; the day of publication lies before it."""
    if version and re.fullmatch(r"(19|20)\d\d", version):
        return date(int(version), 1, 1)
    with suppress(ValueError):
        return date.fromisoformat(day or "")
    return None
