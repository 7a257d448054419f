"""Arthrosis named by its kind, its joints and their sides: "OA of the R knee and both ankles".

The books have a code for each joint and side (M16-M19). The kind may stand before its joints or
behind them, with words of degree between, and one kind may have several joints; a joint whose side
nobody tells is left to the names of the vocabulary. Source: ``data/jointed.toml``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from symphony.encounter.sentences import Extent
from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class _Joint:
    words: str
    plural: str
    term: str
    own: bool = False
    """Whether the books have one code for the joint of both sides."""


@dataclass(frozen=True, slots=True)
class _Cause:
    words: str
    prefix: str
    hip: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    opens: tuple[str, ...]
    kind: str
    never_after: str
    degree: str
    other: str
    joints: tuple[_Joint, ...]
    causes: tuple[_Cause, ...]


class OfJoint(NamedTuple):
    """Arthrosis of one joint: where it is named, and the standard term."""

    extent: Extent
    term: str


class _Patterns(NamedTuple):
    ahead: re.Pattern[str]
    behind: re.Pattern[str]
    item: re.Pattern[str]
    never_after: re.Pattern[str]
    causes: tuple[tuple[re.Pattern[str], _Cause], ...]


_SIDE = r"right|left|bilateral|both|b/l|bilat|rt|lt|r|l"
_SMALL = r"(?:(?:the|his|her|their|of|other|native|dominant|nondominant|joints? of)[ -]){0,5}"
_AND = r"(?:,? (?:and|&|\+|as well as|plus) |, ?| ?[/&+] ?)"
_TO = (
    r"(?:[,:]| -{1,2}| \u2013)? "
    r"(?:(?:of|in|at|on|involving|affecting|to|mainly|worst in|seen in) )*"
)
_AFTER = (
    rf"(?:,? ?\(?(?P<after>{_SIDE}|bilaterally|r ?> ?l|l ?> ?r)\)?"
    r"(?=\s*(?:[.,;:)(\n\u2013-]|\Z|(?:and|with|worse|s/p)\b)))?"
)
"""A side behind the name, which belongs to nothing that follows."""
_PAIN_OF = (
    r" (?:pain|aches?|aching|stiffness|discomfort|soreness)(?: (?:is|was|that is|which is))? "
    r"(?:due to|secondary to|from|caused by|because of|2/2|in the setting of|attributed to"
    r"|related to|the result of) (?:(?:his|her|their|the|known|underlying|long-?standing) ){0,2}"
)
"""What puts the pain of a joint down to its wear: "left hip pain is secondary to arthritis"."""
_SEEN_IN = (
    r"(?: (?:x-?rays?|films?|radiographs?|MRI|CT|imaging))?(?: (?:today|taken today|in clinic))? "
    r"(?:shows?|showed|reveal(?:s|ed)|demonstrat(?:es|ed)|confirm(?:s|ed)) "
    r"(?:(?:evidence|signs|findings) of )?"
)
"""What a picture of the joint shows: "films of the left knee demonstrate osteoarthritis"."""
_BOTH = frozenset({"bilateral", "bilaterally", "both", "b/l", "bilat"})


@lru_cache(maxsize=1)
def _table() -> _Table:
    return toml(resources.files("symphony.coding.extractor") / "data" / "jointed.toml", _Table)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    """The patterns, made ready when a sentence first may need them."""
    table = _table()
    any_joint = "|".join(f"{j.words}|{j.plural}" for j in table.joints)
    each = "|".join(f"(?P<o{n}>{j.words})|(?P<m{n}>{j.plural})" for n, j in enumerate(table.joints))
    more = r"(?: ?\((?:r ?> ?l|l ?> ?r)\))?"
    item = rf"(?:(?:{_SIDE}){more}[ -])?{_SMALL}(?:{any_joint})(?![\w-])"
    items = rf"(?P<items>{_SMALL}{item}(?:{_AND}{_SMALL}{item}){{0,16}})"
    degree = rf"(?:(?:{table.degree})[ -])*"
    other = rf"(?! (?:joint )?(?:{table.other})\b)"
    return _Patterns(
        re.compile(
            rf"(?<![\w-])(?:{table.kind})(?:, (?:{table.degree}),?)?{_TO}{degree}{items}{other}"
            rf"{_AFTER}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<![\w/-]){items}(?: joints?)?(?:{_PAIN_OF}|{_SEEN_IN}|(?:[,:]| -{{1,2}})? "
            rf"(?:(?:with|has|have|is|are|was|were|also) ){{0,2}})"
            rf"{degree}(?:{table.kind})(?![\w-]){_AFTER}",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:(?P<side>{_SIDE})(?P<more>{more})[ -])?{_SMALL}(?:{each})(?![\w-])",
            re.IGNORECASE,
        ),
        re.compile(rf"\b(?:{table.never_after})[ -]$", re.IGNORECASE),
        tuple((re.compile(c.words, re.IGNORECASE), c) for c in table.causes),
    )


def may_name(text: str) -> bool:
    """Whether a document holds any word for arthrosis."""
    plain = text.casefold()
    return any(word in plain for word in _table().opens)


def of_joints(text: str, sentence: Extent) -> Iterator[OfJoint]:
    """The joints of known side that a sentence says have arthrosis, in reading order."""
    if not may_name(text[slice(*sentence)]):
        return
    patterns = _patterns()
    taken: list[Extent] = []
    for pattern in (patterns.behind, patterns.ahead):
        for match in pattern.finditer(text, *sentence):
            place = Extent(*match.span())
            if patterns.never_after.search(text, sentence[0], place.start):
                continue
            if any(place.start < other.end and other.start < place.end for other in taken):
                continue
            found = list(_named(text, match, sentence, patterns))
            if found:
                taken.append(place)
                yield from found


def _named(
    text: str, match: re.Match[str], sentence: Extent, patterns: _Patterns
) -> Iterator[OfJoint]:
    cause = next((c for said, c in patterns.causes if said.search(text, *sentence)), None)
    side = ""
    joints = list(patterns.item.finditer(text, *match.span("items")))
    for joint, place in zip(joints, _places(match, joints), strict=True):
        side = _side(joint) or side or _side_of(match["after"] or "")
        group = str(joint.lastgroup)
        told = side or ("bilateral" if group[0] == "m" else "")
        for term in _terms(_table().joints[int(group[1:])], told, cause):
            yield OfJoint(place, term)


def _places(match: re.Match[str], joints: list[re.Match[str]]) -> Iterator[Extent]:
    """Where each joint of a list is named: the one beside the kind together with the kind."""
    ahead = match.start("items") > match.start()
    first, last = joints[0], joints[-1]
    for joint in joints:
        start = match.start() if ahead and joint is first else joint.start()
        end = match.end() if (not ahead or match["after"]) and joint is last else joint.end()
        yield Extent(start, end)


def _side(joint: re.Match[str]) -> str:
    return "bilateral" if joint["more"] else _side_of(joint["side"] or "")


def _side_of(said: str) -> str:
    said = said.casefold()
    if said in _BOTH or ">" in said:
        return "bilateral"
    return {"r": "right", "l": "left"}.get(said[:1], "")


def _terms(joint: _Joint, side: str, cause: _Cause | None) -> Iterator[str]:
    """The standard terms for a joint of a side; none where no side is told."""
    if not side:
        return
    prefix = cause.prefix if cause else "primary osteoarthritis"
    if cause and cause.hip and joint.term == "hip":
        prefix = cause.hip
    if not joint.own:
        sides = ("right", "left") if side == "bilateral" else (side,)
        yield from (f"{prefix} {one} {joint.term}" for one in sides)
        return
    many = "bilateral" if side == "bilateral" else "unilateral"
    one = "" if prefix.startswith("secondary") or side == "bilateral" else f" {side}"
    other = "other " if prefix.startswith("secondary") else ""
    yield f"{other}{many} {prefix} of{one} {joint.term}"
