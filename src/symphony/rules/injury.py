"""Seventh characters, sequelae, burns and the order of poisonings (I.B.10, I.C.19)."""

from collections.abc import Iterator
from itertools import combinations

from symphony.language.patterns import lazy
from symphony.rules.episode import episode
from symphony.rules.laterality import sided
from symphony.rules.model import Before, Drop, First, Hit
from symphony.rules.reach import compact
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

_BURN = lazy(r"T2[0-5]")
_DEGREE = {"0": 0, "4": 0, "1": 1, "5": 1, "2": 2, "6": 2, "3": 3, "7": 3}
"""The degree of a burn or corrosion by the fourth character of T20-T25."""
_POISONING = "T36-T65 with fifth or sixth character 1-4"


@rule("injury.episodes", "One injury is in one phase of care", "error", "I.C.19.a")
def episodes(sheet: Sheet) -> Iterator[Hit]:
    """The same injury with two seventh characters.

    A burn may be healing in one place and leave a scar in another (I.C.19.d.8): information.
    """
    for one, other in sheet.pairs:
        if one.code[:-1] != other.code[:-1] or not episode(one) or not episode(other):
            continue
        pair = (one.code, other.code)
        if _BURN.match(one.code) and "sequela" in (episode(one), episode(other)):
            yield Hit(pair, f"{one.code} and {other.code}: a burn and the sequela of an earlier one"
                      " may both stand", severity="info")  # fmt: skip
        elif episode(one) == episode(other):
            yield Hit(pair, f"{one.code} and {other.code} are one injury with two seventh"
                      " characters: open or closed, healing or not, ask which")  # fmt: skip
        else:
            yield Hit(pair, f"{one.code} and {other.code} are one injury in two phases of care")


@rule("injury.sequela-order", "The sequela comes before the injury that left it", "error",
      "I.B.10")  # fmt: skip
def sequela_order(sheet: Sheet) -> Iterator[Hit]:
    """The nature of the sequela first, then the injury with the seventh character S."""
    left = [i for i in sheet.items if i.code[0] in "ST" and episode(i) == "sequela"]
    natures = [i for i in sheet.items if left and i.code[0] not in "STVWXYZ"]
    for item in left:
        if not natures:
            yield Hit(
                (item.code,), f"{item.code} needs the code of what the injury left, before it"
            )
        for nature in natures:
            yield Hit(
                (nature.code, item.code),
                f"the sequela {nature.code} comes before the injury that left it, {item.code}",
                Before(nature.code, item.code, strength=1),
                quiet=sheet.given_before(nature, item),
            )


@rule("burn.same-site", "One burnt site is coded to its highest degree", "warning", "I.C.19.d.2")
def burn_same_site(sheet: Sheet) -> Iterator[Hit]:
    """Burns of one site and side with different degrees."""
    burns = [i for i in sheet.items if _BURN.match(i.code) and len(compact(i.code)) == 7]
    for one, other in combinations(burns, 2):
        if _site(one) != _site(other) or _degree(one) == _degree(other):
            continue
        low, high = sorted((one, other), key=_degree)
        yield Hit(
            (low.code, high.code),
            f"one site is coded to its highest degree: {high.code}, not {low.code}",
            Drop(low.code, "merged", (high.code,)),
        )


def _degree(item: Item) -> int:
    return _DEGREE[compact(item.code)[3]]


def _site(item: Item) -> tuple[str, bool, str]:
    """Category, whether it is a corrosion, and the characters of site, side and encounter."""
    plain = compact(item.code)
    return (plain[:3], plain[3] > "3", plain[4:])


@rule("drug.poisoning-first", "A poisoning comes before what it did", "error", "I.C.19.e.5.b")
def poisoning_first(sheet: Sheet) -> Iterator[Hit]:
    """Poisonings and toxic effects under active treatment come first, manifestations after."""
    for item in sheet.among(_POISONING):
        if episode(item) != "active":
            continue
        quiet = sheet.first is None or sheet.first in sheet.among(_POISONING)
        yield Hit(
            (item.code,),
            f"the poisoning or toxic effect {item.code} comes first, its manifestations follow",
            First(item.code, 1),
            quiet=quiet,
        )


@rule("fracture.side", "One bone is broken on one side at a time", "info", "I.B.13")
def fracture_side(sheet: Sheet) -> Iterator[Hit]:
    """Traumatic fractures of which the side is left open."""
    for item in sheet.items:
        broken = item.code[0] == "S" and "fracture" in item.title
        if broken and sided(item.title).side == "unspecified":
            yield Hit(
                (item.code,),
                f"{item.code} leaves the side open: see the record, the imaging report included",
            )


RULES = (
    episodes,
    sequela_order,
    burn_same_site,
    poisoning_first,
    fracture_side,
)

SELECTORS = (_POISONING,)
