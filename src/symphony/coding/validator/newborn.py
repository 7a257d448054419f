"""Chapter 16: what a newborn has is named as the newborn's, and the mother's is left out.

Source: guidelines, sections I.C.16.a.1 (the perinatal period: to the 28th day), I.C.16.a.5 (a
condition is of the birth process where nothing says that it was acquired) and I.C.15.a.2 (codes of
chapter 15 are for the mother's record only).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.extractor.births import birth_weight, is_newborns
from symphony.coding.moved import moved
from symphony.coding.reason import Reason
from symphony.coding.stages import Choice, Exclusion, Step
from symphony.coding.validator.places import MOTHERS, holds
from symphony.encounter.infancy import PERINATAL, days_of_life
from symphony.language.tables import toml

_LONGEST_STAY = 200
"""Days of life to which a child may stay in the nursery of its birth."""
_WHY = "I.C.16.a: of the newborn"


@dataclass(frozen=True, slots=True)
class _Place:
    codes: tuple[str, ...]
    newborn: str
    late: bool = False
    """Whether it is of the birth however long the child stays in the nursery after it."""


@dataclass(frozen=True, slots=True)
class _File:
    place: tuple[_Place, ...]


def is_newborn(case: Case) -> bool:
    """Whether the patient is in the first 28 days of life, or the record is of a birth."""
    age = case.encounter.patient.age_years
    if age is not None:
        return age * 365 <= PERINATAL
    days = _days(case)
    if days is not None and days > _LONGEST_STAY:
        return False
    if days is not None and days <= PERINATAL:
        return True
    return any(is_newborns(document.text) for document in case.encounter.documents)


def _days(case: Case) -> int | None:
    """The days of life that the notes tell first."""
    told = (days_of_life(document.text) for document in case.encounter.documents)
    return next((days for days in told if days is not None), None)


def of_newborn(
    release: Release, case: Case, choices: Sequence[Choice]
) -> tuple[list[Choice], list[Exclusion]]:
    """The choices as a newborn's: codes of chapter 16 where it has them, none of the mother's."""
    hers = [choice for choice in choices if _is_hers(choice.code)]
    own = [choice for choice in choices if not _is_hers(choice.code)]
    return list(_named(release, case, own, _days(case))), [_mothers(choice) for choice in hers]


def _is_hers(code: str) -> bool:
    """Whether it is the mother's, and no name for what the child itself has."""
    return code.startswith(MOTHERS) and not any(holds(p.codes, code) for p in _places())


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


_SMALL = ("P05.00", "P05.10")
"""Light or small for the age, the weight left open."""
_WEIGHTS = ((500, "1"), (750, "2"), (1000, "3"), (1250, "4"), (1500, "5"), (1750, "6"), (2000, "7"))
_LIGHT = 2500
_LARGE, _HUGE = ("P08.1", "O36.6"), 4500
"""Heavy for its age, or very large: from 4,500 grams on (note at P08.0)."""


def _weighed(code: str, case: Case) -> str | None:
    """The code of a newborn too small or large by the birth weight that the note tells."""
    if code not in _SMALL and not code.startswith(_LARGE):
        return None
    told = (birth_weight(document.text) for document in case.encounter.documents)
    found = next((weight for weight in told if weight), None)
    if found is None:
        return None
    if code not in _SMALL:
        return "P08.0" if found[1] >= _HUGE else None
    heaviest = "8" if found[1] < _LIGHT else "9"
    return code[:-1] + next((digit for limit, digit in _WEIGHTS if found[1] < limit), heaviest)


def _placed(code: str, days: int | None) -> str | None:
    """The code of chapter 16 for the condition; after 28 days only of what arose from the birth."""
    late = days is not None and days > PERINATAL
    return next(
        (p.newborn for p in _places() if holds(p.codes, code) and (p.late or not late)), None
    )


def _named(
    release: Release, case: Case, choices: Sequence[Choice], days: int | None
) -> Iterator[Choice]:
    for choice in choices:
        code = (
            _checked(choice.code, days) or _weighed(choice.code, case) or _placed(choice.code, days)
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
