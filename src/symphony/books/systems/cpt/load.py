"""Reading the CPT data files of the American Medical Association.

Source of the format: the file headings of the AMA's CPT Data Files ("Primary Data Files", current
format): some lines of notice, then a tab-separated heading. Nothing of the content is in this
project; whoever installs CPT has the AMA's licence and the files.
"""

from collections.abc import Iterator

from symphony.books.sources import Given
from symphony.books.systems.tree import Row
from symphony.errors import BooksError
from symphony.language.patterns import lazy

_CODE = lazy(r"\d{4}[0-9A-Z]")
_MODIFIER = lazy(r"[0-9A-Z]{2}")
_PLAIN = lazy(r"(\d{4}[0-9A-Z])[\t ]+(\S.*)")


def kind_of(given: Given) -> str | None:
    """``codes``, ``modifiers`` or ``descriptors`` (long, medium or short, code and text alone)."""
    lines = given.first_lines
    if any(line.startswith("Concept Id\tCPT Code\t") for line in lines):
        return "codes"
    if any("\tModifier Code\t" in line for line in lines):
        return "modifiers"
    rows = [line for line in lines if _PLAIN.fullmatch(line.rstrip())]
    return "descriptors" if len(rows) >= 3 and len(rows) >= len(lines) // 2 else None


def codes(given: Given) -> Iterator[Row]:
    """The consolidated code list: the long descriptor as title, the others as names."""
    for cell in _table(given, "CPT Code"):
        code = cell["CPT Code"]
        if not _CODE.fullmatch(code):
            raise BooksError(f"{given.name}: {code!r} is no CPT code")
        others = (cell.get(name, "") for name in ("Medium", "Consumer"))
        yield Row(
            code,
            cell["Long"],
            section_of(code),
            billable=True,
            terms=tuple(dict.fromkeys(other for other in others if other)),
            properties=(("short", cell["Short"]),) if cell.get("Short") else (),
        )


def modifiers(given: Given) -> Iterator[Row]:
    """The modifiers, with their names."""
    for cell in _table(given, "Modifier Code"):
        code = cell["Modifier Code"]
        if _MODIFIER.fullmatch(code):
            yield Row(code, cell.get("Modifier Name") or cell.get("Modifier Description", ""),
                      "modifiers", billable=True, level="modifier")  # fmt: skip


def descriptors(given: Given) -> dict[str, str]:
    """Code and text of one of the descriptor files; a text may go on in lines of its own code."""
    found: dict[str, str] = {}
    for line in given.lines:
        match = _PLAIN.fullmatch(line.rstrip())
        if match:
            before = found.get(match[1])
            found[match[1]] = f"{before} {match[2]}" if before else match[2]
    return found


def section_of(code: str) -> str:
    """The part of the book a code stands in, by its form alone."""
    return {"F": "II", "T": "III", "U": "PLA", "M": "MAAA"}.get(code[-1], "I")


SECTIONS = {
    "I": "Category I",
    "II": "Category II: performance measures",
    "III": "Category III: emerging technology",
    "PLA": "Proprietary laboratory analyses",
    "MAAA": "Administrative multianalyte assays",
    "modifiers": "Modifiers",
}


def _table(given: Given, column: str) -> Iterator[dict[str, str]]:
    heading: list[str] | None = None
    for line in given.lines:
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        if heading is None:
            heading = cells if column in cells else None
        elif len(cells) >= 2 and any(cells):
            yield dict(zip(heading, cells, strict=False))
