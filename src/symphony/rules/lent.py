"""Details that one code of the set lends to another (guidelines I.A.15, I.B.9, I.C.5.d)."""

from collections.abc import Iterator

from symphony.language.patterns import lazy
from symphony.rules.model import Hit, Replace
from symphony.rules.rule import rule
from symphony.rules.sheet import Item, Sheet

EDEMA = "H35.81"
RETINOPATHY = "E08.3-, E09.3-, E10.3-, E11.3-, E13.3-"
_DRY = lazy(r"E(?:08|09|10|11|13)\.3[1-5]9")
DEMENTIA = "F03.-"
CAUSES = "G20.-, G30.-, G31.0-, G31.83, G10, A81.0-, B20, G91.2"
"""Diseases that the index lists under "Dementia, in": the dementia is one of theirs."""
KINDS = "F01.-, F02.-"
_OPEN_SEVERITY = frozenset({"F01.5", "F02.8"})


@rule("diabetes.macular-edema", "Diabetic retinopathy with macular edema is one code", "warning",
      "I.C.4.a")  # fmt: skip
def macular_edema(sheet: Sheet) -> Iterator[Hit]:
    """The sixth character of a diabetic retinopathy says whether there is macular edema."""
    for edema in sheet.among(EDEMA):
        for item in sheet.among(RETINOPATHY):
            wanted = _swollen(item.code)
            if wanted is not None and sheet.book.entry(wanted) is not None:
                yield Hit(
                    (item.code, edema.code),
                    f"diabetic retinopathy with macular edema is {wanted}",
                    Replace((item.code, edema.code), (wanted,)),
                )


def _swollen(code: str) -> str | None:
    """The code with macular edema for one without: E11.3291 → E11.3211."""
    if not _DRY.match(code):
        return None
    return f"{code[:6]}1{code[7:]}"


@rule("dementia.kind", "A dementia takes its kind from its cause, its severity from any code",
      "warning", "I.C.5.d")  # fmt: skip
def dementia_kind(sheet: Sheet) -> Iterator[Hit]:
    """Dementia of no kind beside its cause, or beside the kind with the severity left open."""
    kinds = sheet.among(KINDS)
    causes = sheet.among(CAUSES)
    for item in sheet.among(DEMENTIA):
        ending = item.code[4:]
        if not kinds and causes:
            wanted = _of_kind("F02", ending)
            yield _is(sheet, item, wanted, (), because=causes[0])
        vague = [kind for kind in kinds if kind.code[:5] in _OPEN_SEVERITY]
        if len(kinds) == 1 and vague and ending[0] != "9":
            wanted = _of_kind(vague[0].category, ending)
            yield _is(sheet, item, wanted, (vague[0].code,), because=vague[0])


def _of_kind(category: str, ending: str) -> str:
    """The same severity and disturbance in another category: F03.B11 → F02.B11, F03.90 → F02.80."""
    severity = {"F01": "5", "F02": "8"}[category] if ending[0] == "9" else ending[0]
    return f"{category}.{severity}{ending[1:]}"


def _is(sheet: Sheet, item: Item, wanted: str, leaving: tuple[str, ...], because: Item) -> Hit:
    kept = () if because.code in leaving else (because.code,)
    entry = sheet.book.entry(wanted)
    message = f"dementia with {because.code} is {wanted}"
    action = Replace((item.code, *leaving), (wanted,), kept) if entry and entry.billable else None
    return Hit((item.code, because.code), message, action)


RULES = (macular_edema, dementia_kind)
SELECTORS = (EDEMA, RETINOPATHY, DEMENTIA, CAUSES, KINDS)
