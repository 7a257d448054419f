"""Words of the note that a guideline speaks of: urosepsis, borderline, impending, versus."""

import re
from collections.abc import Iterator
from functools import partial
from importlib import resources

from symphony.errors import InternalError
from symphony.rules.model import Hit
from symphony.rules.rule import Rule
from symphony.rules.sheet import Sheet
from symphony.rules.tables import table

_FILE = resources.files("symphony.rules") / "data" / "wording.toml"
_KEYS = ("id", "title", "section", "severity", "words", "say")


def load() -> tuple[Rule, ...]:
    """One rule per row of ``data/wording.toml``.

    Raises:
        InternalError: a row is wrong; the message names the file and the row.
    """
    rows = table(_FILE, "wording", _KEYS, ("codes",))
    return tuple(
        Rule(
            row["id"],
            row["title"],
            row["severity"],
            row["section"],
            partial(_look, _compiled(row["words"]), row.get("codes", ""), row["say"]),
            row.get("codes", ""),
        )
        for row in rows
    )


def _compiled(words: str) -> re.Pattern[str]:
    try:
        return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    except re.error as error:
        raise InternalError(f"{_FILE.name}: {words!r}: {error}") from error


def _look(words: re.Pattern[str], codes: str, say: str, sheet: Sheet) -> Iterator[Hit]:
    items = sheet.among(codes) if codes else sheet.items
    for item in items:
        if item.line.words and words.search(item.line.words):
            yield Hit((item.code,), say.format(code=item.code))


RULES = load()
SELECTORS = tuple(rule.subjects for rule in RULES if rule.subjects)
