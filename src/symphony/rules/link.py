"""Instructional notes as links: what one printed line points at, and what it says of a code."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from symphony.books.model import Code, Note, NoteKind
from symphony.language.patterns import lazy
from symphony.rules.reach import Reach
from symphony.rules.references import Reference, UnreadableError, references

LINKING = frozenset(
    {NoteKind.EXCLUDES1, NoteKind.EXCLUDES2, NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL,
     NoteKind.CODE_ALSO}
)  # fmt: skip
"""The notes that point at other codes."""

_OPTIONAL = lazy(
    r"\bif (applicable|known|present|any|documented|desired|so|appropriate)|\bany\b|when applicable"
    r"|, if\b|where applicable",
    re.IGNORECASE,
)


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
    """What the notes over one code say of another, by kind of note, nearest note first."""

    excludes1: tuple[Link, ...] = ()
    excludes2: tuple[Link, ...] = ()
    code_first: tuple[Link, ...] = ()
    use_additional: tuple[Link, ...] = ()
    code_also: tuple[Link, ...] = ()

    @classmethod
    def of(cls, links: Iterable[Link]) -> "Relation":
        """The relation that the links make, each of which names the other code."""
        by_kind: dict[NoteKind, list[Link]] = {}
        for link in links:
            by_kind.setdefault(link.note.kind, []).append(link)
        return cls(
            tuple(by_kind.get(NoteKind.EXCLUDES1, ())),
            tuple(by_kind.get(NoteKind.EXCLUDES2, ())),
            tuple(by_kind.get(NoteKind.CODE_FIRST, ())),
            tuple(by_kind.get(NoteKind.USE_ADDITIONAL, ())),
            tuple(by_kind.get(NoteKind.CODE_ALSO, ())),
        )

    @property
    def asks(self) -> bool:
        """Whether a note asks for the other code beside this one."""
        return bool(self.code_first or self.use_additional or self.code_also)


def _named(note: Note) -> tuple[Reference, ...]:
    try:
        return references(note.text, note.owner)
    except UnreadableError:
        return ()  # listed by ``unresolved``


def linked(notes: list[Note], place: Callable[[Reference], Reach | None]) -> Iterator[Link]:
    """The links of all linking notes under one entry, in the order in which they are printed."""
    optional = {note.kind for note in notes if _OPTIONAL.search(note.text)}
    heading = ""
    kind: NoteKind | None = None
    for note in notes:
        if note.kind is not kind:
            kind, heading = note.kind, ""
        named = _named(note)
        reaches = tuple(reach for reach in map(place, named) if reach is not None)
        yield Link(note, reaches, heading, note.kind in optional, tuple(map(str, named)))
        if note.text.rstrip().endswith((":", "such as", "such as,")):
            heading = note.text
