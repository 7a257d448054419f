"""Lists of codes that hold for a span of dates: present-on-admission exempt, MCE edits.

A file of ``data/dated`` holds one edition; its name is ``KIND-EDITION.toml``. A heading stands for
all codes below it, ``S02/DGKPS`` for those below S02 with one of these seventh characters.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from symphony.errors import InternalError
from symphony.rules.book import Book
from symphony.rules.tables import document

FOLDER = resources.files("symphony.rules") / "data" / "dated"


@dataclass(frozen=True, slots=True)
class Codes:
    """A set of codes, by headings and by headings with seventh characters."""

    headings: frozenset[str]
    ending: dict[str, str]

    def holds(self, book: Book, code: str) -> bool:
        """Whether the code is in the set."""
        for heading in book.ancestors(code) or (code,):
            if heading in self.headings or code[-1] in self.ending.get(heading, ""):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Dated:
    """One edition of a kind of lists."""

    name: str
    effective_from: date
    effective_to: date
    lists: dict[str, Codes]


def in_force(kind: str, on: date | None, book: Book) -> Dated | None:
    """The edition of the lists in force on the date; without a date, that of the release."""
    day = on or book.release.edition.effective_from
    for edition in editions(kind):
        if edition.effective_from <= day <= edition.effective_to:
            return edition
    return None


@lru_cache(maxsize=8)
def editions(kind: str) -> tuple[Dated, ...]:
    """All editions of a kind, oldest first.

    Raises:
        InternalError: a file is not one; it is named.
    """
    files = (f for f in FOLDER.iterdir() if f.name.startswith(f"{kind}-") and f.name.endswith("l"))
    found = [_read(file) for file in files]
    return tuple(sorted(found, key=lambda edition: edition.effective_from))


def _read(file: Traversable) -> Dated:
    whole = document(file)
    try:
        start, end = whole.pop("effective_from"), whole.pop("effective_to")
        lists = {name: _codes(text) for name, text in whole.items()}
    except (KeyError, AttributeError) as error:
        raise InternalError(f"{file.name} is not a dated list: {error}") from error
    return Dated(file.name.removesuffix(".toml"), start, end, lists)


def _codes(text: str) -> Codes:
    plain: set[str] = set()
    ending: dict[str, str] = {}
    for token in text.split():
        heading, slash, ends = token.partition("/")
        if slash:
            ending[heading] = ends
        else:
            plain.add(heading)
    return Codes(frozenset(plain), ending)
