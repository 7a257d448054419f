"""Deriving a release from its predecessor and what the publisher says has changed.

Notes, index and seventh characters are the predecessor's; codes and titles are as changed. Where a
code was divided, its entry stays as a header. Headers that the publisher's list of codes does not
print are not invented, except where new codes differ by their seventh character alone: then the
title before it is the header's by the classification's own rule.
"""

import unicodedata
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from symphony.books.model import (
    Entry,
    IndexCode,
    IndexEntry,
    IndexReference,
    Note,
    NoteKind,
    SeventhCharacter,
)
from symphony.books.store import Release
from symphony.errors import BooksError


@dataclass(frozen=True, slots=True)
class Changes:
    """Codes that a publisher adds, deletes and gives a new title."""

    added: Mapping[str, str] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()
    revised: Mapping[str, str] = field(default_factory=dict)


def changes_to(release: Release, titles: Mapping[str, str]) -> Changes:
    """What turns a release into one with exactly these complete codes and titles."""
    before = {code.code: code.title for code in release.codes() if code.billable}
    return Changes(
        added={code: title for code, title in titles.items() if code not in before},
        deleted=frozenset(before.keys() - titles.keys()),
        revised={
            code: title
            for code, title in titles.items()
            if code in before and not same_title(before[code], title)
        },
    )


def same_title(one: str, other: str) -> bool:
    """Whether two titles differ in accents alone: line files are written without them."""
    return one == other or _folded(one) == _folded(other)


def _folded(title: str) -> str:
    every = unicodedata.normalize("NFKD", title)
    return "".join(letter for letter in every if not unicodedata.combining(letter))


def derived(release: Release, changes: Changes) -> Iterator[Entry]:
    """The entries of the predecessor with the changes made, in order.

    Raises:
        BooksError: the predecessor has a code that is to be added, or lacks one to be deleted.
    """
    tree = _Tree(release)
    _check(tree, changes)
    for code in changes.deleted:
        tree.close(code)
    for code, title in sorted(changes.added.items(), key=lambda item: (len(item[0]), item[0])):
        tree.add(code, title)
    for code, title in changes.revised.items():
        tree.entries[code] = replace(tree.entries[code], title=title)
    yield from tree.walk()


def _check(tree: "_Tree", changes: Changes) -> None:
    valid = {code for code, entry in tree.entries.items() if entry.billable}
    twice = changes.added.keys() & valid
    missing = (changes.deleted | changes.revised.keys()) - valid
    if twice or missing:
        shown = ", ".join(sorted(twice | missing)[:5])
        raise BooksError(
            f"the changes do not fit the installed predecessor (see {shown}); install the release "
            "that they are made for first"
        )


class _Tree:
    """The entries of a release, open for change."""

    def __init__(self, release: Release) -> None:
        self.entries = {entry.code: entry for entry in _entries(release)}
        self.children: dict[str | None, list[str]] = defaultdict(list)
        for entry in self.entries.values():
            self.children[entry.parent].append(entry.code)

    def close(self, code: str) -> None:
        """The code is no complete code any more; without a code below it, it will not be kept."""
        self.entries[code] = replace(self.entries[code], billable=False)

    def add(self, code: str, title: str) -> None:
        known = self.entries.get(code)
        if known is not None:
            self.entries[code] = replace(known, billable=True, title=title)
            return
        parent = self._parent(code)
        meaning = self._meaning(code, title, parent)
        if meaning is not None and len(code) == 8:
            stem = code[:-1].rstrip("X").rstrip(".")
            if stem != parent and stem not in self.entries:
                self._put(Entry(stem, title.removesuffix(f", {meaning}"), parent, "subcategory",
                                billable=False))  # fmt: skip
                parent = stem
            self._put(Entry(code, title, parent, "code", billable=True, searchable=False))
            return
        self._put(Entry(code, title, parent, "subcategory", billable=True))

    def _put(self, entry: Entry) -> None:
        self.entries[entry.code] = entry
        siblings = self.children[entry.parent]
        siblings.insert(bisect(siblings, entry.code), entry.code)

    def _parent(self, code: str) -> str | None:
        for end in range(len(code) - 1, 2, -1):
            stem = code[:end].rstrip(".")
            entry = self.entries.get(stem)
            if entry is not None and not entry.billable:
                return stem
        return None

    def _meaning(self, code: str, title: str, parent: str | None) -> str | None:
        while parent is not None:
            for seventh in self.entries[parent].seventh:
                if seventh.character == code[-1] and title.endswith(f", {seventh.meaning}"):
                    return seventh.meaning
            if self.entries[parent].seventh:
                return None
            parent = self.entries[parent].parent
        return None

    def walk(self, parent: str | None = None) -> Iterator[Entry]:
        for code in self.children[parent]:
            if self._leads(code):
                yield self.entries[code]
                yield from self.walk(code)

    def _leads(self, code: str) -> bool:
        return self.entries[code].billable or any(self._leads(c) for c in self.children[code])


def _entries(release: Release) -> Iterator[Entry]:
    notes: dict[str, list[Note]] = defaultdict(list)
    for owner, kind, text in release.rows(
        "SELECT c.code, n.kind, n.text FROM note n JOIN code c ON c.id = n.owner ORDER BY n.id"
    ):
        notes[str(owner)].append(Note(NoteKind(str(kind)), str(text), str(owner)))
    seventh: dict[str, list[SeventhCharacter]] = defaultdict(list)
    for owner, character, meaning in release.rows(
        "SELECT c.code, s.character, s.meaning FROM seventh s JOIN code c ON c.id = s.owner"
        " ORDER BY s.owner, s.character"
    ):
        seventh[str(owner)].append(SeventhCharacter(str(character), str(meaning), str(owner)))
    terms = _grouped(
        release,
        "SELECT c.code, t.text FROM term t JOIN code c ON c.id = t.code"
        " WHERE t.kind = 'inclusion' ORDER BY t.id",
    )
    named = {
        str(row[0])
        for row in release.rows("SELECT DISTINCT c.code FROM term t JOIN code c ON c.id = t.code")
    }
    for code in release.codes():
        yield Entry(
            code.code,
            code.title,
            code.parent,
            code.level,
            code.billable,
            terms=tuple(terms[code.code]),
            notes=tuple(notes[code.code]),
            seventh=tuple(seventh[code.code]),
            searchable=code.code in named,
            properties=(),
        )


def _grouped(release: Release, sql: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for owner, text in release.rows(sql):
        found[str(owner)].append(str(text))
    return found


def index_of(release: Release, deleted: frozenset[str]) -> Iterator[IndexEntry]:
    """The predecessor's index; codes that the changes take away are left out of it."""
    codes: dict[int, list[IndexCode]] = defaultdict(list)
    for entry, printed, role, code in release.rows(
        "SELECT e.entry, e.printed, e.role, c.code FROM entry_code e"
        " LEFT JOIN code c ON c.id = e.code ORDER BY e.entry, e.position"
    ):
        if str(code) not in deleted:
            codes[int(str(entry))].append(IndexCode(str(printed), str(role)))
    references: dict[int, list[IndexReference]] = defaultdict(list)
    for entry, kind, text in release.rows("SELECT entry, kind, text FROM entry_reference"):
        references[int(str(entry))].append(IndexReference(str(kind), str(text)))
    for number, book, depth, title, modifiers in release.rows(
        "SELECT id, book, depth, title, modifiers FROM entry ORDER BY id"
    ):
        row = int(str(number))
        yield IndexEntry(
            str(book),
            int(str(depth)),
            str(title),
            str(modifiers),
            tuple(codes[row]),
            tuple(references[row]),
        )
