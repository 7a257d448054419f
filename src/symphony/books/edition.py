"""Which release is in force on a date of service."""

from collections.abc import Sequence
from datetime import date

from symphony.books.model import Edition
from symphony.errors import BooksError


def in_force(editions: Sequence[Edition], on: date) -> Edition | None:
    """The edition in force on the day, the newest where several are; None where none is."""
    holding = [
        edition
        for edition in editions
        if edition.effective_from <= on
        and (edition.effective_to is None or on <= edition.effective_to)
    ]
    return max(holding, key=lambda edition: edition.effective_from, default=None)


def newest(editions: Sequence[Edition]) -> Edition | None:
    """The edition that came into force last."""
    return max(editions, key=lambda edition: edition.effective_from, default=None)


def not_in_force(system: str, on: date, editions: Sequence[Edition]) -> BooksError:
    """The error for a date that no installed edition covers; it says which are there."""
    there = ", ".join(
        f"{e.release} ({e.effective_from} to {e.effective_to or 'further notice'})"
        for e in sorted(editions, key=lambda e: e.effective_from)
    )
    return BooksError(
        f"no installed release of {system} is in force on {on}; installed: {there or 'none'}. "
        f"Install the one for that date with: symphony books install {system}@{on}"
    )
