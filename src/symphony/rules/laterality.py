"""Laterality (guideline I.B.13): sides of one condition, combined or cleared by their titles."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from symphony.language.patterns import lazy
from symphony.rules.book import Book
from symphony.rules.model import Drop, Hit, Replace
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

_SIDES = {"right": "right", "left": "left", "bilateral": "both", "both": "both"}
_FILLER = frozenset(
    "of side eye eyes ear ears unilateral in the a an, and".replace(",", "").split()
)
_WORD = lazy(r"[a-z0-9]+")
_DOMINANCE = lazy(r"\b(non-?)?dominant\b|handed")


@dataclass(frozen=True, slots=True)
class Sided:
    """What a title says less its side, and the side: right, left, both, unspecified or none."""

    rest: frozenset[str]
    side: str | None


@lru_cache(maxsize=65536)
def sided(title: str) -> Sided:
    """Split a title (lower case) into its side and the rest."""
    words = _WORD.findall(title)
    sides = {_SIDES[word] for word in words if word in _SIDES}
    if _DOMINANCE.search(title) or len(sides) > 1:
        return Sided(frozenset(words), None)
    rest = frozenset(w for w in words if w not in _SIDES and w not in _FILLER)
    if sides:
        return Sided(rest, sides.pop())
    if "unspecified" in words:
        return Sided(rest - {"unspecified"}, "unspecified")
    return Sided(rest, None)


def _pairs(sheet: Sheet) -> Iterator[tuple[Item, Item, Sided, Sided]]:
    for one, other in sheet.pairs:
        yield one, other, sided(one.title), sided(other.title)


@rule("laterality.bilateral", "Right and left of one condition are its bilateral code", "warning",
      "I.B.13")  # fmt: skip
def bilateral(sheet: Sheet) -> Iterator[Hit]:
    """Both sides reported apart where the books have one code for both."""
    for one, other, a, b in _pairs(sheet):
        if {a.side, b.side} != {"right", "left"} or a.rest != b.rest:
            continue
        whole = _code_for(sheet.book, one.category, a.rest, "both", len(one.code))
        if whole is not None:
            yield Hit(
                (one.code, other.code),
                f"{one.code} and {other.code} are the two sides of one condition: {whole}",
                Replace((one.code, other.code), (whole,)),
            )


@rule("laterality.covered", "A side is not reported beside the bilateral code", "warning", "I.B.13")
def covered(sheet: Sheet) -> Iterator[Hit]:
    """A right or left code beside the bilateral code of the same condition."""
    for one, other, a, b in _pairs(sheet):
        if a.rest != b.rest or "both" not in (a.side, b.side):
            continue
        part = other if a.side == "both" else one
        if (b if part is other else a).side in ("right", "left"):
            whole = one if part is other else other
            yield Hit(
                (part.code, whole.code),
                f"{whole.code} is both sides; {part.code} is contained in it",
                Drop(part.code, "merged", (whole.code,)),
            )


@rule("laterality.unspecified", "An unspecified side gives way to the specified one", "warning",
      "I.B.13")  # fmt: skip
def unspecified(sheet: Sheet) -> Iterator[Hit]:
    """The side is documented somewhere, so the code that leaves it open says nothing more."""
    for one, other, a, b in _pairs(sheet):
        if a.rest != b.rest or "unspecified" not in (a.side, b.side):
            continue
        vague, clear = (one, other) if a.side == "unspecified" else (other, one)
        if sided(clear.title).side in ("right", "left", "both"):
            yield Hit(
                (vague.code, clear.code),
                f"{clear.code} gives the side that {vague.code} leaves open",
                Drop(vague.code, "less_specific", (clear.code,)),
            )


def _code_for(
    book: Book, category: str, rest: frozenset[str], side: str, length: int
) -> str | None:
    found = [
        code for code in _by_words(book, category).get((rest, side), ()) if len(code) <= length
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=512)
def _by_words(book: Book, category: str) -> dict[tuple[frozenset[str], str | None], list[str]]:
    table: dict[tuple[frozenset[str], str | None], list[str]] = {}
    for entry in book.below(category):
        if entry.billable:
            split = sided(entry.title.casefold())
            table.setdefault((split.rest, split.side), []).append(entry.code)
    return table


RULES = (bilateral, covered, unspecified)
