"""The vocabulary of the books: codes, instructional notes, seventh characters, releases."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class NoteKind(StrEnum):
    """The kinds of instructional note in a tabular list (ICD-10-CM guidelines, section I.A)."""

    INCLUDES = "includes"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    EXCLUDES = "excludes"  # of a classification that does not tell two kinds apart
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    SEVENTH_CHARACTER = "seventh_character"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Note:
    """One line of an instructional note and the code, block or chapter that it stands under."""

    kind: NoteKind
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class SeventhCharacter:
    """A seventh character and its meaning, as defined at ``owner`` for all codes below it."""

    character: str
    meaning: str
    owner: str


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the tabular list: a chapter, a block, a category or a code.

    ``billable`` says that it is a complete code of the release; headers are not. ``position`` is
    the order of the tabular list, which is not the order of the letters (C4A stands before C44).
    """

    code: str
    title: str
    parent: str | None
    level: str
    billable: bool
    position: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What a loader says of one code, before it is written to a release file."""

    code: str
    title: str
    parent: str | None
    level: str
    billable: bool
    terms: tuple[str, ...] = ()
    """Inclusion terms: other names of the same condition, as printed under the code."""
    notes: tuple[Note, ...] = ()
    seventh: tuple[SeventhCharacter, ...] = ()
    searchable: bool = True
    """False where the title only repeats its parent's with a seventh character's meaning."""
    properties: tuple[tuple[str, str], ...] = ()
    """What else the publisher says of the code, as (key, value): ``("short", "Cholera, unsp")``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's file from which a release was compiled."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Edition:
    """Which release this is: the system, the release's date and when it is in force.

    ``effective_to`` is the last day in force, or None where the publisher has not named one.
    """

    system: str
    release: str
    title: str
    effective_from: date
    effective_to: date | None
    sources: tuple[Source, ...]

    @property
    def sha256(self) -> str:
        """One fingerprint over all sources, for a result to name what it was coded with."""
        return hashlib.sha256("".join(s.sha256 for s in self.sources).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class IndexCode:
    """A code printed beside an index entry.

    ``printed`` may end in ``-``: characters are missing and stand in the tabular list. ``role`` is
    ``default``, ``manifestation`` (printed in brackets, sequenced second) or, in the tables, the
    column: ``malignant_primary``, ``adverse_effect`` ...
    """

    printed: str
    role: str = "default"


@dataclass(frozen=True, slots=True)
class IndexReference:
    """Where an index entry sends the reader: ``see``, ``see_also`` or ``see_category``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of an alphabetic index or of one of its tables, in printed order.

    ``depth`` is 0 for a main term; a line belongs to the nearest line above it that is less deep.
    ``modifiers`` are the nonessential ones, as printed in parentheses.
    """

    book: str
    depth: int
    title: str
    modifiers: str = ""
    codes: tuple[IndexCode, ...] = ()
    references: tuple[IndexReference, ...] = ()


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One value that a row of a construction table allows at a position (counted from 1)."""

    row: int
    stem: str
    position: int
    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What the publisher says a label on an axis means, or which body parts it includes."""

    section: str
    position: int
    label: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that a loader yields: the edition, its entries (parents before children) and the rest."""

    edition: Edition
    entries: Iterable[Entry]
    index: Iterable[IndexEntry] = ()
    axes: Iterable[AxisValue] = ()
    definitions: Iterable[Definition] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Further facts for ``Release.facts``: what the release was derived from, known differences."""


@dataclass(frozen=True, slots=True)
class Term:
    """A name by which the books know a code: its title, an inclusion term, or a derived form."""

    text: str
    code: str
    kind: str
    """``title``, ``inclusion``, ``includes``, ``index`` (a line of the alphabetic index) or
    ``derived`` (a title less its unspecified part)."""
