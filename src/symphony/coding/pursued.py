"""Whether the note says of a symptom that it is looked into: ordered for, unexplained, discussed.

Such a symptom is a problem of its own, whatever disease is also reported (guidelines I.B.6, IV.D).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.patterns import holds
from symphony.language.tables import toml

_REACH = 160
"""How far after its sentence something may say what is done about a symptom, in code points."""

_BEFORE = 30
"""How far before its name something may say that it is dealt with, in code points."""


@dataclass(frozen=True, slots=True)
class _Pursued:
    words: tuple[str, ...]
    patterns: tuple[str, ...]
    before: str


@lru_cache(maxsize=1)
def _pursued() -> tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]]:
    read = toml(resources.files("symphony.coding") / "data" / "pursued.toml", _Pursued)
    anywhere = re.compile("|".join(read.patterns), re.IGNORECASE)
    return read.words, anywhere, re.compile(read.before, re.IGNORECASE)


def is_pursued(text: str, name: int, sentence: tuple[int, int], *, reach: int = _REACH) -> bool:
    """Whether the sentence that names a symptom, or the words after it, say it is looked into.

    Args:
        text: the document.
        name: where the symptom's name begins.
        sentence: the sentence that names it (start, end).
        reach: how far after the sentence the words may stand, in code points.
    """
    words, anywhere, before = _pursued()
    end = min(sentence[1] + reach, len(text))
    plain = text[sentence[0] : end].casefold()
    return bool(
        (holds(plain, words) and anywhere.search(text, sentence[0], end))
        or before.search(text, max(0, name - _BEFORE), name)
    )
