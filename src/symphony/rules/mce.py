"""The diagnosis edits of the Medicare Code Editor, by date (CMS, Definitions of Code Edits).

Sex edits were switched off for all diagnoses on 1 October 2024: information only. Questionable
admissions are not among the published lists that we have: not evaluated.
"""

from collections.abc import Iterator
from datetime import date

from symphony.rules.lists import Dated, in_force
from symphony.rules.model import Hit, NotFirst, Severity
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

_AGES = {"newborn": (0, 0), "pediatric": (0, 17), "maternity": (9, 64), "adult": (15, 124)}
"""The completed years, both included, for which each group of codes is expected."""
_SEX_OFF = date(2024, 10, 1)
_FEMALE = "O00-O9A, Z34.-, Z3A.-, Z37.-, C51-C58, N70-N77, N80-N98"
_MALE = "C60-C63, N40-N51, N53.-"


def _lists(sheet: Sheet) -> Dated | None:
    return in_force("mce", sheet.date, sheet.book)


def _listed(sheet: Sheet, name: str) -> list[Item]:
    edition = _lists(sheet)
    if edition is None:
        return []
    return [i for i in sheet.items if edition.lists[name].holds(sheet.book, i.code)]


@rule("mce.manifestation", "A manifestation as principal diagnosis", "error", "MCE 6")
def manifestation(sheet: Sheet) -> Iterator[Hit]:
    """Codes that describe a manifestation, not the disease (inpatients)."""
    yield from _barred(sheet, "manifestation", "a manifestation of another disease")


@rule("mce.unacceptable", "An unacceptable principal diagnosis", "error", "MCE 9")
def unacceptable(sheet: Sheet) -> Iterator[Hit]:
    """Codes that describe a circumstance, not an illness (inpatients)."""
    yield from _barred(sheet, "unacceptable", "not acceptable as principal diagnosis")
    if len(sheet.items) == 1:
        why = "acceptable as principal only with a secondary diagnosis"
        yield from _barred(sheet, "unacceptable_alone", why)


def _barred(sheet: Sheet, name: str, why: str) -> Iterator[Hit]:
    if not sheet.inpatient:
        return
    for item in _listed(sheet, name):
        quiet = sheet.first is not item
        yield Hit((item.code,), f"{item.code} is {why}", NotFirst(item.code), quiet=quiet)


@rule("mce.age", "A diagnosis that does not fit the patient's age", "error", "MCE 4")
def age(sheet: Sheet) -> Iterator[Hit]:
    """Newborn, pediatric, maternity and adult codes outside their ages."""
    years = sheet.patient.age_years
    if years is None:
        return
    severity: Severity = "error" if sheet.inpatient else "warning"
    for group, (low, high) in _AGES.items():
        if low <= int(years) <= high:
            continue
        for item in _listed(sheet, group):
            yield Hit(
                (item.code,),
                f"{item.code} is a {group} diagnosis ({low}-{high} years); the patient is "
                f"{int(years)}",
                severity=severity,
            )


@rule("mce.sex", "A diagnosis that used to be edited by sex", "info", "MCE 5")
def sex(sheet: Sheet) -> Iterator[Hit]:
    """The publisher switched the sex edits off on 1 October 2024."""
    wrong = {"F": _MALE, "M": _FEMALE}.get(sheet.patient.sex or "")
    if wrong is None or (sheet.date is not None and sheet.date < _SEX_OFF):
        return
    for item in sheet.among(wrong):
        yield Hit((item.code,), f"{item.code} was edited by sex until 30 September 2024; the edit"
                  " is off, see that the record is the patient's")  # fmt: skip


@rule("mce.not-evaluated", "The Medicare Code Editor was not evaluated", "info", "MCE")
def not_evaluated(sheet: Sheet) -> Iterator[Hit]:
    """No lists are in force on the date of service."""
    if sheet.inpatient and sheet.items and _lists(sheet) is None:
        yield Hit((), "not_evaluated: no lists of the Medicare Code Editor for this date")


RULES = (manifestation, unacceptable, age, sex, not_evaluated)
SELECTORS = (_FEMALE, _MALE)
