"""The release as the rules read it: codes by position, references resolved, all of it cached."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from symphony.books.model import Code, Note, NoteKind
from symphony.books.store import Release
from symphony.rules.references import Reference, UnreadableError, references

LINKING = frozenset(
    {NoteKind.EXCLUDES1, NoteKind.EXCLUDES2, NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL,
     NoteKind.CODE_ALSO}
)  # fmt: skip
"""The notes that point at other codes."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of the tabular list, both ends included, narrowed by a pattern over the code."""

    low: int
    high: int
    pattern: re.Pattern[str] | None = None

    def holds(self, entry: Code) -> bool:
        """Whether the code lies in it."""
        if not self.low <= entry.position <= self.high:
            return False
        return self.pattern is None or self.pattern.match(compact(entry.code)) is not None


@dataclass(frozen=True, slots=True)
class Link:
    """One note line that points at codes."""

    note: Note
    reaches: tuple[Reach, ...]
    heading: str = ""
    """The line that opens the list in which it stands ("underlying disease, such as:")."""
    optional: bool = False
    """Whether a line of the same note says that the other code need not be there."""
    printed: tuple[str, ...] = ()
    """The codes and ranges that it names."""

    def holds(self, entry: Code) -> bool:
        """Whether the note names the code."""
        at = entry.position
        for reach in self.reaches:  # noqa: SIM110 - a generator costs a call a reach; asked often
            if reach.low <= at <= reach.high and reach.holds(entry):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Relation:
    """What the notes over one code say of another, by kind of note."""

    excludes1: tuple[Link, ...] = ()
    excludes2: tuple[Link, ...] = ()
    code_first: tuple[Link, ...] = ()
    use_additional: tuple[Link, ...] = ()
    code_also: tuple[Link, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a note asks for the other code beside this one."""
        return bool(self.code_first or self.use_additional or self.code_also)


_OPTIONAL = re.compile(
    r"\bif (applicable|known|present|any|documented|desired|so|appropriate)|\bany\b|when applicable"
    r"|, if\b|where applicable",
    re.IGNORECASE,
)


def compact(code: str) -> str:
    """The code without its dot."""
    return code.replace(".", "")


class Book:
    """What the rules ask of one release. Use ``open_book`` so that caches are shared."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.entry = release.code
        self.ancestors = lru_cache(maxsize=16384)(self._ancestors)
        self.every_link = lru_cache(maxsize=16384)(self._every_link)
        self.links = lru_cache(maxsize=16384)(self._links)
        self.relation = lru_cache(maxsize=262144)(self._relation)
        self.targets = lru_cache(maxsize=65536)(self._targets)
        self.selected_by = lru_cache(maxsize=65536)(self._selected_by)
        self._candidates = lru_cache(maxsize=4096)(self._candidates_of)
        self._selectors: frozenset[str] = frozenset()
        self.reach = lru_cache(maxsize=16384)(self._reach)
        self.end = lru_cache(maxsize=65536)(self._end)
        self.own_links = lru_cache(maxsize=16384)(self._own_links)
        self.sevenths = lru_cache(maxsize=8192)(release.seventh)

    @cached_property
    def _tops(self) -> list[int]:
        rows = self.release.rows("SELECT id FROM code WHERE parent IS NULL ORDER BY id")
        return [int(str(row[0])) for row in rows]

    @cached_property
    def last(self) -> int:
        """The position of the last entry."""
        return int(str(self.release.rows("SELECT max(id) FROM code")[0][0]))

    @cached_property
    def _owners(self) -> frozenset[str]:
        """The entries under which a note is printed."""
        rows = self.release.rows(
            "SELECT code FROM code WHERE id IN (SELECT DISTINCT owner FROM note)"
        )
        return frozenset(str(row[0]) for row in rows)

    @cached_property
    def _stretches(self) -> list[tuple[int, int, str]]:
        """Every stretch that an announced text names."""
        return [(r.low, r.high, text) for text in self._selectors for r in self.reach(text)]

    def _ancestors(self, code: str) -> tuple[str, ...]:
        """The code and all above it, nearest first."""
        entry = self.entry(code)
        if entry is None:
            return ()
        return (code, *self.ancestors(entry.parent)) if entry.parent else (code,)

    def _end(self, code: str) -> int:
        """The position of the last entry below the code, or its own."""
        entry = self.release.code(code)
        if entry is None:
            return 0
        if entry.parent is None:
            later = [top for top in self._tops if top > entry.position]
            return later[0] - 1 if later else self.last
        for sibling in self.release.children(entry.parent):
            if sibling.position > entry.position:
                return sibling.position - 1
        return self.end(entry.parent)

    def below(self, code: str) -> tuple[Code, ...]:
        """The code and every entry below it, in tabular order."""
        entry = self.release.code(code)
        if entry is None:
            return ()
        rows = self.release.rows(
            "SELECT code FROM code WHERE id BETWEEN ? AND ? ORDER BY id",
            (entry.position, self.end(code)),
        )
        found = (self.release.code(str(row[0])) for row in rows)
        return tuple(each for each in found if each is not None)

    def place(self, reference: Reference) -> Reach | None:
        """Where the reference lies in this release; None where its codes are not in it."""
        first, last = self.release.code(reference.first), self.release.code(reference.last)
        if first is None or last is None:
            return None
        high = self.end(last.code)
        if high < first.position:
            return None
        pattern = re.compile(reference.pattern) if reference.pattern else None
        return Reach(first.position, high, pattern)

    def _reach(self, text: str) -> tuple[Reach, ...]:
        """The stretches that a text like ``I50.-, I51.4-I51.7`` names in this release."""
        placed = (self.place(reference) for reference in references(f"({text})"))
        return tuple(reach for reach in placed if reach is not None)

    def select_by(self, texts: Iterable[str]) -> None:
        """Say which texts rules will ask for, so that each code is placed among them once."""
        self._selectors |= frozenset(texts)
        self.selected_by.cache_clear()
        self._candidates.cache_clear()
        self.__dict__.pop("_stretches", None)

    def knows(self, text: str) -> bool:
        """Whether the text was announced with ``select_by``."""
        return text in self._selectors

    def _selected_by(self, code: str) -> tuple[str, ...]:
        """The announced texts that name the code."""
        entry = self.release.code(code)
        if entry is None:
            return ()
        texts = self._candidates(code[:3]) if len(code) > 3 else tuple(self._selectors)
        return tuple(t for t in texts if any(r.holds(entry) for r in self.reach(t)))

    def _candidates_of(self, category: str) -> tuple[str, ...]:
        """The announced texts that reach into the category."""
        entry = self.release.code(category)
        if entry is None:
            return tuple(self._selectors)
        start, end = entry.position, self.end(category)
        found = (text for low, high, text in self._stretches if low <= end and high >= start)
        return tuple(dict.fromkeys(found))

    def _own_links(self, owner: str) -> tuple[Link, ...]:
        return tuple(self._own_links_of(owner)) if owner in self._owners else ()

    def _own_links_of(self, owner: str) -> Iterator[Link]:
        notes = [n for n in self.release.notes(owner, inherited=False) if n.kind in LINKING]
        optional = {note.kind for note in notes if _OPTIONAL.search(note.text)}
        heading = ""
        kind: NoteKind | None = None
        for note in notes:
            if note.kind is not kind:
                kind, heading = note.kind, ""
            yield self._link(note, heading, optional=note.kind in optional)
            if note.text.rstrip().endswith((":", "such as", "such as,")):
                heading = note.text

    def _link(self, note: Note, heading: str, *, optional: bool) -> Link:
        try:
            found = references(note.text, note.owner)
        except UnreadableError:
            found = ()  # listed by ``unresolved``
        placed = (self.place(reference) for reference in found)
        reaches = tuple(reach for reach in placed if reach is not None)
        return Link(note, reaches, heading, optional, tuple(str(each) for each in found))

    def _every_link(self, code: str) -> tuple[Link, ...]:
        """The notes that bind the code, its own first, then those above it."""
        entry = self.entry(code)
        if entry is None:
            return ()
        above = self.every_link(entry.parent) if entry.parent else ()
        own = self.own_links(code)
        return (*own, *above) if own else above

    def _links(self, code: str, kind: NoteKind) -> tuple[Link, ...]:
        """The notes of the kind that bind the code, its own first, then those above it."""
        return tuple(link for link in self.every_link(code) if link.note.kind is kind)

    def _targets(self, code: str) -> tuple[list[int], list[int]]:
        """Where the notes over the code point: starts and ends of separate stretches, in order."""
        entry = self.entry(code)
        if entry is None:
            return [], []
        above = self.targets(entry.parent) if entry.parent else ([], [])
        own = [(r.low, r.high) for link in self.own_links(code) for r in link.reaches]
        return _joined([*own, *zip(*above, strict=True)]) if own else above

    def _relation(self, code: str, other: str) -> Relation | None:
        """What the notes over ``code`` say of ``other``; None where they say nothing."""
        entry = self.release.code(other)
        if entry is None:
            return None
        named: dict[NoteKind, tuple[Link, ...]] = dict.fromkeys(LINKING, ())
        for link in self.every_link(code):
            if link.holds(entry):
                named[link.note.kind] += (link,)
        if not any(named.values()):
            return None
        return Relation(
            named[NoteKind.EXCLUDES1],
            named[NoteKind.EXCLUDES2],
            named[NoteKind.CODE_FIRST],
            named[NoteKind.USE_ADDITIONAL],
            named[NoteKind.CODE_ALSO],
        )

    def asked(self, code: str, other: str) -> bool:
        """Whether a note over ``code`` asks for ``other`` beside it."""
        relation = self.relation(code, other)
        return relation is not None and relation.asks


def _joined(stretches: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """The stretches in order, those that touch made one: their starts and their ends."""
    lows: list[int] = []
    highs: list[int] = []
    for low, high in sorted(stretches):
        if highs and low <= highs[-1] + 1:
            highs[-1] = max(highs[-1], high)
        else:
            lows.append(low)
            highs.append(high)
    return lows, highs


@lru_cache(maxsize=8)
def open_book(release: Release) -> Book:
    """The book over a release, the same one for the same release."""
    return Book(release)


def unresolved(release: Release) -> list[tuple[str, str, str, str]]:
    """Every reference of the release that resolves to nothing.

    Returns:
        (owner, kind, printed reference, why) in tabular order.
    """
    book = Book(release)
    found: list[tuple[str, str, str, str]] = []
    rows = release.rows(
        "SELECT o.code, n.kind, n.text FROM note n JOIN code o ON o.id = n.owner ORDER BY n.id"
    )
    for owner, kind, text in rows:
        if NoteKind(str(kind)) not in LINKING:
            continue
        found += _unresolved(book, str(owner), str(kind), str(text))
    return found


def _unresolved(
    book: Book, owner: str, kind: str, text: str
) -> Iterator[tuple[str, str, str, str]]:
    try:
        items = references(text, owner)
    except UnreadableError as error:
        yield owner, kind, str(error), "unknown phrase"
        return
    for item in items:
        if book.place(item) is None:
            yield owner, kind, f"{item.first}-{item.last}", "not in this release"
