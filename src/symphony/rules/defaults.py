"""What a silent record is taken to mean, by the guidelines: for whoever chooses a code."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.rules.book import Book
from symphony.rules.tables import table

_FILE = resources.files("symphony.rules") / "data" / "defaults.toml"
_KEYS = ("id", "section", "codes", "silent", "taken_as")


@dataclass(frozen=True, slots=True)
class Default:
    """One default: of which codes, what the record leaves open, and what is taken instead."""

    id: str
    section: str
    codes: str
    silent: str
    taken_as: str


@lru_cache(maxsize=1)
def defaults() -> tuple[Default, ...]:
    """All defaults.

    Raises:
        InternalError: the file holds an unknown or lacks a required key.
    """
    return tuple(Default(**row) for row in table(_FILE, "default", _KEYS))


def defaults_for(book: Book, code: str) -> tuple[Default, ...]:
    """The defaults that hold for a code; none for a code that the release does not know."""
    entry = book.entry(code)
    if entry is None:
        return ()
    return tuple(
        default
        for default in defaults()
        if any(reach.holds(entry) for reach in book.reach(default.codes))
    )
