"""The release as the rules read it: codes by position, references resolved, all of it kept."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, cast

from symphony.books.model import Code, Note, NoteKind
from symphony.books.store import Release
from symphony.rules.link import LINKING, Link, Relation, linked
from symphony.rules.reach import Reach
from symphony.rules.references import Reference, references
from symphony.rules.selection import Selection

_AT_ONCE = 500
"""How many codes one query asks for."""

_KINDS = tuple(sorted(LINKING))
_Row = tuple[str, str, str | None, str, int, int, int]


class _Entry(NamedTuple):
    code: Code
    last: int
    """The position of the last entry below it, or its own."""


class _Heading(NamedTuple):
    position: int
    parent: str | None


class Book:
    """What the rules ask of one release. Use ``open_book`` so that what was read is shared.

    Notes and lineages are read once, codes when they are asked for.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self._entries: dict[str, _Entry] = {}
        self._selection = Selection({})
        self.ancestors = lru_cache(maxsize=16384)(self._ancestors)
        self.binding = lru_cache(maxsize=16384)(self._binding)
        self.own_links = lru_cache(maxsize=16384)(self._own_links)
        self._by_kind = lru_cache(maxsize=16384)(self._kinds)
        self.relation = lru_cache(maxsize=16384)(self._relation)
        self.selected_by = lru_cache(maxsize=65536)(self._selected_by)
        self.reach = lru_cache(maxsize=16384)(self._reach)
        self.sevenths = lru_cache(maxsize=8192)(release.seventh)

    @cached_property
    def _headings(self) -> dict[str, _Heading]:
        """Every entry that has others below it: all lineages are made of them."""
        rows = self.release.rows("SELECT id, code, parent FROM code WHERE last > id")
        found = cast("list[tuple[int, str, int | None]]", rows)
        codes = {position: code for position, code, _ in found}
        return {
            code: _Heading(position, None if parent is None else codes[parent])
            for position, code, parent in found
        }

    def _rows(self, where: str, values: Sequence[str]) -> Iterator[_Entry]:
        rows = self.release.rows(
            "SELECT c.code, c.title, p.code, c.level, c.billable, c.id, c.last FROM code c"  # noqa: S608 - our own words
            f" LEFT JOIN code p ON p.id = c.parent WHERE {where}",
            tuple(values),
        )
        for row in rows:
            code, title, parent, level, billable, position, last = cast("_Row", row)
            yield _Entry(Code(code, title, parent, level, bool(billable), position), last)

    @cached_property
    def _notes(self) -> dict[int, list[tuple[str, str]]]:
        """Kind and text of all linking notes, by the position of the entry that has them."""
        under: dict[int, list[tuple[str, str]]] = {}
        rows = self.release.rows(
            f"SELECT owner, kind, text FROM note WHERE kind IN ({_marks(_KINDS)}) ORDER BY id",  # noqa: S608 - question marks
            _KINDS,
        )
        for owner, kind, text in cast("list[tuple[int, str, str]]", rows):
            under.setdefault(owner, []).append((kind, text))
        return under

    def prepare(self, codes: Iterable[str]) -> None:
        """Read the entries of the codes at once: one query instead of one a code."""
        missing = [code for code in dict.fromkeys(codes) if code not in self._entries]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            for entry in self._rows(f"c.code IN ({_marks(some)})", some):
                self._entries[entry.code.code] = entry

    def entry(self, code: str) -> Code | None:
        """The entry of that code; None where the release has none."""
        if code not in self._entries:
            self.prepare((code,))
        found = self._entries.get(code)
        return found.code if found else None

    def _ancestors(self, code: str) -> tuple[str, ...]:
        """The code and all above it, nearest first."""
        above = self._headings.get(code) or self.entry(code)
        if above is None:
            return ()
        return (code, *self.ancestors(above.parent)) if above.parent else (code,)

    def end(self, code: str) -> int:
        """The position of the last entry below the code, or its own; 0 where there is no code."""
        return self._entries[code].last if self.entry(code) else 0

    def below(self, code: str) -> tuple[Code, ...]:
        """The code and every entry below it, in tabular order."""
        entry = self.entry(code)
        if entry is None:
            return ()
        rows = self.release.rows(
            "SELECT code FROM code WHERE id BETWEEN ? AND ? ORDER BY id",
            (entry.position, self.end(code)),
        )
        codes = [str(row[0]) for row in rows]
        self.prepare(codes)
        return tuple(self._entries[each].code for each in codes)

    def place(self, reference: Reference) -> Reach | None:
        """Where the reference lies in this release; None where its codes are not in it."""
        first, last = self.entry(reference.first), self.entry(reference.last)
        if first is None or last is None:
            return None
        high = self.end(last.code)
        if high < first.position:
            return None
        pattern = re.compile(reference.pattern) if reference.pattern else None
        return Reach(first.position, high, pattern)

    def _reach(self, text: str) -> tuple[Reach, ...]:
        """The stretches that a text like ``I50.-, I51.4-I51.7`` names in this release."""
        return self._placed(references(f"({text})"))

    def _placed(self, named: Iterable[Reference]) -> tuple[Reach, ...]:
        return tuple(reach for reach in map(self.place, named) if reach is not None)

    def select_by(self, texts: Iterable[str]) -> None:
        """Say which texts rules will ask for, so that each code is placed among them once."""
        named = {text: references(f"({text})") for text in sorted(texts)}
        ends = ((each.first, each.last) for every in named.values() for each in every)
        self.prepare(code for pair in ends for code in pair)
        self._selection = Selection({text: self._placed(each) for text, each in named.items()})
        self.selected_by.cache_clear()

    def knows(self, text: str) -> bool:
        """Whether the text was announced with ``select_by``."""
        return self._selection.knows(text)

    def _selected_by(self, code: str) -> tuple[str, ...]:
        """The announced texts that name the code."""
        entry = self.entry(code)
        return () if entry is None else self._selection.naming(entry)

    def _own_links(self, owner: str) -> tuple[Link, ...]:
        """The notes printed under the entry itself."""
        place = self._headings.get(owner) or self.entry(owner)
        found = self._notes.get(place.position, ()) if place else ()
        notes = [Note(NoteKind(kind), text, owner) for kind, text in found]
        return tuple(linked(notes, self.place))

    def _binding(self, code: str) -> tuple[str, ...]:
        """The code and all above it, nearest first, under which a linking note is printed."""
        return tuple(owner for owner in self.ancestors(code) if self.own_links(owner))

    def links(self, code: str, kind: NoteKind) -> tuple[Link, ...]:
        """The notes of the kind that bind the code, its own first, then those above it."""
        return self._by_kind(code).get(kind, ())

    def _kinds(self, code: str) -> dict[NoteKind, tuple[Link, ...]]:
        found: dict[NoteKind, list[Link]] = {}
        for owner in self.binding(code):
            for link in self.own_links(owner):
                found.setdefault(link.note.kind, []).append(link)
        return {kind: tuple(links) for kind, links in found.items()}

    def _relation(self, code: str, other: str) -> Relation | None:
        """What the notes over ``code`` say of ``other``; None where they say nothing."""
        entry = self.entry(other)
        if entry is None:
            return None
        every = (link for owner in self.binding(code) for link in self.own_links(owner))
        named = [link for link in every if link.holds(entry)]
        return Relation.of(named) if named else None


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


@lru_cache(maxsize=8)
def open_book(release: Release) -> Book:
    """The book over a release, the same one for the same release."""
    return Book(release)
