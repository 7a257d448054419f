"""The line files of ICD-10-CM: lists of codes, order files, addenda, POA-exempt codes.

Layouts: CMS, "icd10cmCodesFile" and "icd10OrderFiles" (PDF in each year's code zip): code in
columns 1-7 and title from column 9; in the order file number, code (7-13), 1 for a valid code
(15), short title (17-76), title (78-). Addenda put "Add:", "Delete:", "Revise from:" and "Revise
to:" before the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from symphony.books.changes import Changes
from symphony.books.sources import Given
from symphony.errors import BooksError
from symphony.language.patterns import lazy

CODE = lazy(r"[A-Z][0-9A-Z]{2}[0-9A-Z]{0,4}")
_CODES = lazy(r"([A-Z][0-9A-Z]{2,6}) +(\S.*)")
_ORDER = lazy(r"(\d{5}) ([A-Z][0-9A-Z]{2,6}) +([01]) (.{60}) (.*)")
_ADDENDA = lazy(r"(Add|Delete|Revise from|Revise to): +(?:([01]) )?([A-Z][0-9A-Z]{2,6}) +(\S.*)")
_FOOTER = lazy(r"\s*(\d+) (additions|deletions|revisions)\b")
_OF = lazy(r"codes in icd10cm_order_(\d{4})")
_LIST = lazy(r"\d{1,2}|[A-Z][0-9A-Z]{2}(-[A-Z][0-9A-Z]{2})?|[A-Z][0-9A-Z]{2}[0-9A-Z.]{1,5}")
_POA = lazy(r"(?:\d{5}\t)?([A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?)\t\S")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a code list or order file."""

    code: str
    title: str
    short: str | None = None
    billable: bool = True


def dotted(code: str) -> str:
    """The code with its dot after the third character, as it is written (``E119`` → ``E11.9``)."""
    return code if len(code) <= 3 or "." in code else f"{code[:3]}.{code[3:]}"


def kind_of(given: Given) -> str | None:
    """Which kind of line file it is: ``codes``, ``order``, ``list``, ``addenda``, ``poa``."""
    lines = given.first_lines[:40]
    if not lines:
        return None
    return next((kind for kind, is_one in _KINDS.items() if is_one(lines)), None)


def _is_poa(lines: list[str]) -> bool:
    return "POAexemptCode" in lines[0] and "Action" not in lines[0]


def _is_addenda(lines: list[str]) -> bool:
    return any(_ADDENDA.match(line) or _OF.search(line) for line in lines)


def _is_codes(lines: list[str]) -> bool:
    # ICD-10-PCS has the same layout; its lists begin with codes that begin with a digit.
    matches = [_CODES.fullmatch(line) for line in lines]
    return all(match and CODE.fullmatch(match[1]) for match in matches)


def _flagged(line: str) -> bool:
    match = _ADDENDA.match(line)
    return match is not None and match[2] is not None


_KINDS: dict[str, Callable[[list[str]], bool]] = {
    "poa": _is_poa,
    "order addenda": lambda lines: _is_addenda(lines) and any(map(_flagged, lines)),
    "addenda": _is_addenda,
    "order": lambda lines: all(_ORDER.fullmatch(line) for line in lines),
    "list": lambda lines: all(_LIST.fullmatch(line.strip()) for line in lines),
    "codes": _is_codes,
}
"""How each kind is told from the others, in the order in which it is tried."""


def codes(given: Given) -> dict[str, Listed]:
    """The complete codes of a code list, with titles."""
    found: dict[str, Listed] = {}
    for number, line in enumerate(given.lines, start=1):
        match = _CODES.fullmatch(line.rstrip())
        if match:
            found[dotted(match[1])] = Listed(dotted(match[1]), match[2])
        elif line.strip():
            raise BooksError(f"{given.name}:{number} is no line of a code list")
    return found


def order(given: Given) -> dict[str, Listed]:
    """All entries of an order file, headers included."""
    found: dict[str, Listed] = {}
    for number, line in enumerate(given.lines, start=1):
        match = _ORDER.fullmatch(line)
        if match:
            code = dotted(match[2])
            found[code] = Listed(code, match[5].strip(), match[4].strip(), match[3] == "1")
        elif line.strip():
            raise BooksError(f"{given.name}:{number} is no line of an order file")
    return found


def listed(given: Given) -> frozenset[str]:
    """The complete codes in a list that also holds chapters, blocks and headers, without titles.

    A code is complete when no longer code of the list begins with it.
    """
    names = {line.split(maxsplit=1)[0] for line in given.lines if line.strip()}
    plain = {name.replace(".", "") for name in names if "-" not in name and not name.isdigit()}
    headers = {code[:length] for code in plain for length in range(3, len(code))}
    return frozenset(dotted(code) for code in plain - headers)


def addenda(given: Given) -> Changes:
    """What a code addenda adds, deletes and gives a new title.

    Raises:
        BooksError: the counts at its end are not those of its lines, or a line is damaged.
    """
    by_action: dict[str, dict[str, str]] = {
        "Add": {}, "Delete": {}, "Revise from": {}, "Revise to": {},
    }  # fmt: skip
    for number, line in enumerate(given.lines, start=1):
        match = _ADDENDA.match(line)
        if match and match[2] != "0":
            by_action[match[1]][dotted(match[3])] = match[4].rstrip()
        elif match is None and ": " in line and line.startswith(("Add", "Delete", "Revise")):
            raise BooksError(f"{given.name}:{number} is no line of an addenda")
    stated = {m[2]: int(m[1]) for line in given.lines if (m := _FOOTER.match(line))}
    counted = {
        "additions": len(by_action["Add"]),
        "deletions": len(by_action["Delete"]),
        "revisions": len(by_action["Revise to"]),
    }
    if stated and stated != counted:
        raise BooksError(f"{given.name} says {stated} and holds {counted}; it is incomplete")
    return Changes(by_action["Add"], frozenset(by_action["Delete"]), by_action["Revise to"])


def year_of(given: Given) -> int | None:
    """The later fiscal year that an addenda names at its end."""
    years = [int(year) for year in _OF.findall(given.text)]
    return max(years, default=None)


def poa_exempt(given: Given) -> frozenset[str]:
    """The codes that need no present-on-admission indicator."""
    return frozenset(match[1] for line in given.lines[1:] if (match := _POA.match(line)))
