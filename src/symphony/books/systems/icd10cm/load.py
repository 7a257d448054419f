"""Reading the tabular list XML of ICD-10-CM together with the list of valid codes.

The tabular list prints a code with its seventh characters once; the codes themselves are made by
appending each character, padded with the placeholder X to the sixth position (guidelines, sections
I.A.4 and I.A.5). The list of valid codes then decides: the tabular list alone expands to 76
codes of category S06 that do not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from symphony.books.model import Entry, Note, NoteKind, SeventhCharacter
from symphony.books.systems.icd10cm.lists import dotted
from symphony.errors import BooksError

_NOTES = {
    "includes": NoteKind.INCLUDES,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "sevenChrNote": NoteKind.SEVENTH_CHARACTER,
    "notes": NoteKind.NOTE,
}


def expanded(root: etree._Element) -> frozenset[str]:
    """All codes that the tabular list makes: its leaves, with seventh characters where defined."""
    return frozenset(_expanded(root))


def _expanded(root: etree._Element) -> Iterator[str]:
    for category in root.iterfind("chapter/section/diag"):
        yield from _leaves(category, ())


def _leaves(element: etree._Element, above: tuple[str, ...]) -> Iterator[str]:
    code = _text(element, "name")
    seventh = tuple(s.character for s in _seventh(element, code)) or above
    children = element.findall("diag")
    for child in children:
        yield from _leaves(child, seventh)
    if children:
        return
    if not seventh:
        yield code
    stem = _stem(code)
    yield from (stem + character for character in seventh)


def _stem(code: str) -> str:
    return dotted(code.replace(".", "").ljust(6, "X"))


def entries(root: etree._Element, valid: frozenset[str]) -> Iterator[Entry]:
    """The entries of the tabular list in its order; those in ``valid`` are complete codes.

    Raises:
        BooksError: the root element is another one.
    """
    if root.tag != "ICD10CM.tabular":
        raise BooksError(f"expected an ICD-10-CM tabular list, found root element {root.tag!r}")
    for chapter in root.findall("chapter"):
        number = _text(chapter, "name")
        yield Entry(number, _text(chapter, "desc"), None, "chapter", billable=False,
                    notes=_notes(chapter, number), searchable=False)  # fmt: skip
        for block in chapter.findall("section"):
            yield from _block(block, number, valid)


def _block(block: etree._Element, chapter: str, valid: frozenset[str]) -> Iterator[Entry]:
    # A block of one category is given the form of a range, so that it is not taken for it.
    name = block.get("id", "")
    name = name if "-" in name else f"{name}-{name}"
    yield Entry(name, _text(block, "desc"), chapter, "block", billable=False,
                terms=_lines(block, "inclusionTerm"), notes=_notes(block, name),
                searchable=False)  # fmt: skip
    for category in block.findall("diag"):
        yield from _diagnosis(category, _Place(name, "category", ()), valid)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the tree an entry stands, and the seventh characters in force there."""

    parent: str
    level: str
    seventh: tuple[SeventhCharacter, ...]


def _diagnosis(element: etree._Element, place: _Place, valid: frozenset[str]) -> Iterator[Entry]:
    code = _text(element, "name")
    defined = _seventh(element, code)
    seventh = defined or place.seventh
    children = element.findall("diag")
    title = _text(element, "desc")
    yield Entry(
        code,
        title,
        place.parent,
        place.level,
        billable=code in valid,
        terms=_lines(element, "inclusionTerm"),
        notes=_notes(element, code),
        seventh=defined,
    )
    below = _Place(code, "subcategory", seventh)
    for child in children:
        yield from _diagnosis(child, below, valid)
    if not children and code not in valid:
        yield from _extended(code, title, seventh, valid)


def _extended(
    code: str, title: str, seventh: tuple[SeventhCharacter, ...], valid: frozenset[str]
) -> Iterator[Entry]:
    stem = _stem(code)
    for definition in seventh:
        full = stem + definition.character
        if full in valid:
            meaning = f"{title}, {definition.meaning}"
            yield Entry(full, meaning, code, "code", billable=True, searchable=False)


def _seventh(element: etree._Element, owner: str) -> tuple[SeventhCharacter, ...]:
    definitions = element.find("sevenChrDef")
    if definitions is None:
        return ()
    return tuple(
        SeventhCharacter(extension.get("char", ""), " ".join((extension.text or "").split()), owner)
        for extension in definitions.findall("extension")
    )


def _notes(element: etree._Element, owner: str) -> tuple[Note, ...]:
    return tuple(
        Note(_NOTES[str(child.tag)], line, owner)
        for child in element
        if str(child.tag) in _NOTES
        for line in _note_lines(child)
    )


def _lines(element: etree._Element, tag: str) -> tuple[str, ...]:
    return tuple(line for child in element.findall(tag) for line in _note_lines(child))


def _note_lines(element: etree._Element) -> Iterator[str]:
    for note in element.findall("note"):
        line = " ".join("".join(note.itertext()).split())
        if line:
            yield line


def _text(element: etree._Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())
