"""Details that notes abbreviate, written out: the eyes, both sides, the levels of the spine."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class _Spine:
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spelled:
    eyes: dict[str, str]
    words: dict[str, str]
    regions: dict[str, str]
    spine: _Spine


@dataclass(frozen=True, slots=True)
class _Patterns:
    eyes: re.Pattern[str]
    words: re.Pattern[str]
    spine: re.Pattern[str]


_PAIR = re.compile(r"\b(?P<one>[CTLS])-?\d{1,2}\s?[-/\u2013]\s?(?P<other>[CTLS])?-?\d{1,2}\b")
_LEVEL = re.compile(r"\b(?P<one>[CTLS])-?\d{1,2}\b(?!\s?[-/]\s?\d)")


@lru_cache(maxsize=1)
def _rules() -> _Spelled:
    return toml(resources.files("symphony.coding") / "data" / "spelled.toml", _Spelled)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    rules = _rules()
    return _Patterns(
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.eyes))})\b"),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.words))})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, rules.spine.words))})", re.IGNORECASE),
    )


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
    if patterns.words.search(text):
        text = patterns.words.sub(lambda m: rules.words[m.group().casefold()], text)

    def region(match: re.Match[str]) -> str:
        letters = match["one"]
        other = match.groupdict().get("other")
        letters += other if other and other != letters else ""
        name = rules.regions.get(letters, "")
        return f"{name} {match.group()}" if kept or not name else name

    if _PAIR.search(text):
        text = _PAIR.sub(region, text)
    elif _LEVEL.search(text) and patterns.spine.search(text):
        text = _LEVEL.sub(region, text)
    return text
