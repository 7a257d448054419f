"""The alphabetic index as a coder walks it: main term, subterms, see and see also, the tables.

Where a release has no official index one is derived: under every word the names of codes that hold
it. A derived line says so, and a coder reads it as what it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from symphony.books.search import Search
from symphony.books.store import Release
from symphony.language.words import forms, function_words, phrase

_PROMPTS = frozenset({"by", "type", "site", "specified"})
"""Words of a reference that tell what to look for, not where: "Contact, by type of tool"."""

_MOST_REFERENCES = 8
_DERIVED_MOST = 60

COLUMNS = {
    "neoplasms": ("malignant_primary", "malignant_secondary", "in_situ", "benign",
                  "uncertain", "unspecified"),
    "drugs": ("accidental", "self_harm", "assault", "undetermined",
              "adverse_effect", "underdosing"),
}  # fmt: skip
"""The columns of the two tables, in printed order."""


@dataclass(frozen=True, slots=True)
class Found:
    """A code beside a line: as printed, the entry of the release, and its role or column."""

    printed: str
    code: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an index and where it stands."""

    id: int
    book: str
    path: tuple[str, ...]
    """The titles from the main term down to this line."""
    modifiers: str
    codes: tuple[Found, ...]
    references: tuple[tuple[str, str], ...]
    derived: bool = False

    @property
    def title(self) -> str:
        """The line's own title."""
        return self.path[-1]

    def column(self, role: str) -> Found | None:
        """The code in a column of a table; None where there is none."""
        return next((found for found in self.codes if found.role == role), None)


@dataclass(frozen=True, slots=True)
class Branch:
    """A line with the lines below it, and the branches that its references lead to."""

    line: Line
    below: tuple["Branch", ...] = ()
    sent_to: tuple[tuple[str, str, "Branch | None"], ...] = ()
    """Each reference: its kind, its text, and where it leads (None for a place already shown or
    one that the index does not have)."""


@dataclass(slots=True)
class _Walk:
    seen: set[int] = field(default_factory=set)


