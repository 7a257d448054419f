"""Patterns that are compiled when they are first asked, and the cheap words asked before them.

A thousand patterns stand at the top of the modules and a note asks a third of them; compiled at
import, the others would take a fifth of the time in which one note is coded from the command line.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast


class _Late:
    """What looks like a compiled pattern to its callers, and becomes one when one of them asks."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _ready(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._ready, name)
        setattr(self, name, found)  # from now on as quick as the pattern's own
        return found


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern as ``re.compile`` makes it, compiled when it is first used and not before.

    Raises:
        re.error: at the first use: the pattern is malformed (a test asks every one).
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands anywhere in the text, also within a word; as written."""
    return any(map(text.__contains__, words))
