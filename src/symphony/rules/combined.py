"""One code for two conditions, and what is left open beside what is said (I.B.9, I.A.9.b).

``data/combined.toml`` names the pairs for which the tabular list keeps one code: a rule each.
``data/general.toml`` names codes that leave a disease open beside those that say more of it.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from symphony.rules.guidelines import ruled
from symphony.rules.model import Drop, Hit
from symphony.rules.rule import Rule, rule
from symphony.rules.sheet import Sheet, names
from symphony.rules.tables import table

_DATA = resources.files("symphony.rules") / "data"
_MAY = ("by", "one_side")


@lru_cache(maxsize=1)
def _pairs() -> list[dict[str, Any]]:
    return table(_DATA / "combined.toml", "pair", ("id", "one", "other", "what"), _MAY)


def _rules() -> Iterator[Rule]:
    for pair in _pairs():
        what, by = pair["what"], pair.get("by")
        one = what[0].upper() + what[1:]
        raw = {
            "id": f"combined.{pair['id']}",
            "title": f"{one}: one code",
            "section": "I.B.9",
            "severity": "warning",
            "if": pair["one"],
            "with": pair["other"],
            "one_side": pair.get("one_side", False),
        }
        if by:
            raw |= {"then": "combine", "by": [by]}
            raw["say"] = f"{{code}} and {{other}}: {what} is {by}"
        else:
            raw |= {"then": "drop", "reason": "merged"}
            raw["say"] = f"{{other}} says it all ({what}): {{code}} is not coded beside it"
        yield ruled(raw, "combined.toml")


@lru_cache(maxsize=1)
def _open() -> tuple[tuple[str, str], ...]:
    rows = table(_DATA / "general.toml", "general", ("codes", "beside"))
    return tuple((row["codes"], row["beside"]) for row in rows)


@rule("specificity.general", "What leaves a disease open gives way to what names it", "warning",
      "I.A.9.b")  # fmt: skip
def general(sheet: Sheet) -> Iterator[Hit]:
    """A code for a disease of no kind or site beside codes of the same disease that say it."""
    for text, beside in _open():
        for item in sheet.among(text):
            better = names(other for other in sheet.among(beside) if other is not item)
            if better:
                yield Hit(
                    (item.code, *better),
                    f"{item.code} leaves open what {', '.join(better)} says",
                    Drop(item.code, "less_specific", better),
                )


RULES = (general, *_rules())
_NAMED = (pair[key] for pair in _pairs() for key in ("one", "other"))
SELECTORS = frozenset((*_NAMED, *(text for row in _open() for text in row)))
