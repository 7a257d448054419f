"""Chapter 16: what a newborn has is named as the newborn's, and the mother's is left out.

Source: guidelines, sections I.C.16.a.1 (the perinatal period: to the 28th day), I.C.16.a.5 (a
condition is of the birth process where nothing says that it was acquired) and I.C.15.a.2 (codes of
chapter 15 are for the mother's record only).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.extractor.births import is_newborns
from symphony.coding.moved import moved
from symphony.coding.reason import Reason
from symphony.coding.stages import Choice, Exclusion, Step
from symphony.coding.validator.places import holds
from symphony.language.tables import toml

_DAYS = {"day": 1, "d": 1, "week": 7, "wk": 7}
_PERINATAL = 28
_HEAD = 300
_AGE = re.compile(
    r"\b(?P<count>\d{1,2}|one|two|three|four)[ -](?P<unit>days?|wks?|weeks?|d)[ -](?:old|of age"
    r"|of life)\b",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"\b(?:[2-9]|[1-9]\d)[ -]?(?:months?|mos?|m/o|years?|yrs?|y/o)[ -]?(?:old|of age)?\b(?! ago)"
    r"[ -,]{0,3}(?:\w+ )?(?:male|female|boy|girl|infant|child|toddler|[MF]\b)",
    re.IGNORECASE,
)
"""A child whose age is told in months is no newborn, whatever its history tells of the birth."""
_LIFE = re.compile(r"\b(?:DOL|day of life) ?#?(?P<count>\d{1,2})\b", re.IGNORECASE)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
_MOTHERS = ("O", "Z3A", "Z37", "Z34", "Z39")
_WHY = "I.C.16.a: of the newborn"


@dataclass(frozen=True, slots=True)
class _Place:
    codes: tuple[str, ...]
    newborn: str


@dataclass(frozen=True, slots=True)
class _File:
    place: tuple[_Place, ...]


def is_newborn(case: Case) -> bool:
    """Whether the patient is in the first 28 days of life, or the record is of a birth."""
    age = case.encounter.patient.age_years
    if age is not None:
        return age * 365 <= _PERINATAL
    days = _days(case)
    if days is not None:
        return days <= _PERINATAL
    if any(_OLDER.search(document.text, 0, _HEAD) for document in case.encounter.documents):
        return False
    return any(is_newborns(document.text) for document in case.encounter.documents)


def _days(case: Case) -> int | None:
    """The days of life that the notes tell first."""
    for document in case.encounter.documents:
        found = _AGE.search(document.text, 0, _HEAD) or _LIFE.search(document.text, 0, _HEAD)
        if found:
            count = found["count"].casefold()
            unit = found.groupdict().get("unit") or "day"
            return (_WORDS.get(count) or int(count)) * _DAYS[unit.casefold().rstrip("s")]
    return None


def of_newborn(
    release: Release, case: Case, choices: Sequence[Choice]
) -> tuple[list[Choice], list[Exclusion]]:
    """The choices as a newborn's: codes of chapter 16 where it has them, none of the mother's."""
    hers = [choice for choice in choices if choice.code.startswith(_MOTHERS)]
    own = [choice for choice in choices if not choice.code.startswith(_MOTHERS)]
    return list(_named(release, own, _days(case))), [_mothers(choice) for choice in hers]


def _mothers(choice: Choice) -> Exclusion:
    return Exclusion(
        mention=choice.mentions[0],
        reason=Reason.NOT_PATIENT,
        evidence=choice.evidence[:1],
        text=choice.evidence[0].text,
        code=choice.code,
        rule="validator.newborn",
        citation="guidelines I.C.15.a.2: chapter 15 is for the mother's record only",
    )


_CHECKS = ("Z00.11", "Z00.12")
_WEEK = 8


def _checked(code: str, days: int | None) -> str | None:
    """The health examination by the age: under 8 days, or 8 to 28 days."""
    if not code.startswith(_CHECKS) or days is None:
        return None
    return "Z00.110" if days < _WEEK else "Z00.111"


def _named(release: Release, choices: Sequence[Choice], days: int | None) -> Iterator[Choice]:
    for choice in choices:
        code = _checked(choice.code, days) or next(
            (p.newborn for p in _places() if holds(p.codes, choice.code)), None
        )
        entry = release.code(code) if code else None
        if entry is None or not entry.billable:
            yield choice
            continue
        step = Step("guideline", f"{_WHY} → {entry.code}")
        named = moved(choice, entry.code, entry.title, step=step, why=_WHY)
        yield replace(named, alternatives=())


@lru_cache(maxsize=1)
def _places() -> tuple[_Place, ...]:
    source = resources.files("symphony.coding.validator") / "data" / "newborn.toml"
    return toml(source, _File).place
