"""HCPCS Level II: how many units of a service a day are likely (CMS, Medically Unlikely Edits)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from symphony.language.patterns import lazy
from symphony.language.tables import rows
from symphony.rules.lists import FOLDER
from symphony.rules.model import CodeSet, Finding, Line

SYSTEM = "hcpcs"
_SHAPE = lazy(r"^[A-V]\d{4}$")
_CITATION = "CMS MUE, practitioner"
_QUARTERS = {"2026Q3": (date(2026, 7, 1), date(2026, 9, 30))}
"""The dates between which each file of ``data/dated`` is in force."""
_BY_LINE = "1"


@dataclass(frozen=True, slots=True)
class Limit:
    """The units that are not exceeded, and over what: ``1`` a claim line, ``2`` and ``3`` a day."""

    units: int
    adjudication: str


@lru_cache(maxsize=4)
def limits(quarter: str) -> dict[str, Limit]:
    """The limits of one quarter."""
    file = FOLDER / f"mue-{quarter}.tsv"
    columns = ("code", "units", "adjudication")
    return {row[0]: Limit(int(row[1]), row[2]) for _, row in rows(file, columns)}


def quarter_of(on: date | None) -> str | None:
    """The quarter whose limits are in force on the date; without a date the newest."""
    if on is None:
        return max(_QUARTERS)
    held = (name for name, (first, last) in _QUARTERS.items() if first <= on <= last)
    return next(held, None)


def check(codeset: CodeSet) -> tuple[Finding, ...]:
    """Malformed HCPCS codes and units above the limit."""
    lines = [line for line in codeset.lines if line.system == SYSTEM]
    if not lines:
        return ()
    wrong = [
        Finding("hcpcs.form", "error", (code,), f"{code} is not a HCPCS Level II code", "HCPCS")
        for code in sorted({line.code for line in lines})
        if not _SHAPE.match(code)
    ]
    quarter = quarter_of(codeset.date_of_service)
    if quarter is None:
        codes = tuple(sorted({line.code for line in lines}))
        message = "not_evaluated: no unit limits are in force on this date"
        return (*wrong, Finding("hcpcs.not-evaluated", "info", codes, message, _CITATION))
    return (*wrong, *_above(lines, limits(quarter)))


def _above(lines: list[Line], known: dict[str, Limit]) -> list[Finding]:
    total = Counter[str]()
    largest = Counter[str]()
    for line in lines:
        total[line.code] += line.units
        largest[line.code] = max(largest[line.code], line.units)
    found = []
    for code in sorted(total):
        limit = known.get(code)
        if limit is None:
            continue
        units = largest[code] if limit.adjudication == _BY_LINE else total[code]
        if units > limit.units:
            per = "line" if limit.adjudication == _BY_LINE else "day"
            message = f"{code}: {units} units, more than {limit.units} a {per}"
            found.append(Finding("hcpcs.units", "error", (code,), message, _CITATION))
    return found
