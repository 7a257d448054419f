"""Trimesters and weeks of gestation (guidelines I.C.15.a.3-7)."""

from collections.abc import Iterator

from symphony.language.patterns import lazy
from symphony.rules.model import Drop, Hit, Severity
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

_TRIMESTER = lazy(r"\b(first|second|third|unspecified) trimester\b")
_WEEKS = lazy(r"^(\d+) weeks gestation")
_BY_WEEKS = ((14, "first"), (28, "second"), (99, "third"))
"""Trimesters end before these completed weeks (note at the head of chapter 15)."""


def _trimester(item: Item) -> str | None:
    if item.code[0] not in "OZ":
        return None
    found = _TRIMESTER.search(item.title)
    return found[1] if found else None


def _of_weeks(item: Item) -> str | None:
    found = _WEEKS.match(item.title)
    if not item.code.startswith("Z3A") or not found:
        return None
    return next(name for limit, name in _BY_WEEKS if int(found[1]) < limit)


@rule("pregnancy.trimester", "One trimester at a time", "error", "I.C.15.a.3")
def trimester(sheet: Sheet) -> Iterator[Hit]:
    """Codes of different trimesters, or weeks of another trimester than the codes say.

    For an inpatient whose stay spans two trimesters the codes may differ (I.C.15.a.4): a warning.
    """
    said = [(item, _trimester(item)) for item in sheet.items]
    weeks = [(item, _of_weeks(item)) for item in sheet.items]
    known = [(i, t) for i, t in (*said, *weeks) if t and t != "unspecified"]
    if len({t for _, t in known}) > 1:
        codes = tuple(item.code for item, _ in known)
        told = ", ".join(f"{item.code} {t}" for item, t in known)
        severity: Severity = "warning" if sheet.inpatient else "error"
        yield Hit(codes, f"the trimesters differ: {told}", severity=severity)


@rule("pregnancy.unspecified-trimester", "An unspecified trimester should rarely be used", "info",
      "I.C.15.a.5")  # fmt: skip
def unspecified(sheet: Sheet) -> Iterator[Hit]:
    """The trimester follows from the documented weeks, where there are any."""
    weeks = [t for t in map(_of_weeks, sheet.items) if t]
    for item in sheet.items:
        if _trimester(item) == "unspecified":
            told = f"the weeks make it the {weeks[0]}" if weeks else "see the record for the weeks"
            yield Hit((item.code,), f"{item.code} leaves the trimester open: {told}")


@rule("pregnancy.stated-trimester", "An unspecified trimester gives way to a stated one",
      "warning", "I.C.15.a.5")  # fmt: skip
def stated(sheet: Sheet) -> Iterator[Hit]:
    """Two codes of one condition, of which one leaves the trimester open."""
    for item in sheet.items:
        if _trimester(item) != "unspecified":
            continue
        same = tuple(
            o.code
            for o in sheet.items
            if o.code[:-1] == item.code[:-1] and _trimester(o) not in (None, "unspecified")
        )
        if same:
            yield Hit(
                (item.code, *same),
                f"{', '.join(same)} states the trimester that {item.code} leaves open",
                Drop(item.code, "less_specific", same),
            )


RULES = (trimester, unspecified, stated)
