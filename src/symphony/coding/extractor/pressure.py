"""Pressure injuries with their stage: where they sit, told in whatever order a wound note tells it.

"Wound #2 Sacrum - pressure injury stage 3", "unstageable decubitus of the left heel", "a sacral
decubitus. It is stage 3": the code needs site, side and stage (titles of L89, guideline I.C.12.a).
The stage may come from the nurse (I.B.14). One without a stage, or healed, is left to its name.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from symphony.encounter.sentences import Extent
from symphony.language.patterns import holds, lazy

_NAMED = lazy(
    r"\b(?:pressure (?:ulcer|injur(?:y|ies)|sore|wound)s?|decubit(?:us|i)(?: ulcers?)?|bed ?sores?"
    r"|(?:suspected )?deep[ -]tissue (?:pressure )?(?:injury|damage)|(?-i:s?DTP?I|P[UI]s?|PrU)"
    r"|(?:sacrum|coccyx|heel|ischium|buttock|trochanter):? (?=st(?:age|\.)? ?[1-4I]|unstage))\b",
    re.IGNORECASE,
)
_WORDS = ("ulcer", "injur", "sore", "wound", "decubit", "deep", "stage", "dti", "dtpi")
"""One of these stands in every such name."""
_DEEP = lazy(r"\bdeep[ -]tissue|\b(?:s?dti|dtpi)\b", re.IGNORECASE)
_STAGE = lazy(
    r"\b(?:stage|category|grade|st\.?)[ -]?(?P<stage>[1-4]|I{1,3}|IV)\b(?!\s?(?:cancer|ckd))"
    r"|\b(?P<none>un-?stag(?:e)?able)\b",
    re.IGNORECASE,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_SITES = (
    ("sacral region", False, r"sacr(?:um|al)|sacro-?coccyg\w+|coccy\w+|tailbone"),
    ("heel", True, r"heels?|calcane\w+"),
    ("buttock", True, r"buttocks?|gluteal|gluteus|ischi(?:um|al)|ischial tuberosity"),
    ("hip", True, r"hips?|trochanter\w*"),
    ("ankle", True, r"ankles?|malleol\w+"),
    ("elbow", True, r"elbows?|olecranon"),
    ("upper back", True, r"upper back|scapula\w*|shoulder blade"),
    ("lower back", True, r"low(?:er)? back"),
    ("head", False, r"occip\w+|scalp|head|face|nose|nasal bridge"),
    ("other site", False, r"toes?|foot|feet|knees?|thighs?|calf|calves|spine|chin"),
)
_PLACES = tuple(
    (name, sided, lazy(rf"\b(?:{words})\b", re.IGNORECASE)) for name, sided, words in _SITES
)
_SIDE = lazy(
    r"\b(?:(?P<right>[Rr]ight|RIGHT|R|Rt)|(?P<left>[Ll]eft|LEFT|L|Lt)|(?P<both>[Bb]ilateral|[Bb]oth))\b"
)
_OVER = lazy(
    r"\b(?:healed|resolved|closed|prior|previous|history of|risk|prevent\w*)\b", re.IGNORECASE
)
_GOES_ON = lazy(r"\s*(?:It|This|Now|Currently|Stage|Staged)\b", re.IGNORECASE)
_STOPS = lazy(r"[.;](?=\s)|\n")
_ENDS = lazy(r"\.(?=\s)|\n")
_BACK = 60
"""How far before its name a site may stand, in code points."""
_ON = 130
_SEVERAL = 2


class Pressure(NamedTuple):
    """A staged pressure injury: where the words stand, what names it, and the standard term."""

    extent: Extent
    named: Extent
    term: str


def pressure_injuries(text: str, sentence: Extent) -> Iterator[Pressure]:
    """The staged pressure injuries that a sentence names, each with site and side.

    Args:
        text: the document.
        sentence: the sentence; the one behind it is read for the stage if it goes on.
    """
    plain = text[slice(*sentence)].casefold()
    if not holds(plain, _WORDS):
        return
    for name in _NAMED.finditer(text, *sentence):
        around = _around(text, sentence, name)
        if pairs := _pairs(text, _listed(text, around, name)):
            if not _OVER.search(text, *around):
                yield from _paired(pairs, name)
            continue
        stage = _stage(text, around, name)
        if stage is None or _OVER.search(text, *around):
            continue
        for place, where in _sites(text, around, name):
            first = min(name.start(), where.start())
            extent = Extent(first, max(name.end(), where.end()))
            yield Pressure(extent, Extent(*name.span()), _term(place, stage))


def _listed(text: str, around: Extent, name: re.Match[str]) -> Extent:
    """The stretch of an injury with what goes on behind a semicolon."""
    limit = min(len(text), name.end() + _ON)
    stop = _ENDS.search(text, name.end(), limit)
    end = stop.start() if stop else limit
    following = _NAMED.search(text, name.end(), end)
    return Extent(around.start, following.start() if following else end)


class _Pair(NamedTuple):
    """A site with its side and stage, of several that one name has."""

    extent: Extent
    place: str
    stage: str


def _pairs(text: str, around: Extent) -> list[_Pair]:
    """The sites with a stage each where several are listed; none where they do not pair off."""
    sites = sorted(
        (
            (where, place, sided)
            for place, sided, p in _PLACES
            for where in p.finditer(text, *around)
        ),
        key=lambda each: each[0].start(),
    )
    stages = list(_STAGE.finditer(text, *around))
    if len(sites) < _SEVERAL or len(stages) != len(sites):
        return []
    order = sorted([(where.start(), 0) for where, _, _ in sites] + [(s.start(), 1) for s in stages])
    kinds = [kind for _, kind in order]
    if kinds not in ([0, 1] * len(sites), [1, 0] * len(sites)):
        return []
    found = []
    before = around.start
    for (where, place, sided), stage in zip(sites, stages, strict=True):
        side = None
        for each in _SIDE.finditer(text, before, where.start()):
            side = each.lastgroup
        before = max(where.end(), stage.end())
        extent = Extent(min(where.start(), stage.start()), before)
        told = "unstageable" if stage["none"] else _numbered(stage["stage"])
        found.append(_Pair(extent, f"{side or 'unspecified'} {place}" if sided else place, told))
    return [pair for pair in found if not pair.place.startswith("both ")]


def _paired(pairs: list[_Pair], name: re.Match[str]) -> Iterator[Pressure]:
    for pair in pairs:
        yield Pressure(pair.extent, Extent(*name.span()), _term(pair.place, pair.stage))


def _around(text: str, sentence: Extent, name: re.Match[str]) -> Extent:
    """The stretch that speaks of the injury: its line before it, its sentence behind it."""
    low = max(0, name.start() - _BACK)
    stops = [stop.end() for stop in _STOPS.finditer(text, low, name.start())]
    stop = _STOPS.search(text, name.end(), name.end() + _ON)
    end = stop.start() if stop else min(name.end() + _ON, max(sentence.end, name.end()))
    following = _NAMED.search(text, name.end(), end)
    return Extent(stops[-1] if stops else low, following.start() if following else end)


def _stage(text: str, around: Extent, name: re.Match[str]) -> str | None:
    """The stage as the titles have it, or that deep tissue is hurt; None where none is told."""
    if _DEEP.search(name[0]):
        return "deep"
    told = list(_STAGE.finditer(text, *around))
    nearest = min(told, key=lambda each: _gap(each, name), default=None)
    if nearest is None and _GOES_ON.match(text, around.end + 1):
        nearest = _STAGE.search(text, around.end, around.end + _BACK)
    if nearest is None:
        return None
    if nearest["none"]:
        return "unstageable"
    return _numbered(nearest["stage"])


def _numbered(stage: str) -> str:
    """A stage as the titles have it: "stage 3" of "III"."""
    return f"stage {_ROMAN.get(stage.lower(), stage)}"


def pressure_term(site: str, stage: str) -> str | None:
    """The standard term for an injury at a site, as a table has both; None for an unknown site.

    Args:
        site: the words for the site with its side.
        stage: the number of the stage, ``unstageable`` or ``deep``.
    """
    place = next(((name, sided) for name, sided, words in _PLACES if words.search(site)), None)
    if place is None:
        return None
    name, sided = place
    side = _SIDE.search(site)
    told = f"{side.lastgroup or 'unspecified'} {name}" if side else f"unspecified {name}"
    return _term(told if sided else name, stage if stage in _UNNUMBERED else _numbered(stage))


_UNNUMBERED = ("unstageable", "deep")


def _gap(one: re.Match[str], other: re.Match[str]) -> int:
    return max(other.start() - one.end(), one.start() - other.end())


def _sites(text: str, around: Extent, name: re.Match[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """The site, with its side, as the titles name it; a site on both sides twice."""
    found = [
        (_gap(where, name), place, sided, where)
        for place, sided, pattern in _PLACES
        for where in pattern.finditer(text, *around)
    ]
    if not found:
        return
    _, place, sided, where = min(found, key=lambda each: each[0])
    if not sided:
        yield place, where
        return
    sides = {each.lastgroup for each in _SIDE.finditer(text, *around)}
    both = "both" in sides or sides >= {"right", "left"}
    for side in ("right", "left") if both else (next(iter(sides), None) or "unspecified",):
        yield f"{side} {place}", where


def _term(place: str, stage: str) -> str:
    if stage == "deep":
        return f"pressure induced deep tissue damage of {place}"
    return f"pressure ulcer of {place} {stage}"
