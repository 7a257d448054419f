"""Several parts of the body under one complaint: "pain in the right shoulder and left knee".

The books have a code for the pain, stiffness or swelling of each part and side (M25, M54, M79), and
the words for the complaint stand once. A side that is told holds for the parts behind it ("right
hip and knee pain"). One part alone is left to the names of the vocabulary, but where a word for the
patient parts it from its complaint ("pain in her right hand"). Source: ``data/aching.toml``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy
from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    opens: tuple[str, ...]
    ahead: str
    behind: str
    verb: str


@dataclass(frozen=True, slots=True)
class _Part:
    words: str
    name: str
    of: tuple[str, ...]
    plural: str = ""
    sided: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    to: str
    small: str
    heads: tuple[_Head, ...]
    parts: tuple[_Part, ...]


class Aching(NamedTuple):
    """A complaint of one part: where it is named, and the term to look up."""

    extent: Extent
    term: str


class _Patterns(NamedTuple):
    lists: tuple[tuple[_Head, re.Pattern[str], re.Pattern[str]], ...]
    item: re.Pattern[str]


_SIDE = r"right and left|left and right|right|left|bilateral|both|b/l|bilat|rt|lt|r|l"
_AND = r"(?:,? (?:and(?: also)?|&|\+|as well as|plus)(?: (?:in|of|to))? |, ?| ?[/&+] ?)"
_SEVERAL = 2
_OWN = lazy(r"\b(?:his|her|their|my|your)\b", re.IGNORECASE)
_OTHER = (
    r"(?! (?:replacement|arthroplasty|surgery|x-?rays?|films?|exam\w*|injection|brace|fracture|fx"
    r"|sprain|strain|arthritis|osteoarthritis|OA|DJD|contusion|tenderness|specialist|clinic)\b)"
)


@lru_cache(maxsize=1)
def _table() -> _Table:
    return toml(resources.files("symphony.coding.extractor") / "data" / "aching.toml", _Table)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    """The patterns, made ready when a sentence first may need them."""
    table = _table()
    any_part = "|".join(f"{p.plural}|{p.words}" if p.plural else p.words for p in table.parts)
    each = "|".join(
        f"(?P<p{n}>{p.plural})|(?P<s{n}>{p.words})" if p.plural else f"(?P<s{n}>{p.words})"
        for n, p in enumerate(table.parts)
    )
    small = rf"(?:(?:{table.small}) )?"
    item = rf"{small}(?:(?:{_SIDE})[ -])?(?:{any_part})(?![\w-])"
    items = rf"(?P<items>{item}(?:{_AND}{item})*)"
    lists = tuple(
        (
            head,
            re.compile(
                rf"(?<![\w-])(?:{head.ahead})"
                rf"(?: (?:and (?:stiffness|swelling|stiff\w*) )?(?:{table.to}))"
                rf" {items}{_OTHER}",
                re.IGNORECASE,
            ),
            re.compile(
                rf"(?<![\w/-]){items},? (?:(?:joint|region|area) )?"
                rf"(?:{head.behind}|(?P<verb>{head.verb}))(?![\w-])",
                re.IGNORECASE,
            ),
        )
        for head in table.heads
    )
    one = rf"{small}(?:(?P<side>{_SIDE})[ -])?(?:{each})(?![\w-])"
    return _Patterns(lists, re.compile(one, re.IGNORECASE))


def aching(text: str, sentence: Extent) -> Iterator[Aching]:
    """The complaints of parts that a sentence lists under one head, in reading order."""
    said = text[slice(*sentence)].casefold()
    patterns = _patterns()
    taken: list[Extent] = []
    for head, ahead, behind in patterns.lists:
        if not holds(said, head.opens):
            continue
        for pattern in (ahead, behind):
            for match in pattern.finditer(text, *sentence):
                place = Extent(*match.span())
                if any(place.start < other.end and other.start < place.end for other in taken):
                    continue
                found = list(_complaints(text, match, head, patterns.item))
                if found:
                    taken.append(place)
                    yield from found


def _complaints(
    text: str, match: re.Match[str], head: _Head, item: re.Pattern[str]
) -> Iterator[Aching]:
    parts = list(item.finditer(text, *match.span("items")))
    if len(parts) < _SEVERAL and not _OWN.search(match["items"]):
        return
    told = [(_side(part["side"] or ""), _part(part)) for part in parts]
    if any(head.name not in part.of for _, (part, _) in told):
        return
    side = ""
    for (said, (part, several)), place in zip(told, _places(match, parts), strict=True):
        side = said or ("bilateral" if several else side)
        for one in _sides(side if part.sided else ""):
            yield Aching(place, f"{one} {part.name} {head.name}".strip())


def _part(found: re.Match[str]) -> tuple[_Part, bool]:
    group = next(name for name, said in found.groupdict().items() if said and name[1:].isdigit())
    return _table().parts[int(group[1:])], group[0] == "p"


def _side(said: str) -> str:
    said = said.casefold()
    if said in {"bilateral", "both", "b/l", "bilat"} or " and " in said:
        return "bilateral"
    return {"r": "right", "l": "left"}.get(said[:1], "")


def _sides(side: str) -> tuple[str, ...]:
    return ("right", "left") if side == "bilateral" else (side,)


def _places(match: re.Match[str], parts: list[re.Match[str]]) -> Iterator[Extent]:
    """Where each part is named: the one beside the head together with the head."""
    ahead = match.start("items") > match.start()
    first, last = parts[0], parts[-1]
    for part in parts:
        start = match.start() if ahead and part is first else part.start()
        yield Extent(start, match.end() if not ahead and part is last else part.end())
