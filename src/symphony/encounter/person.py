"""What a note tells of the patient that decides a code: age, sex, the leading hand.

What the request gives goes before it; the note is asked only for what is not given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from symphony.encounter.model import Encounter, Patient
from symphony.language.patterns import holds, lazy

_YEARS = (
    r"(?:[ -]?(?:y\.?\s?/?o\.?(?![a-z])|yrs?[ -]old|years?[ -]old)|[ -]?year[ -](?:well|check))"
)
_SEX = r"(?:wom[ae]n|female|lady|girl|mother|man|male|gentleman|boy|[FM](?![\w.]))"
_AGED = lazy(rf"(?<![\d./])\b(?P<age>\d{{1,3}})(?:{_YEARS}|\s?(?=[FM]\b))", re.IGNORECASE)
_MONTHS = lazy(
    r"(?<![\d./])\b(?P<age>\d{1,2})[ -]?"
    r"(?:(?:months?|mos?|weeks?|wks?|days?)[ -]old|(?:months?|mos?)[ -](?:well|wcc|check-?up))\b",
    re.IGNORECASE,
)
_AGED_SEX = lazy(
    rf"\b\d{{1,3}}(?:{_YEARS})?[ -]{{0,2}}(?:[a-z-]+ ){{0,3}}?(?P<sex>{_SEX})", re.IGNORECASE
)
_CALLED = lazy(
    r"\b(?:this|an?|our|pleasant|healthy) (?:[a-z-]+ ){0,2}?(?P<sex>woman|lady|man|gentleman)\b",
    re.IGNORECASE,
)
_HER = lazy(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_HIS = lazy(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_HANDED = lazy(
    r"\b(?P<hand>right|left|r|l)[ -](?:hand(?:ed)?)?[ -]?(?:handed|dominant)\b"
    r"|\b(?P<short>[rl])hd\b",
    re.IGNORECASE,
)
_OLDEST = 120
_FEWEST, _TIMES = 2, 3
"""Pronouns tell the sex where there are some, and several times as many of one kind."""


@lru_cache(maxsize=4)
def patient(encounter: Encounter) -> Patient:
    """The patient as the request has him, completed from the notes."""
    given = encounter.patient
    texts = [document.text for document in encounter.documents]
    age = stated_age(texts) if given.age_years is None else given.age_years
    return replace(given, age_years=age, sex=given.sex or stated_sex(texts))


def stated_age(texts: Sequence[str]) -> float | None:
    """The age in years by the first words for it ("54 yo F", "a 7-year-old")."""
    for text in texts:
        found = _AGED.search(text)
        if found and int(found["age"]) <= _OLDEST:
            return float(found["age"])
        if _MONTHS.search(text):
            return 0.0
    return None


def stated_sex(texts: Sequence[str]) -> str | None:
    """``F`` or ``M`` by the words beside the age, or else by the pronouns."""
    for text in texts:
        found = _AGED_SEX.search(text)
        if found:
            return "F" if found["sex"].casefold() in _FEMALE else "M"
    for text in texts:
        called = _CALLED.search(text)
        if called:
            return "F" if called["sex"].casefold() in _FEMALE else "M"
    women = sum(len(_HER.findall(text)) for text in texts)
    men = sum(len(_HIS.findall(text)) for text in texts)
    if max(women, men) < _FEWEST or max(women, men) < _TIMES * min(women, men):
        return None
    return "F" if women > men else "M"


_FEMALE = frozenset({"woman", "women", "female", "lady", "girl", "mother", "f"})


@dataclass(frozen=True, slots=True)
class Dominance:
    """The side of the leading hand (guidelines, section I.C.6.a)."""

    told: str | None

    def of(self, side: str) -> bool:
        """Whether the side is taken for the dominant one: the right if nothing is said."""
        return side == (self.told or "right")


UNTOLD = Dominance(None)
_OF_HANDS = ("handed", "dominant", "rhd", "lhd")
"""One of these stands in every text that tells the leading hand."""


def dominance(texts: Sequence[str]) -> Dominance:
    """The leading hand that the notes tell ("right handed", "LHD")."""
    for text in texts:
        plain = text.casefold()
        found = _HANDED.search(text) if holds(plain, _OF_HANDS) else None
        if found:
            letter = (found["hand"] or found["short"])[0].casefold()
            return Dominance("left" if letter == "l" else "right")
    return UNTOLD
