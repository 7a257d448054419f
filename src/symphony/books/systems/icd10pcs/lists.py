"""The line files of ICD-10-PCS: codes, order file, addenda, in the layouts of ICD-10-CM's.

Source of the layouts: CMS, "icd10pcsCodesFile.pdf" and "icd10pcsOrderFile.pdf" in the code zips.
"""

from symphony.books.changes import Changes
from symphony.books.sources import Given
from symphony.errors import BooksError
from symphony.language.patterns import lazy

_CODES = lazy(r"([0-9A-HJ-NP-Z]{7}) (\S.*)")
_ORDER = lazy(r"\d{5} ([0-9A-HJ-NP-Z]{3,7}) +([01]) (.{60}) (.*)")
_ADDENDA = lazy(r"(Add|Delete|Revise from|Revise to): +([0-9A-HJ-NP-Z]{7}) (\S.*)")
_OF = lazy(r"codes in icd10pcs_codes_(\d{4})")
_FOOTER = lazy(r"\s*(\d+) (additions|deletions|revisions)\b")


def kind_of(given: Given) -> str | None:
    """``codes``, ``order`` or ``addenda``; order addenda say nothing more and are left out."""
    whole = given.first_lines[:40]
    if not whole:
        return None
    addenda = [match for line in whole if (match := _ADDENDA.fullmatch(line))]
    if len(addenda) == len(whole):
        return None if any("  " in m[3] for m in addenda) else "addenda"
    if all(_ORDER.fullmatch(line) for line in whole):
        return "order"
    return "codes" if all(_CODES.fullmatch(line) for line in whole) else None


def codes(given: Given) -> dict[str, str]:
    """The codes of a code list with their titles."""
    found: dict[str, str] = {}
    for number, line in enumerate(given.lines, start=1):
        match = _CODES.fullmatch(line.rstrip())
        if match:
            found[match[1]] = match[2]
        elif line.strip():
            raise BooksError(f"{given.name}:{number} is no line of a code list")
    return found


def order(given: Given) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The codes of an order file with titles, with short titles, and the headers with titles."""
    titles: dict[str, str] = {}
    short: dict[str, str] = {}
    heads: dict[str, str] = {}
    for number, line in enumerate(given.lines, start=1):
        match = _ORDER.fullmatch(line)
        if match is None:
            if line.strip():
                raise BooksError(f"{given.name}:{number} is no line of an order file")
            continue
        (titles if match[2] == "1" else heads)[match[1]] = match[4].strip()
        if match[2] == "1":
            short[match[1]] = match[3].strip()
    return titles, short, heads


def addenda(given: Given) -> Changes:
    """What a code addenda changes; its counts at the end are checked."""
    lines = [match for line in given.lines if (match := _ADDENDA.fullmatch(line.rstrip()))]
    made = Changes(
        {m[2]: m[3] for m in lines if m[1] == "Add"},
        frozenset(m[2] for m in lines if m[1] == "Delete"),
        {m[2]: m[3] for m in lines if m[1] == "Revise to"},
    )
    stated = {m[2]: int(m[1]) for line in given.lines if (m := _FOOTER.match(line))}
    counted = {
        "additions": len(made.added), "deletions": len(made.deleted),
        "revisions": len(made.revised),
    }  # fmt: skip
    if stated and stated != counted:
        raise BooksError(f"{given.name} says {stated} and holds {counted}; it is incomplete")
    return made


def year_of(given: Given) -> int | None:
    """The fiscal year that an addenda names at its end."""
    return max((int(year) for year in _OF.findall(given.text)), default=None)
