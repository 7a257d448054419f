"""Reading ICD-10-PCS: the tables that its codes are built from, the index, the definitions.

A table is named by its first three characters; each row allows certain values at positions 4 to 7,
and a code exists where one row allows all four.
"""

from collections.abc import Iterator
from itertools import product

from lxml import etree

from symphony.books.model import (
    AxisValue,
    Definition,
    Entry,
    IndexCode,
    IndexEntry,
    IndexReference,
)
from symphony.books.sources import Given
from symphony.errors import BooksError
from symphony.language.patterns import lazy

CODE = lazy(r"[0-9A-HJ-NP-Z]{7}")
_REFERENCES = {"see": "see", "use": "use"}
_KNOWN_INDEX = frozenset({"title", "see", "use", "code", "codes", "tab", "term"})


def axes(root: etree._Element) -> Iterator[AxisValue]:
    """Every value that every row of every table allows, the first three positions as row 0."""
    for table in root.iterfind("pcsTable"):
        stem = "".join(label.get("code", "") for label in table.iterfind("axis/label"))
        for axis in table.iterfind("axis"):
            yield from _values(axis, 0, stem)
        for number, row in enumerate(table.iterfind("pcsRow"), start=1):
            for axis in row.iterfind("axis"):
                yield from _values(axis, number, stem)


def _values(axis: etree._Element, row: int, stem: str) -> Iterator[AxisValue]:
    name = _text(axis, "title")
    for label in axis.iterfind("label"):
        yield AxisValue(row, stem, int(axis.get("pos", "0")), name, label.get("code", ""),
                        " ".join((label.text or "").split()))  # fmt: skip


def built(root: etree._Element) -> dict[str, str]:
    """Every code that the tables allow, with a title composed of its values.

    Raises:
        BooksError: a row does not allow as many codes as it says.
    """
    codes: dict[str, str] = {}
    for table in root.iterfind("pcsTable"):
        first = [axis.find("label") for axis in table.iterfind("axis")]
        stem = "".join(label.get("code", "") for label in first if label is not None)
        operation = " ".join(((first[-1].text if first[-1] is not None else "") or "").split())
        for row in table.iterfind("pcsRow"):
            values = [list(axis.iterfind("label")) for axis in row.iterfind("axis")]
            made = 0
            for labels in product(*values):
                code = stem + "".join(label.get("code", "") for label in labels)
                codes[code] = _title(operation, [label.text or "" for label in labels])
                made += 1
            if str(made) != row.get("codes", str(made)):
                raise BooksError(f"table {stem}: a row says {row.get('codes')} codes, has {made}")
    return codes


def _title(operation: str, labels: list[str]) -> str:
    said = [label for label in labels if not label.startswith("No ")]
    return ", ".join([f"{operation} of {said[0]}" if said else operation, *said[1:]])


def headers(root: etree._Element) -> dict[str, str]:
    """The titles of sections (one character), body systems (two) and tables (three)."""
    found: dict[str, str] = {}
    for table in root.iterfind("pcsTable"):
        stem, titles = "", []
        for axis in table.iterfind("axis"):
            label = axis.find("label")
            if label is not None:
                stem += label.get("code", "")
                titles.append(" ".join((label.text or "").split()))
                found.setdefault(stem, titles[-1] if len(stem) < 3 else ", ".join(titles[1:]))
    return found


LEVELS = {1: "section", 2: "body_system", 3: "table"}


def entries(
    titles: dict[str, str], heads: dict[str, str], short: dict[str, str]
) -> Iterator[Entry]:
    """The entries in order of code, each under its table."""
    every = {
        **{h: (t, False) for h, t in heads.items()},
        **{c: (t, True) for c, t in titles.items()},
    }
    for code in sorted(every):
        title, billable = every[code]
        parent = next((code[:n] for n in (3, 2, 1) if n < len(code) and code[:n] in heads), None)
        yield Entry(
            code,
            title,
            parent,
            LEVELS.get(len(code), "code"),
            billable,
            searchable=billable,
            properties=(("short", short[code]),) if code in short else (),
        )


def definitions(root: etree._Element) -> Iterator[Definition]:
    """What the values of each section's axes mean and include."""
    for section in root.iterfind("section"):
        for axis in section.iterfind("axis"):
            position = int(axis.get("pos", "0"))
            for terms in axis.iterfind("terms"):
                titles = [" ".join((t.text or "").split()) for t in terms.iterfind("title")]
                for child in terms:
                    if child.tag == "title":
                        continue
                    text = " ".join("".join(child.itertext()).split())
                    for title in titles:
                        yield Definition(section.get("code", ""), position, title, text,
                                         str(child.tag))  # fmt: skip


def index_entries(given: Given) -> Iterator[IndexEntry]:
    """The lines of the index; a code of three to six characters is the beginning of a table.

    Raises:
        BooksError: an element that the schema does not have.
    """
    for term in given.xml.iterfind("letter/mainTerm"):
        yield from _term(term, 0, given.name)


def _term(element: etree._Element, depth: int, name: str) -> Iterator[IndexEntry]:
    strange = {str(child.tag) for child in element} - _KNOWN_INDEX
    if strange:
        raise BooksError(f"{name}: unknown element {min(strange)!r} in the index")
    own = [element, *(child for child in element if child.tag in _REFERENCES)]
    codes = [
        "".join(child.itertext()).strip()
        for place in own
        for child in place
        if child.tag in ("code", "codes", "tab")
    ]
    yield IndexEntry(
        "procedures",
        depth,
        _text(element, "title"),
        codes=tuple(IndexCode(c, "default" if CODE.fullmatch(c) else "stem") for c in codes if c),
        references=tuple(
            IndexReference(_REFERENCES[str(child.tag)], " ".join((child.text or "").split()))
            for child in element
            if child.tag in _REFERENCES and (child.text or "").strip()
        ),
    )
    for child in element.iterfind("term"):
        yield from _term(child, depth + 1, name)


def _text(element: etree._Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else " ".join((found.text or "").split())
