"""The codes of a command line, as the rules take them."""

import sys
from typing import TYPE_CHECKING, Any, cast

from symphony.errors import UsageError
from symphony.language.patterns import lazy

if TYPE_CHECKING:
    from symphony.books.store import Release
    from symphony.rules.model import CodeSet, Line, PresentOnAdmission

SYSTEMS = ("icd10cm", "icd10pcs", "hcpcs", "cpt")
"""The systems whose codes can be checked."""

_BETWEEN = lazy(r"[,;\s]+")
_CODE = lazy(
    r"^(?:(?P<system>[a-z0-9]+):)?(?P<code>[A-Za-z0-9.]+)(?P<modifiers>(?:-[A-Za-z0-9]{2})*)"
    r"(?:\*(?P<units>\d+))?(?:@(?P<poa>[YNUW1ynuw]))?$"
)


def read_codes(codes: tuple[str, ...]) -> list[str]:
    """The codes as they were typed, commas and blanks between them; ``-`` is standard input.

    Raises:
        UsageError: there is none.
    """
    typed = sys.stdin.read() if codes == ("-",) else " ".join(codes)
    found = _BETWEEN.sub(" ", typed).split()
    if not found:
        raise UsageError("give at least one code, such as: symphony check E11.9 N18.31")
    return found


def code_set(codes: list[str], release: "Release", given: dict[str, Any]) -> "CodeSet":
    """The codes with what belongs to each, and what was said of the encounter.

    Raises:
        UsageError: a code cannot be read.
    """
    from symphony.encounter.model import Patient, Setting
    from symphony.rules.model import CodeSet

    ordered = not given["unordered"]
    lines = tuple(
        _line(text, given["system"], release, place if ordered else None)
        for place, text in enumerate(codes, start=1)
    )
    sex = given["patient_sex"]
    return CodeSet(
        lines,
        Setting(given["setting"]),
        Patient(given["patient_age"], sex.upper() if sex else None),
        given["on"],
        given["admitted_from"],
    )


def _line(text: str, default: str, release: "Release", place: int | None) -> "Line":
    from symphony.rules.model import Line

    match = _CODE.match(text)
    system = (match["system"] or default) if match else ""
    if match is None or system not in SYSTEMS:
        raise UsageError(
            f"cannot read the code {text!r}; write E11.9, J18.9@Y, icd10pcs:0DTJ4ZZ, hcpcs:J1100*10"
            " or cpt:99213-25"
        )
    code = match["code"].upper()
    poa = cast("PresentOnAdmission | None", match["poa"].upper() if match["poa"] else None)
    modifiers = tuple(part.upper() for part in match["modifiers"].split("-") if part)
    return Line(
        _printed(code, release) if system == "icd10cm" else code,
        system,
        place,
        poa=poa,
        units=int(match["units"] or 1),
        modifiers=modifiers,
    )


def _printed(code: str, release: "Release") -> str:
    """The code with its dot, where claims leave it out."""
    dotted = f"{code[:3]}.{code[3:]}"
    return dotted if len(code) > 3 and "." not in code and release.code(dotted) else code