class Index:
    """The alphabetic index of one release."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._search = Search(release)
        self.books = tuple(
            str(row[0])
            for row in release.rows("SELECT book FROM entry GROUP BY book ORDER BY min(id)")
        )
        """The official books that the release holds, in order."""
        self.line = lru_cache(maxsize=8192)(self._line)
        self.below = lru_cache(maxsize=8192)(self._below)

    def find(self, words: str, book: str | None = None) -> tuple[Line, ...]:
        """The lines that the words lead to, the deepest first; derived where there is no index.

        Commas separate a main term and its subterms, as in ``fracture, radius, lower end``; without
        them any word may be the main term.

        Args:
            words: what to look up.
            book: ``diseases``, ``external``, ``neoplasms``, ``drugs``, ``procedures``, or None for
                all of them.
        """
        official = self._official(words, (book,) if book else self.books)
        main = {"diseases", "procedures"} & set(self.books)
        if main or book not in (None, "diseases"):
            return official
        derived = self._derived(words)
        # Where the official books know a part of the words only, what has them all comes first.
        if official and self._left(words, official[0]):
            return (*derived, *official)
        return (*official, *derived)

    def branch(self, line: Line, depth: int = 9) -> Branch:
        """The line with all below it, to a depth, references followed once and loops cut."""
        return self._branch(line, depth, _Walk())

    def follow(self, text: str, book: str) -> Line | None:
        """The line that a reference names, or the nearest above it; None if the index lacks it."""
        parts = [part for part in text.split(",") if part.strip()]
        lines = self._official(text, (book,)) if parts else ()
        if lines:
            return lines[0]
        others = [other for other in self.books if other != book]
        return next(iter(self._official(text, tuple(others))), None)

    def drug(self, substance: str, intent: str = "adverse_effect") -> Found | None:
        """The code that the drug table has for a substance and an intent (``COLUMNS``)."""
        return self._cell(substance, "drugs", intent)

    def _left(self, words: str, line: Line) -> set[str]:
        every = set(forms(" ".join(line.path)))
        return set(forms(words)) - function_words() - _PROMPTS - every

    def _cell(self, words: str, book: str, role: str) -> Found | None:
        for line in self._official(words, (book,)):
            found = line.column(role)
            if found is not None:
                return found
            for kind, text in line.references:
                there = self.follow(text, book) if kind == "see" else None
                if there is not None and there.column(role) is not None:
                    return there.column(role)
        return None

    def _official(self, words: str, books: tuple[str, ...]) -> tuple[Line, ...]:
        asked = [form for form in forms(words) if form not in function_words() | _PROMPTS]
        if not asked:
            return ()
        found: list[tuple[int, int, int, Line]] = []
        for book in books:
            for main, used in self._mains(words, asked, book):
                line, left = self._descend(main, [form for form in asked if form not in used])
                found.append((len(left), -len(line.path), line.id, line))
        best = min((item[0] for item in found), default=0)
        return tuple(item[3] for item in sorted(found, key=lambda i: i[:3]) if item[0] == best)

    def _mains(
        self, words: str, asked: list[str], book: str
    ) -> Iterator[tuple[Line, frozenset[str]]]:
        """Main terms whose own words are all asked for; the one before the comma comes first."""
        keys = [phrase(words.partition(",")[0]), *dict.fromkeys(asked)]
        pairs = [" ".join(asked[at : at + 2]) for at in range(len(asked) - 1)]
        for key in dict.fromkeys([*keys, *pairs]):
            rows = self._release.rows(
                "SELECT id, key FROM entry WHERE depth = 0 AND book = ?"
                " AND (key = ? OR key LIKE ? || ' %') ORDER BY length(key) LIMIT 40",
                (book, key, key),
            )
            for row in rows:
                own = frozenset(str(row[1]).split())
                if key and (own <= set(asked) or str(row[1]) == key or book != "drugs"):
                    yield self.line(int(str(row[0]))), own

    def _descend(self, line: Line, left: list[str]) -> tuple[Line, list[str]]:
        while left:
            best: tuple[bool, int, int, Line, list[str]] | None = None
            for child in self.below(line.id):
                own = set(forms(child.title)) - function_words()
                shared = own & set(left)
                if not shared:
                    continue
                # A coder goes down in the order in which the terms are given.
                rank = (left[0] in shared, len(shared), -len(own - shared))
                if best is None or rank > best[:3]:
                    best = (*rank, child, [form for form in left if form not in shared])
            if best is None:
                deeper = self._below_prompts(line, left)
                if deeper is None:
                    return line, left
                line = deeper
                continue
            line, left = best[3], best[4]
        return line, left

    def _below_prompts(self, line: Line, left: list[str]) -> Line | None:
        """A line such as "with" or "due to" below which one of the words stands."""
        for child in self.below(line.id):
            if set(forms(child.title)) <= function_words() | {"due", "with", "without"} and any(
                set(forms(grandchild.title)) & set(left) for grandchild in self.below(child.id)
            ):
                return child
        return None

    def _branch(self, line: Line, depth: int, walk: _Walk) -> Branch:
        walk.seen.add(line.id)
        sent: list[tuple[str, str, Branch | None]] = []
        for kind, text in line.references[:_MOST_REFERENCES]:
            there = None if line.derived else self.follow(text, line.book)
            if there is None or there.id in walk.seen or kind != "see":
                sent.append((kind, text, None))
            else:
                sent.append((kind, text, self._branch(there, min(depth, 2), walk)))
        below: tuple[Branch, ...] = ()
        if depth and not line.derived:
            below = tuple(self._branch(child, depth - 1, walk) for child in self.below(line.id))
        return Branch(line, below, tuple(sent))

    def _derived(self, words: str) -> tuple[Line, ...]:
        asked = set(forms(words)) - function_words()
        lines: list[Line] = []
        for hit in self._search(words, _DERIVED_MOST):
            own = set(forms(hit.name))
            if asked <= own or not lines:
                printed = hit.code.code if hit.code.billable else f"{hit.code.code}-"
                lines.append(
                    Line(0, "derived", (hit.name,), "",
                         (Found(printed, hit.code.code, "default"),), (), derived=True)
                )  # fmt: skip
        return tuple(lines)

    def _line(self, number: int) -> Line:
        rows = self._release.rows(
            "WITH RECURSIVE up (id, parent, title, book, modifiers, depth) AS ("
            " SELECT id, parent, title, book, modifiers, depth FROM entry WHERE id = ?"
            " UNION ALL SELECT e.id, e.parent, e.title, e.book, e.modifiers, e.depth"
            " FROM entry e JOIN up ON e.id = up.parent)"
            " SELECT title, book, modifiers FROM up ORDER BY depth",
            (number,),
        )
        codes = self._release.rows(
            "SELECT e.printed, c.code, e.role FROM entry_code e LEFT JOIN code c ON c.id = e.code"
            " WHERE e.entry = ? ORDER BY e.position",
            (number,),
        )
        references = self._release.rows(
            "SELECT kind, text FROM entry_reference WHERE entry = ? ORDER BY kind, text", (number,)
        )
        return Line(
            number,
            str(rows[-1][1]),
            tuple(str(row[0]) for row in rows),
            str(rows[-1][2]),
            tuple(Found(str(p), str(c) if c else None, str(r)) for p, c, r in codes),
            tuple((str(kind), str(text)) for kind, text in references),
        )

    def _below(self, number: int) -> tuple[Line, ...]:
        rows = self._release.rows("SELECT id FROM entry WHERE parent = ? ORDER BY id", (number,))
        return tuple(self.line(int(str(row[0]))) for row in rows)
