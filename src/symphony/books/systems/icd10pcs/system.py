"""ICD-10-PCS: recognising its files and loading a release from them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from symphony.books.changes import Changes, changes_to, derived, index_of
from symphony.books.differences import settle, without_known
from symphony.books.model import AxisValue, Content, Definition, Edition, Entry, IndexEntry
from symphony.books.sources import Given
from symphony.books.store import Release
from symphony.books.systems.icd10pcs import lists
from symphony.books.systems.icd10pcs import load as pcs
from symphony.books.systems.icd10pcs.known_diffs import KNOWN
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.errors import BooksError

SYSTEM = "icd10pcs"
_ROOTS = {
    "ICD10PCS.tabular": "tables",
    "ICD10PCS.index": "index",
    "ICD10PCS.definitions": "definitions",
}


def recognise(given: Given) -> str | None:
    """``tables``, ``index``, ``definitions``, ``codes``, ``order`` or ``addenda``."""
    if not given.is_xml:
        return None if given.is_xlsx else lists.kind_of(given)
    root = re.search(r"<(ICD10PCS\.\w+)", given.head)
    return _ROOTS.get(root[1]) if root else None


def load(files: Files, wanted: Wanted) -> Content:
    """A release from the tables, or from its predecessor and a list of codes or an addenda.

    Raises:
        BooksError: tables and lists disagree, or there is nothing to derive the release from.
        UsageError: nothing says from when the release is in force.
    """
    tables = one(files, "tables")
    return _from_tables(tables, files, wanted) if tables else _derived(files, wanted)


def _listed(files: Files) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    code_list, order = one(files, "codes"), one(files, "order")
    titles: dict[str, str] = lists.codes(code_list) if code_list else {}
    short: dict[str, str] = {}
    heads: dict[str, str] = {}
    if order:
        ordered, short, heads = lists.order(order)
        if titles:
            settle("in the list of codes", titles.keys() - ordered.keys(), KNOWN)
            settle("in the order file", ordered.keys() - titles.keys(), KNOWN)
        titles = ordered
    return titles, short, heads


def _from_tables(tables: Given, files: Files, wanted: Wanted) -> Content:
    titles, short, _ = _listed(files)
    made = pcs.built(tables.xml)
    if titles:
        settle("in the tables", made.keys() - titles.keys(), KNOWN)
        settle("in the list of codes", titles.keys() - made.keys(), KNOWN)
    version = (tables.xml.findtext("version") or "").strip()
    facts = () if titles else (("titles", "composed from the tables"),)
    return Content(
        _edition(wanted, int(version) if version.isdigit() else None, files),
        pcs.entries(titles or made, pcs.headers(tables.xml), short),
        index=_index(files),
        axes=pcs.axes(tables.xml),
        definitions=_definitions(files),
        facts=facts,
    )


def _derived(files: Files, wanted: Wanted) -> Content:
    titles, short, heads = _listed(files)
    addenda = one(files, "addenda")
    edition = _edition(wanted, lists.year_of(addenda) if addenda else None, files)
    before = wanted.predecessor(edition.effective_from)
    if before is None:
        if not heads:
            raise BooksError(
                "a list of codes or an addenda of ICD-10-PCS needs the release before it; install "
                "the tables first, or give the order file"
            )
        return Content(edition, pcs.entries(titles, heads, short))
    changes = _changes(before, titles, lists.addenda(addenda) if addenda else None)
    made = list(_entries(before, changes, short))
    gone = frozenset({c.code for c in before.codes()} - {entry.code for entry in made})
    return Content(
        edition,
        made,
        index=index_of(before, gone),
        axes=_axes(before, changes.added),
        definitions=_old_definitions(before),
        facts=(
            ("derived_from", before.facts["release"]),
            ("derived_from_sha256", before.edition.sha256),
            ("added", str(len(changes.added))),
            ("deleted", str(len(changes.deleted))),
            ("revised", _revised(before, changes)),
        ),
    )


def _revised(before: Release, changes: Changes) -> str:
    composed = before.facts.get("titles", "").startswith("composed")
    return (
        "unknown: the predecessor's titles are composed" if composed else str(len(changes.revised))
    )


def _changes(before: Release, titles: dict[str, str], printed: Changes | None) -> Changes:
    if titles:
        found = changes_to(before, titles)
        if printed is not None and (printed.added.keys(), printed.deleted) != (
            found.added.keys(), found.deleted,
        ):  # fmt: skip
            raise BooksError(
                f"the list of codes does not follow from {before.facts['release']} by the addenda"
            )
    elif printed is not None:
        found = printed
    else:
        raise BooksError("there are no tables, no list of codes and no addenda among the files")
    return found


def _entries(before: Release, changes: Changes, short: dict[str, str]) -> Iterator[Entry]:
    for entry in derived(before, changes):
        level = entry.level if entry.level != "subcategory" else "code"
        properties = (("short", short[entry.code]),) if entry.code in short else ()
        yield replace(entry, level=level, properties=properties)


def _axes(before: Release, added: Iterable[str]) -> Iterator[AxisValue]:
    """The predecessor's rows, and one row for each new code, labelled where its table knows it."""
    labels: dict[tuple[str, int, str], tuple[str, str]] = {}
    last: dict[str, int] = {}
    for row, stem, position, name, value, label in before.rows(
        "SELECT row, stem, position, name, value, label FROM axis"
    ):
        found = AxisValue(int(str(row)), str(stem), int(str(position)), str(name), str(value),
                          str(label))  # fmt: skip
        labels[found.stem, found.position, found.value] = found.name, found.label
        last[found.stem] = max(last.get(found.stem, 0), found.row)
        yield found
    for code in sorted(added):
        stem = code[:3]
        last[stem] = last.get(stem, 0) + 1
        for position in range(4, 8):
            name, label = labels.get((stem, position, code[position - 1]), ("", ""))
            yield AxisValue(last[stem], stem, position, name, code[position - 1], label)


def _old_definitions(before: Release) -> Iterator[Definition]:
    for row in before.rows("SELECT section, position, label, text, kind FROM definition"):
        yield Definition(str(row[0]), int(str(row[1])), *(str(cell) for cell in row[2:]))


def _index(files: Files) -> Iterator[IndexEntry]:
    given = one(files, "index")
    if given is not None:
        yield from without_known(pcs.index_entries(given), KNOWN)


def _definitions(files: Files) -> Iterator[Definition]:
    given = one(files, "definitions")
    if given is not None:
        yield from pcs.definitions(given.xml)


def _edition(wanted: Wanted, year: int | None, files: Files) -> Edition:
    start = asked_release(wanted, date(year - 1, 10, 1) if year else None)
    fiscal = start.year + (start.month >= 10)
    update = "" if start.month == 10 else f", {start:%B} {start.year} update"
    return Edition(
        system=SYSTEM,
        release=start.isoformat(),
        title=wanted.title or f"ICD-10-PCS FY{fiscal}{update}",
        effective_from=start,
        effective_to=date(fiscal, 9, 30),
        sources=sources(*(one(files, kind) for kind in sorted(files))),
    )
