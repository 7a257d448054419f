"""Combination codes (guidelines I.A.15 and I.B.9) that take more than a row of data.

Hypertension with heart failure and kidney disease (I.C.9.a.1-3), and the conditions that the
alphabetic index lists under "Diabetes, with" (I.A.15, I.C.4.a).
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from symphony.rules.model import Before, Hit, Replace
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet, names
from symphony.rules.tables import table

_DATA = resources.files("symphony.rules") / "data"

PRESSURE, WITH_HEART, WITH_KIDNEY = "I10-I13", "I11.-, I13.-", "I12.-, I13.-"
SECONDARY = "I15.-"
"""Hypertension that another disease causes: nothing is presumed of it (I.C.9.a.6)."""
DIABETES = "E08-E11, E13.-"
FAILURE = "I50.-"
HEART = "I51.4-I51.7, I51.89, I51.9"
HEART_NAMED = "I51.5, I51.7"
"""Heart conditions that the combination code names by itself (I.C.9.a.1)."""
KIDNEY = "N18.-"
LATE_KIDNEY = "N18.5, N18.6"


@rule("hypertension.combined", "Hypertension with heart failure or chronic kidney disease is one "
      "combination code", "warning", "I.C.9.a")  # fmt: skip
def hypertensive(sheet: Sheet) -> Iterator[Hit]:
    """Hypertension is presumed to cause heart failure and chronic kidney disease.

    The type of heart failure or heart disease and the stage of kidney disease stay as additional
    codes; myocardial degeneration and cardiomegaly do not. The presumption falls only where the
    record says that the two are unrelated, which a person must see.
    """
    pressure = sheet.among(PRESSURE)
    failing = sheet.among(FAILURE)
    heart, kidney = sheet.among(HEART), sheet.among(KIDNEY)
    if not pressure or sheet.among(SECONDARY):
        return
    with_heart = bool(failing or heart or sheet.among(WITH_HEART))
    with_kidney = bool(kidney or sheet.among(WITH_KIDNEY))
    if not with_heart and not with_kidney:
        return
    wanted = _hypertensive(sheet, pressure, heart=with_heart, kidney=with_kidney)
    leaving = tuple(i.code for i in pressure if i.code != wanted)
    leaving += names(sheet.among(HEART_NAMED))
    if leaving:
        kept = names((*failing, *kidney, *(i for i in heart if i.code not in leaving)))
        yield Hit(
            (*leaving, *kept),
            f"hypertension with {_what(heart=with_heart, kidney=with_kidney)} is {wanted}, unless "
            "the record says that they are unrelated",
            Replace(leaving, (wanted,), kept),
        )


def _what(*, heart: bool, kidney: bool) -> str:
    named = ("heart disease" * heart, "chronic kidney disease" * kidney)
    return " and ".join(name for name in named if name)


def _hypertensive(sheet: Sheet, pressure: tuple[Item, ...], *, heart: bool, kidney: bool) -> str:
    had = set(names(pressure))
    failing = bool(sheet.among(FAILURE)) or bool(had & {"I11.0", "I13.0", "I13.2"})
    stages = sheet.among(KIDNEY)
    late = bool(sheet.among(LATE_KIDNEY)) if stages else bool(had & {"I12.0", "I13.11", "I13.2"})
    if heart and kidney:
        return {(True, False): "I13.0", (False, False): "I13.10",
                (False, True): "I13.11", (True, True): "I13.2"}[failing, late]  # fmt: skip
    if heart:
        return "I11.0" if failing else "I11.9"
    return "I12.0" if late else "I12.9"


@lru_cache(maxsize=1)
def _diabetic() -> tuple[tuple[str, str, bool, str], ...]:
    required = ("condition", "ending", "stays", "index")
    rows = table(_DATA / "diabetes.toml", "with", required)
    return tuple((r["condition"], r["ending"], r["stays"], r["index"]) for r in rows)


@rule("diabetes.with", "Diabetes and what the index lists with it are one combination code",
      "warning", "I.A.15")  # fmt: skip
def diabetic(sheet: Sheet) -> Iterator[Hit]:
    """A condition listed under "Diabetes, with" is presumed diabetic unless said otherwise."""
    kinds = sorted({item.category for item in sheet.among(DIABETES)})
    if len(kinds) != 1:
        return  # two types clash first
    kind = kinds[0]
    for condition, ending, stays, heading in _diabetic():
        for item in sheet.among(condition):
            yield from _with_diabetes(sheet, item, f"{kind}.{ending}", heading, stays=stays)


def _with_diabetes(
    sheet: Sheet, item: Item, wanted: str, heading: str, *, stays: bool
) -> Iterator[Hit]:
    plain = tuple(c for c in (f"{wanted[:3]}.9",) if sheet.get(c))
    if sheet.book.entry(wanted) is None or _said_already(sheet, wanted, stays=stays):
        return
    leaving = plain if stays else (*plain, item.code)
    if not leaving and sheet.get(wanted):
        return
    named = plain or names(i for i in sheet.items if i.category == wanted[:3])[:1]
    kept = (*(() if plain else named), *((item.code,) if stays else ()))
    yield Hit(
        (*named, item.code),
        f"diabetes with {heading} is {wanted}, unless the record says that they are unrelated",
        Replace(leaving, (wanted,), kept),
    )


def _said_already(sheet: Sheet, wanted: str, *, stays: bool) -> bool:
    """Whether the subcategory is already there and nothing has to leave for it."""
    return stays and any(item.code.startswith(wanted[:6]) for item in sheet.items)


@rule("diabetes.order", "The diabetes comes before what the combination code leaves to say",
      "warning", "I.A.13")  # fmt: skip
def order(sheet: Sheet) -> Iterator[Hit]:
    """The combination code before the ulcer, the stage, the bone that is reported beside it."""
    diabetes = {item.code: item for item in sheet.among(DIABETES)}
    for condition, ending, stays, _ in _diabetic():
        if not stays:
            continue
        for item in sheet.among(condition):
            for kind in ("E08", "E09", "E10", "E11", "E13"):
                first = diabetes.get(f"{kind}.{ending}")
                if first is not None:
                    yield Hit(
                        (first.code, item.code),
                        f"{first.code} comes before {item.code}, which says more of it",
                        Before(first.code, item.code),
                        quiet=sheet.given_before(first, item),
                    )


RULES = (hypertensive, diabetic, order)
SELECTORS = (
    PRESSURE, WITH_HEART, WITH_KIDNEY, DIABETES, FAILURE, HEART, HEART_NAMED, KIDNEY, LATE_KIDNEY,
    *(condition for condition, *_ in _diabetic()),
)  # fmt: skip
