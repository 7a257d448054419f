"""Reading ClaML, the Classification Markup Language, versions 2 and 3.

Source of the format: EN 14463 and ISO 13120 (ClaML.dtd). A ``Class`` has a ``kind`` (chapter,
block, category), a ``SuperClass`` and ``Rubric`` elements; ``Modifier`` and ``ModifierClass`` hold
fourth and fifth characters that ``ModifiedBy`` gives to every class below. Elements are known by
their local name, so a namespace does not matter.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from symphony.books.model import Entry, Note, NoteKind
from symphony.errors import BooksError

_NOTES = {
    "inclusion": None,
    "exclusion": NoteKind.EXCLUDES,
    "includes": NoteKind.INCLUDES,
    "note": NoteKind.NOTE,
    "definition": NoteKind.NOTE,
    "coding-hint": NoteKind.NOTE,
    "codinghint": NoteKind.NOTE,
    "text": NoteKind.NOTE,
    "introduction": NoteKind.NOTE,
    "modifierlink": NoteKind.NOTE,
    "footnote": NoteKind.NOTE,
}
_USAGE = {"dagger": "dagger", "aster": "asterisk", "asterisk": "asterisk"}


@dataclass(slots=True)
class _Class:
    code: str
    kind: str
    title: str
    parent: str | None
    usage: str | None
    terms: list[str]
    notes: list[Note]
    modified: list["_Modified"]
    excluded: frozenset[str]
    children: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Modified:
    modifier: str
    valid: frozenset[str]
    """The characters that apply here; all of the modifier where none is named."""


@dataclass(frozen=True, slots=True)
class _Character:
    code: str
    title: str
    usage: str | None


def entries(root: etree._Element) -> Iterator[Entry]:
    """The entries in order, fourth and fifth characters made where modifiers give them.

    Raises:
        BooksError: a class names a superclass that there is not, or has no preferred rubric.
    """
    classes = _classes(root)
    characters = _characters(root)
    for code, found in classes.items():
        if found.parent is not None and found.parent not in classes:
            raise BooksError(f"class {code} stands under {found.parent}, which is not in the file")
    # The order of SubClass elements is the printed one; a class that none names goes last.
    for element in _all(root, "Class"):
        own = classes[element.get("code", "")]
        named = [sub.get("code", "") for sub in _children(element, "SubClass")]
        own.children = [code for code in named if code in classes]
    for code, found in classes.items():
        if found.parent is not None and code not in classes[found.parent].children:
            classes[found.parent].children.append(code)
    for code, found in classes.items():
        if found.parent is None:
            yield from _walk(code, classes, characters, ())


def _walk(
    code: str,
    classes: dict[str, _Class],
    characters: dict[str, list[_Character]],
    above: tuple[_Modified, ...],
) -> Iterator[Entry]:
    own = classes[code]
    applied = tuple(
        modified for modified in (*above, *own.modified) if modified.modifier not in own.excluded
    )
    is_leaf = own.kind == "category" and not own.children
    extended = is_leaf and bool(applied)
    yield Entry(
        own.code,
        own.title,
        own.parent,
        own.kind,
        billable=is_leaf and not extended,
        terms=tuple(own.terms),
        notes=tuple(own.notes),
        searchable=own.kind == "category",
        properties=(("mark", own.usage),) if own.usage else (),
    )
    if extended:
        yield from _extended(own.code, own.title, applied, characters)
    for child in own.children:
        yield from _walk(child, classes, characters, applied)


def _extended(
    code: str,
    title: str,
    applied: tuple[_Modified, ...],
    characters: dict[str, list[_Character]],
) -> Iterator[Entry]:
    first, *further = applied
    for character in characters.get(first.modifier, []):
        if first.valid and character.code not in first.valid:
            continue
        longer = _joined(code, character.code)
        name = f"{title}: {character.title}"
        yield Entry(
            longer,
            name,
            code,
            "category",
            billable=not further,
            properties=(("mark", character.usage),) if character.usage else (),
        )
        if further:
            yield from _extended(longer, name, tuple(further), characters)


def _joined(code: str, character: str) -> str:
    if character.startswith(".") or "." in code:
        return code + (character.removeprefix(".") if "." in code else character)
    return f"{code}.{character}"


def _classes(root: etree._Element) -> dict[str, _Class]:
    found: dict[str, _Class] = {}
    for element in _all(root, "Class"):
        code = element.get("code", "")
        above = _children(element, "SuperClass")
        found[code] = _Class(
            code,
            element.get("kind", ""),
            _preferred(element, code),
            above[0].get("code") if above else None,
            _USAGE.get(element.get("usage", "")),
            [text for kind, text in _rubrics(element) if kind == "inclusion"],
            [
                Note(kind_of, text, code)
                for kind, text in _rubrics(element)
                if (kind_of := _NOTES.get(kind)) is not None
            ],
            [
                _Modified(
                    modified.get("code", ""),
                    frozenset(
                        valid.get("code", "") for valid in _children(modified, "ValidModifierClass")
                    ),
                )
                for modified in _children(element, "ModifiedBy")
            ],
            frozenset(e.get("code", "") for e in _children(element, "ExcludeModifier")),
        )
    return found


def _characters(root: etree._Element) -> dict[str, list[_Character]]:
    found: dict[str, list[_Character]] = defaultdict(list)
    for element in _all(root, "ModifierClass"):
        code = element.get("code", "")
        found[element.get("modifier", "")].append(
            _Character(code, _preferred(element, code), _USAGE.get(element.get("usage", "")))
        )
    return found


def _preferred(element: etree._Element, code: str) -> str:
    texts = dict(reversed(list(_rubrics(element))))
    title = texts.get("preferredlong") or texts.get("preferred")
    if not title:
        raise BooksError(f"class {code} has no preferred rubric")
    return title


def _rubrics(element: etree._Element) -> Iterator[tuple[str, str]]:
    for rubric in _children(element, "Rubric"):
        for label in _children(rubric, "Label"):
            text = " ".join("".join(_texts(label)).split())
            if text:
                yield rubric.get("kind", "").casefold(), text


def _texts(element: etree._Element) -> Iterator[str]:
    """All text; a reference to a code in brackets, parts of a list set apart."""
    yield element.text or ""
    for child in element:
        name = _name(child)
        if name == "Reference":
            yield f" ({''.join(child.itertext()).strip()}) "
        else:
            yield " "
            yield from _texts(child)
            yield " "
        yield child.tail or ""


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if _name(child) == name]


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter("{*}" + name))
