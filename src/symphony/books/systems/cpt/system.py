"""CPT: recognising the AMA's files and loading a release from them."""

from collections.abc import Iterator

from symphony.books.model import Content, Edition
from symphony.books.sources import Given
from symphony.books.systems.cpt import load as cpt
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.books.systems.tree import Row, entries
from symphony.errors import BooksError

SYSTEM = "cpt"


def recognise(given: Given) -> str | None:
    """``codes``, ``modifiers`` or ``descriptors``."""
    return None if given.is_xml or given.is_xlsx else cpt.kind_of(given)


def load(files: Files, wanted: Wanted) -> Content:
    """A release from the consolidated code list, or from the descriptor files.

    Raises:
        BooksError: a line is no line of the format.
        UsageError: the release is not named; the files do not say from when they hold.
    """
    start = asked_release(wanted, None)
    code_list, modifiers = one(files, "codes"), one(files, "modifiers")
    plain = sorted(files.get("descriptors", ()), key=lambda g: -len(g.data))
    rows = list(cpt.codes(code_list)) if code_list else list(_described(plain))
    if not rows:
        raise BooksError("there is no list of CPT codes among the files")
    rows += cpt.modifiers(modifiers) if modifiers else ()
    heads = [Row(name, title, None, False, "section") for name, title in cpt.SECTIONS.items()
             if any(row.parent == name for row in rows)]  # fmt: skip
    edition = Edition(
        system=SYSTEM,
        release=start.isoformat(),
        title=wanted.title or f"CPT {start.year}",
        effective_from=start,
        effective_to=None,
        sources=sources(code_list, modifiers, *plain),
    )
    return Content(edition, entries([*heads, *rows]), facts=(("licence", "AMA; yours, not ours"),))


def _described(plain: list[Given]) -> Iterator[Row]:
    """Codes from descriptor files: the longest file's text is the title, the others are names."""
    texts = [cpt.descriptors(given) for given in plain]
    for code, title in (texts[0] if texts else {}).items():
        others = tuple(text[code] for text in texts[1:] if code in text and text[code] != title)
        yield Row(code, title, cpt.section_of(code), billable=True, terms=others)
