"""Where files of this format disagree, and what was decided: nowhere so far."""

from symphony.books.differences import Difference

KNOWN: tuple[Difference, ...] = ()
