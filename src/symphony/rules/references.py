"""Which codes an instructional note means: "(I60-I69)", "(B18.-)", "(E08-E13 with .51-.52)".

Tabular order makes every reference a stretch of positions: a code stands with all below it, a
range from its first code to the last code below its second. A phrase that begins with "with"
narrows the stretch by characters of the code; it becomes a pattern over the code without its dot.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.patterns import lazy
from symphony.rules.tables import table

_CODE = r"(?:[A-Z]\d[0-9A-Z]|QA\d)(?:\.[0-9A-Z]{1,4})?"
"""A category has a digit second, but for QA0, the categories that did not fit below Q99."""
_ITEM = lazy(
    rf"(?<![A-Za-z0-9])(?P<first>{_CODE})(?![A-Za-z0-9])"
    rf"(?:(?:\s*\.?\s*-[-\s]*|\s*\.?-?\s+(?:to|through)\s+)(?P<last>{_CODE})(?![A-Za-z0-9]))?"
)
_GROUP = lazy(r"[(\[{]([^()\[\]{}]*)(?:[)\]}]|$)")
_DATA = resources.files("symphony.rules") / "data"


@dataclass(frozen=True, slots=True)
class Reference:
    """One code or range as printed, and the pattern that narrows it (over codes without dot)."""

    first: str
    last: str
    pattern: str | None = None

    def __str__(self) -> str:
        """The code or range, as a note would print it."""
        return self.first if self.first == self.last else f"{self.first}-{self.last}"


class UnreadableError(ValueError):
    """A phrase of a reference that the grammar does not know."""


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    reason: str


@lru_cache(maxsize=1)
def readings() -> dict[tuple[str, str], _Reading]:
    """Misprints and loose wordings of the books: (owner, printed stretch) and how it is read."""
    rows = table(_DATA / "readings.toml", "reading", ("owner", "printed", "read", "reason"))
    return {(r["owner"], r["printed"]): _Reading(r["read"], r["reason"]) for r in rows}


@lru_cache(maxsize=8192)
def references(text: str, owner: str = "") -> tuple[Reference, ...]:
    """The references in a note's text, in order.

    Args:
        text: one printed line of a note.
        owner: the code, block or chapter under which it is printed.

    Raises:
        UnreadableError: a "with" phrase beside codes is none that is known.
    """
    for (under, printed), reading in readings().items():
        if under == owner and printed in text:
            text = text.replace(printed, reading.text)
    groups = [group for group in _GROUP.findall(text) if _ITEM.search(group)]
    stretches = groups or [text]
    return tuple(item for stretch in stretches for item in _items(stretch, grouped=bool(groups)))


def _items(stretch: str, *, grouped: bool) -> Iterator[Reference]:
    codes, _, phrase = stretch.partition(" with ") if " with " in stretch else _comma(stretch)
    found = list(_ITEM.finditer(codes))
    if not grouped and not found:
        found, phrase = list(_ITEM.finditer(stretch)), ""
    pattern = _pattern(phrase) if phrase and found else None
    for match in found:
        yield Reference(match["first"], match["last"] or match["first"], pattern)


def _comma(stretch: str) -> tuple[str, str, str]:
    # "(S92.-with 7th character B)": the printer left the space out.
    head, found, tail = stretch.partition("-with ")
    return (head + "-", found, tail) if found else (stretch, "", "")


_ORDINAL = {"fifth": 5, "5th": 5, "sixth": 6, "six": 6, "6th": 6, "seventh": 7, "7th": 7}
_AT = lazy(r"^(fifth|5th|sixth|6th|seventh|7th)[ -]characters? \.?(.+)$")
_OPEN = "BCEFHJMNQR"
"""Seventh characters of open fractures, over all the categories that have them."""


def _intent(values: str) -> str:
    # The character that says how a substance did harm is the sixth, or the fifth where X pads.
    chosen = _values(values)
    return rf".{{4}}(?:.[{chosen}]|[{chosen}]X)"


def _values(text: str) -> str:
    found = re.findall(r"\b([0-9A-Z])(?:-([0-9A-Z]))?\b", text)
    if not found:
        raise UnreadableError(text)
    return "".join(f"{a}-{b}" if b else a for a, b in found)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (lazy(r"^fifth or sixth character (to indicate) intent"), lambda _: _intent("1-4")),
    (lazy(r"^fifth or six(?:th)? character (.+)$"), _intent),
    (lazy(r"^final character (\d)$"), _intent),
    (lazy(r"^fifth to sixth characters (\d\d)$"), lambda found: rf".{{4}}{found}"),
    (lazy(r"^final characters -(\w+)$"), lambda found: rf".*{found}$"),
    (lazy(r"^(open fracture) 7th character$"), lambda _: rf".{{6}}[{_OPEN}]"),
)
"""The phrases that narrow a reference, and the pattern that each stands for."""


def _pattern(phrase: str) -> str:
    phrase = phrase.strip(" ,").rstrip(".")
    for form, made in _FORMS:
        if match := form.match(phrase):
            return made(match[1])
    if match := _AT.match(phrase):
        return rf".{{{_ORDINAL[match[1]] - 1}}}[{_values(match[2])}]"
    endings = re.findall(r"\.(\w+)(?:-\.(\w+))?", phrase)
    if endings:
        return ".{3}(?:" + "|".join(e for pair in endings for e in _endings(*pair)) + ")"
    raise UnreadableError(phrase)


def _endings(first: str, last: str) -> list[str]:
    if not last:
        return [first]
    return [str(n).zfill(len(first)) for n in range(int(first), int(last) + 1)]
