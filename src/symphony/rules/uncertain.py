"""Uncertain diagnoses by setting (guidelines II.H, III.C, IV.H) and what only counts confirmed."""

from collections.abc import Iterator

from symphony.rules.model import Drop, Hit
from symphony.rules.rule import rule
from symphony.rules.sheet import Sheet

_CONFIRMED = "B20, Z21, A92.5, U07.1, J09.-, J10.-"
"""Coded only when confirmed, in any setting (I.C.1.a.1, I.C.1.f.1, I.C.1.g.1.a, I.C.10.c)."""


@rule("uncertain.outpatient", "An outpatient's uncertain diagnosis is not coded", "error", "IV.H")
def outpatient(sheet: Sheet) -> Iterator[Hit]:
    """Outside an inpatient stay the signs, symptoms or other reason for the visit are coded."""
    if sheet.inpatient:
        return
    for item in sheet.items:
        if item.line.uncertain:
            yield Hit(
                (item.code,),
                f"{item.code} is only suspected: outside an inpatient stay the signs or symptoms "
                "are coded instead",
                Drop(item.code, "uncertain"),
            )


@rule("uncertain.confirmed", "Some infections are coded only when confirmed", "error", "I.C.1")
def confirmed(sheet: Sheet) -> Iterator[Hit]:
    """HIV, Zika, COVID-19 and identified influenza: an exception to section II.H."""
    if not sheet.inpatient:
        return
    for item in sheet.among(_CONFIRMED):
        if item.line.uncertain:
            yield Hit(
                (item.code,),
                f"{item.code} is coded only when the provider confirms it, for inpatients too",
                Drop(item.code, "uncertain"),
            )


@rule("uncertain.inpatient", "An inpatient's uncertain diagnosis is coded as if it existed", "info",
      "II.H")  # fmt: skip
def inpatient(sheet: Sheet) -> Iterator[Hit]:
    """At discharge only; the rule does not hold for other settings."""
    if not sheet.inpatient:
        return
    barred = sheet.among(_CONFIRMED)
    for item in sheet.items:
        if item.line.uncertain and item not in barred:
            yield Hit((item.code,), f"{item.code} is suspected: it is coded as if established where"
                      " that is so documented at discharge")  # fmt: skip


RULES = (outpatient, confirmed, inpatient)
SELECTORS = (_CONFIRMED,)
