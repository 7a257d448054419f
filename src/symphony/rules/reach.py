"""A stretch of the tabular list: what a reference means in one release."""

import re
from dataclasses import dataclass

from symphony.books.model import Code


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of the tabular list, both ends included, narrowed by a pattern over the code."""

    low: int
    high: int
    pattern: re.Pattern[str] | None = None

    def holds(self, entry: Code) -> bool:
        """Whether the code lies in it."""
        if not self.low <= entry.position <= self.high:
            return False
        return self.pattern is None or self.pattern.match(compact(entry.code)) is not None


def compact(code: str) -> str:
    """The code without its dot."""
    return code.replace(".", "")
