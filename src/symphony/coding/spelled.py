"""Details that notes abbreviate, written out: eyes, ears, both sides, the levels of the spine."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.patterns import lazy
from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class _Only:
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spelled:
    eyes: dict[str, str]
    ears: dict[str, str]
    ear: _Only
    words: dict[str, str]
    several: dict[str, str]
    regions: dict[str, str]
    spine: _Only


@dataclass(frozen=True, slots=True)
class _Patterns:
    eyes: re.Pattern[str]
    ears: re.Pattern[str]
    ear: re.Pattern[str]
    words: re.Pattern[str]
    several: re.Pattern[str]
    spine: re.Pattern[str]


_PAIR = lazy(
    r"\b(?P<one>[CTLS])-?(?P<first>\d{1,2})\s?[-/\u2013]\s?(?P<other>[CTLS])?-?(?P<second>\d{1,2})\b"
)
_LEVEL = lazy(r"\b(?P<one>[CTLS])-?(?P<first>\d{1,2})\b(?!\s?[-/]\s?\d)")


@lru_cache(maxsize=1)
def _rules() -> _Spelled:
    return toml(resources.files("symphony.coding") / "data" / "spelled.toml", _Spelled)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    rules = _rules()
    return _Patterns(
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.eyes))})\b"),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.ears))})\b"),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.ear.words))})", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.words))})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.several))})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.spine.words))})", re.IGNORECASE),
    )


def of_several(text: str) -> str:
    """The text with a plural that names another thing than its singular written out."""
    return _patterns().several.sub(lambda m: _rules().several[m.group().casefold()], text)


@lru_cache(maxsize=8192)
def spelled(text: str, *, kept: bool = False) -> str:
    """The text with its abbreviated details written out.

    Args:
        text: the words of a note, capitals as they were.
        kept: leave a level of the spine in place behind its region ("lumbar L4-5").
    """
    patterns, rules = _patterns(), _rules()
    if patterns.eyes.search(text):
        text = patterns.eyes.sub(lambda m: rules.eyes[m.group()], text)
    if patterns.ears.search(text) and patterns.ear.search(text):
        text = patterns.ears.sub(lambda m: rules.ears[m.group()], text)
    if patterns.words.search(text):
        text = patterns.words.sub(lambda m: rules.words[m.group().casefold()], text)

    if _PAIR.search(text):
        return _PAIR.sub(lambda m: _pair(m, kept=kept), text)
    if _LEVEL.search(text) and patterns.spine.search(text):
        return _LEVEL.sub(lambda m: _level(m, kept=kept), text)
    return text


def _pair(match: re.Match[str], *, kept: bool) -> str:
    """The region of a space between two vertebrae ("L4-5"), and the levels as titles write them."""
    one, other = match["one"], match["other"] or match["one"]
    name = _rules().regions.get(one if one == other else one + other, "")
    levels = f"{one}{match['first']}-{other}{match['second']} level"
    return f"{name} {levels}" if kept or not name else name


_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_PAIRED = {"3": "T3 T4", "4": "T3 T4"} | {
    str(n): f"T{n - (n + 1) % 2} T{n + n % 2}" for n in range(5, 13)
}
"""Thoracic vertebrae as the titles group them: T5-T6, T7-T8 and so on."""


def _level(match: re.Match[str], *, kept: bool) -> str:
    """The region of one vertebra ("L2"), with its number as titles write it."""
    letter, number = match["one"], match["first"]
    name = _rules().regions[letter]
    if not kept:
        return name
    if letter == "T":
        return f"{name} {_PAIRED.get(number, match.group())}"
    nth = _ORDINALS[int(number)] if int(number) < len(_ORDINALS) else ""
    return f"{nth} {name} {match.group()}"
