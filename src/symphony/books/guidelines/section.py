"""One section of a rule book, and the question whether it touches a code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of a rule book.

    ``says`` is this project's own summary, ``text`` the publisher's wording where the official
    document is installed; at least one of the two is there.
    """

    id: str
    """As the publisher numbers it: ``I.C.4.a.3``, ``IV.H``."""
    title: str
    says: str | None
    codes: tuple[str, ...] = ()
    """What it touches: codes (``E11.9``), beginnings of codes (``T38.3X6``, ``L89``) or ranges
    (``I10-I15``, ends included)."""
    settings: tuple[str, ...] = ()
    """The care settings that it binds; empty for all."""
    text: str | None = None
    page: int | None = None
    """The page of the official document on which the section begins, counted from 1."""

    def binds(self, setting: str | None) -> bool:
        """Whether the section holds in the care setting; without one, always."""
        return setting is None or not self.settings or setting in self.settings

    def touches(self, code: str) -> int:
        """How closely the section names the code, 0 where it does not.

        A code named in full counts for as many points as it has characters, a category for three,
        a range of categories for two or one: the larger, the more the section is about this code.
        """
        return max((_closeness(entry, code) for entry in self.codes), default=0)


def _narrowness(low: str, high: str) -> int:
    if low[0] != high[0]:
        return 1
    return len(low) - 1 if low[:3] == high[:3] else 2


def _closeness(entry: str, code: str) -> int:
    low, dash, high = entry.partition("-")
    if dash:
        inside = low <= code[: len(low)] and code[: len(high)] <= high
        return _narrowness(low, high) if inside else 0
    if code.startswith(entry):
        return len(entry)
    # Asked about a category, a section that names a code of that category is also an answer.
    return 1 if entry.startswith(code) else 0
