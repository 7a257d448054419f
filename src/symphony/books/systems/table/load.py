"""Reading a plain table: CSV, TSV or an Excel sheet with one heading line.

Columns are named by the user (``--column title=Bezeichnung``) or known by their usual names. Excel
workbooks are read as what they are, an archive of XML (ECMA-376, SpreadsheetML): the first sheet.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date

from lxml import etree

from symphony.books.model import IndexCode, IndexEntry, IndexReference
from symphony.books.sources import Given, parse_xml
from symphony.books.systems.tree import Row, by_prefix
from symphony.errors import BooksError, UsageError

USUAL = {
    "code": ("code", "codes", "icd", "icd code"),
    "title": ("title", "description", "display", "name", "label", "long description", "desc"),
    "parent": ("parent", "parent code", "above"),
    "billable": ("billable", "valid", "complete", "leaf", "selectable"),
    "terms": ("terms", "synonyms", "synonym", "inclusion", "inclusions", "also"),
    "level": ("level", "kind"),
    "from": ("from", "effective from", "effective", "start"),
}
INDEX = {
    "entry": ("entry", "term", "index", "lead term", "main term"),
    "code": ("code", "codes"),
    "see": ("see",),
    "see_also": ("see also",),
}
_FALSE = frozenset({"0", "n", "no", "false", "f", ""})
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Table = list[list[str]]


def table_of(given: Given) -> Table:
    """The lines of a table as cells; empty where the file is no table.

    Raises:
        BooksError: the workbook is damaged.
    """
    if given.is_xlsx:
        return _sheet(given)
    if given.is_xml or "\x00" in given.head:
        return []
    first = given.head.split("\n", 1)[0]
    mark = max(("\t", ",", ";", "|"), key=first.count)
    if not first.count(mark):
        return []
    lines = csv.reader(io.StringIO(given.text), delimiter=mark)
    return [[cell.strip() for cell in line] for line in lines if any(line)]


def columns(
    heading: list[str], usual: Mapping[str, tuple[str, ...]], named: Mapping[str, str]
) -> dict[str, int]:
    """Where each field stands: the user's names first, then the usual ones.

    Raises:
        UsageError: the user names a column that the table does not have.
    """
    known = [cell.strip().casefold().replace("_", " ") for cell in heading]
    found: dict[str, int] = {}
    for field, names in usual.items():
        asked = named.get(field)
        if asked is not None:
            if asked.casefold().replace("_", " ") not in known:
                raise UsageError(f"the table has no column {asked!r}; it has: {', '.join(heading)}")
            found[field] = known.index(asked.casefold().replace("_", " "))
            continue
        place = next((known.index(name) for name in names if name in known), None)
        if place is not None and place not in found.values():
            found[field] = place
    return found


def rows(table: Table, where: Mapping[str, int], name: str) -> list[Row]:
    """The codes of a table; without a column for the parent, the tree is that of the codes' form.

    Raises:
        BooksError: a line has no code or no title, or a code comes twice.
    """
    found: dict[str, Row] = {}
    for number, line in enumerate(table[1:], start=2):
        cell = {field: line[at] if at < len(line) else "" for field, at in where.items()}
        code = cell["code"]
        if not code or not cell["title"] or code in found:
            raise BooksError(f"{name}:{number} has no code, no title, or the code {code!r} again")
        found[code] = Row(
            code,
            cell["title"],
            cell.get("parent") or None,
            billable=cell["billable"].casefold() not in _FALSE if "billable" in where else None,
            level=cell.get("level") or "code",
            terms=tuple(term.strip() for term in cell.get("terms", "").split("|") if term.strip()),
            properties=tuple(
                (heading.strip().casefold(), line[at])
                for at, heading in enumerate(table[0])
                if at not in where.values() and at < len(line) and line[at]
            ),
        )
    return list(found.values()) if "parent" in where else by_prefix(found.values())


def first_day(table: Table, where: Mapping[str, int]) -> date | None:
    """The latest day in the column that says from when a code holds."""
    if "from" not in where:
        return None
    days = [line[where["from"]] for line in table[1:] if len(line) > where["from"]]
    return max((date.fromisoformat(day) for day in days if day), default=None)


def index_entries(table: Table, where: Mapping[str, int]) -> Iterator[IndexEntry]:
    """An index as a table: terms with their subterms behind commas, a code, see and see also."""
    seen: set[tuple[str, ...]] = set()
    tree: dict[tuple[str, ...], list[str]] = {}
    for line in table[1:]:
        cell = {field: line[at] if at < len(line) else "" for field, at in where.items()}
        path = tuple(part.strip() for part in cell["entry"].split(",") if part.strip())
        for depth in range(1, len(path) + 1):
            tree.setdefault(path[:depth], [])
        tree[path] = [cell.get("code", ""), cell.get("see", ""), cell.get("see_also", "")]
    for path in sorted(tree, key=lambda p: [part.casefold() for part in p]):
        if path in seen:
            continue
        seen.add(path)
        code, see, also = tree[path] or ["", "", ""]
        references = [("see", see), ("see_also", also)]
        yield IndexEntry(
            "diseases",
            len(path) - 1,
            path[-1],
            codes=tuple(IndexCode(part.strip()) for part in code.split("|") if part.strip()),
            references=tuple(IndexReference(kind, text) for kind, text in references if text),
        )


def _sheet(given: Given) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as book:
            names = book.namelist()
            shared = (
                [_string(item) for item in parse_xml(book.read("xl/sharedStrings.xml"), given.name)]
                if "xl/sharedStrings.xml" in names
                else []
            )
            sheets = sorted(n for n in names if n.startswith("xl/worksheets/sheet"))
            root = parse_xml(book.read(sheets[0]), given.name) if sheets else None
    except (zipfile.BadZipFile, KeyError) as error:
        raise BooksError(f"{given.name} is a damaged workbook. Save it again.") from error
    if root is None:
        return []
    lines = [_line(row, shared) for row in root.iter(f"{_SHEET}row")]
    return [line for line in lines if any(line)]


def _line(row: etree._Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_SHEET}c"):
        at = _column(cell.get("r", ""), len(cells))
        cells += [""] * (at - len(cells))
        value = cell.findtext(f"{_SHEET}v")
        if cell.get("t") == "s" and value is not None:
            cells.append(shared[int(value)].strip())
        elif cell.get("t") == "inlineStr":
            cells.append(_string(cell).strip())
        else:
            cells.append((value or "").strip())
    return cells


def _column(reference: str, default: int) -> int:
    letters = "".join(c for c in reference if c.isalpha())
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1 if letters else default


def _string(item: etree._Element) -> str:
    return "".join(text.text or "" for text in item.iter(f"{_SHEET}t"))
