"""Present on admission (guidelines, Appendix I): for inpatients only."""

from collections.abc import Iterator
from typing import Final

from symphony.rules.book import Book
from symphony.rules.lists import in_force
from symphony.rules.model import CodeSet, Hit, PresentOnAdmission
from symphony.rules.rule import rule
from symphony.rules.sheet import Sheet, names

EXEMPT: Final = "1"
"""How an exempt code is marked where the field may not be blank."""
_CHRONIC = (
    "C00-C96, E08-E13, F01-F03, F20.-, G20.-, G30.-, G35.-, I10-I13, I15.-, I25.-, J43.-, J44.9, "
    "K50.-, K51.-, K70.3-, K74.-, M05-M06, M15-M19, N18.-"
)
"""Conditions that are chronic by nature: present on admission even if found later."""


def exempt(book: Book, code: str, codeset: CodeSet) -> bool | None:
    """Whether the code needs no indicator; None where no list is in force on the date."""
    edition = in_force("poa", codeset.date_of_service, book)
    return None if edition is None else edition.lists["exempt"].holds(book, code)


def suggested(book: Book, code: str, codeset: CodeSet) -> PresentOnAdmission | None:
    """The indicator that follows from the code alone: ``1`` for exempt, ``Y`` for chronic."""
    if exempt(book, code, codeset):
        return EXEMPT
    entry = book.entry(code)
    if entry is None:
        return None
    chronic = any(reach.holds(entry) for reach in book.reach(_CHRONIC))
    return "Y" if chronic else None


@rule("poa.exempt", "An exempt code has no indicator", "warning", "Appendix I")
def not_needed(sheet: Sheet) -> Iterator[Hit]:
    """Codes of the exempt list that carry an indicator."""
    if not sheet.inpatient:
        return
    for item in sheet.items:
        given = item.line.poa
        if given not in (None, EXEMPT) and exempt(sheet.book, item.code, sheet.codeset):
            yield Hit((item.code,), f"{item.code} is exempt: the indicator {given} is left out")


@rule("poa.missing", "A code that is not exempt has an indicator", "warning", "Appendix I")
def missing(sheet: Sheet) -> Iterator[Hit]:
    """Codes without indicator in a set of which some have one."""
    given = [item for item in sheet.items if item.line.poa is not None]
    if not sheet.inpatient or not given:
        return
    for item in sheet.items:
        if item.line.poa is None and exempt(sheet.book, item.code, sheet.codeset) is False:
            yield Hit((item.code,), f"{item.code} needs an indicator: Y, N, U or W")
        elif item.line.poa == EXEMPT and exempt(sheet.book, item.code, sheet.codeset) is False:
            yield Hit((item.code,), f"{item.code} is not exempt: it needs Y, N, U or W")


@rule("poa.chronic", "A chronic condition is present on admission", "warning", "Appendix I")
def chronic(sheet: Sheet) -> Iterator[Hit]:
    """Chronic conditions marked as having arisen in the stay."""
    if sheet.inpatient:
        for item in sheet.among(_CHRONIC):
            if item.line.poa == "N":
                yield Hit((item.code,), f"{item.code} is chronic: Y, even if diagnosed later")


@rule("poa.principal", "What led to the admission was present then", "warning", "Appendix I")
def principal(sheet: Sheet) -> Iterator[Hit]:
    """A principal diagnosis marked as having arisen in the stay."""
    first = sheet.first
    if sheet.inpatient and first is not None and first.line.poa == "N":
        yield Hit((first.code,), f"{first.code} is principal but marked as arisen after admission")


@rule("poa.undetermined", "An undocumented indicator is asked for", "info", "Appendix I")
def undetermined(sheet: Sheet) -> Iterator[Hit]:
    """The indicator U, which is not for routine use."""
    unclear = [item for item in sheet.items if sheet.inpatient and item.line.poa == "U"]
    if unclear:
        yield Hit(names(unclear), f"{', '.join(names(unclear))}: U is for very few cases, ask the"
                  " provider")  # fmt: skip


@rule("poa.not-evaluated", "Present on admission was not evaluated", "info", "Appendix I")
def not_evaluated(sheet: Sheet) -> Iterator[Hit]:
    """No exempt list is in force on the date, so exemption is not known."""
    given = tuple(item.code for item in sheet.items if item.line.poa is not None)
    if sheet.inpatient and given and exempt(sheet.book, given[0], sheet.codeset) is None:
        yield Hit(given, "not_evaluated: no list of exempt codes is in force on this date")


RULES = (not_needed, missing, chronic, principal, undetermined, not_evaluated)
SELECTORS = (_CHRONIC,)
