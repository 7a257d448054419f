"""When a code was valid, over the releases that are installed."""

from dataclasses import dataclass
from datetime import date, timedelta

from symphony.books import edition as editions
from symphony.books.model import Edition
from symphony.books.shelf import Shelf
from symphony.books.store import Release

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Change:
    """A code's coming or going, between two installed releases.

    ``exact`` is False where releases between the two may be missing: then the day is the latest
    on which it can have happened.
    """

    day: date
    exact: bool
    others: tuple[str, ...] = ()
    """For a deletion: the codes that stand in its place, as far as their form tells."""


@dataclass(frozen=True, slots=True)
class History:
    """Where a code stands on a date: valid or not, and what was before and comes after."""

    code: str
    valid: bool
    began: Change | None
    """When it will become valid; None if it is, was, or never will be."""
    ended: Change | None
    """When it was deleted, or will be."""

    def message(self, system: str, on: date | None) -> str | None:
        """One sentence for whoever asked for the code on that date; None if all is plain."""
        if self.valid:
            if self.ended is None:
                return None
            return f"{self.code} will be deleted on {_day(self.ended)}{_instead(self.ended)}."
        when = f" on {on}" if on else ""
        if self.ended is not None:
            return (
                f"{self.code} is not valid{when}: it was deleted on {_day(self.ended)}"
                f"{_instead(self.ended)}."
            )
        if self.began is not None:
            return f"{self.code} is not valid{when} yet: it is valid from {_day(self.began)}."
        return f"{self.code} is a complete code in no installed release of {system}."


def history(shelf: Shelf, system: str, code: str, on: date | None = None) -> History:
    """Where a code stands on a date (without one: in the newest release).

    Raises:
        UsageError: no release of the system is installed.
        BooksError: none is in force on the date, or a file is damaged.
    """
    installed = shelf.editions(system)
    here = editions.in_force(installed, on) if on else editions.newest(installed)
    if here is None:
        raise editions.not_in_force(system, on or date.min, installed)
    place = [edition.release for edition in installed].index(here.release)
    valid = [_is_valid(shelf.at(system, edition.release), code) for edition in installed]
    if valid[place]:
        gone = next((n for n in range(place + 1, len(installed)) if not valid[n]), None)
        return History(code, True, None, _end(shelf, installed, gone, code) if gone else None)
    last = next((n for n in range(place - 1, -1, -1) if valid[n]), None)
    if last is not None:
        return History(code, False, None, _end(shelf, installed, last + 1, code))
    first = next((n for n in range(place + 1, len(installed)) if valid[n]), None)
    began = _at(installed, first) if first is not None else None
    return History(code, False, began, None)


def _is_valid(release: Release, code: str) -> bool:
    found = release.code(code)
    return found is not None and found.billable


def _at(installed: tuple[Edition, ...], place: int, others: tuple[str, ...] = ()) -> Change:
    before, after = installed[place - 1], installed[place]
    ends = before.effective_to
    # An update within the year begins before the release that it replaces was to end.
    exact = ends is None or after.effective_from <= ends + timedelta(days=1)
    return Change(after.effective_from, exact, others)


def _end(shelf: Shelf, installed: tuple[Edition, ...], place: int, code: str) -> Change:
    before = shelf.at(installed[place].system, installed[place - 1].release)
    after = shelf.at(installed[place].system, installed[place].release)
    return _at(installed, place, _instead_of(before, after, code))


def _instead_of(before: Release, after: Release, code: str) -> tuple[str, ...]:
    if after.code(code) is not None:  # divided: the codes below it
        return tuple(found.code for found in after.descendants(code))
    entry = before.code(code)
    parent = entry.parent if entry else None
    if parent is None:
        return ()
    return tuple(
        found.code for found in after.descendants(parent) if before.code(found.code) is None
    )


def _day(change: Change) -> str:
    return str(change.day) if change.exact else f"{change.day} or before"


def _instead(change: Change) -> str:
    if not change.others:
        return ""
    named = ", ".join(change.others[:_MOST_NAMED])
    more = len(change.others) - _MOST_NAMED
    return f"; in its place: {named}" + (f" and {more} more" if more > 0 else "")
