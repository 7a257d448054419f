"""The pages of the tabular list that are laid before a model: what it must read to choose a code.

Places that several mentions lead to are printed once. Under each heading stand its notes, then the
codes below it; complete codes that differ in their last character only are printed as one line with
the meanings of that character. A table of which codes are built is printed axis by axis.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symphony.books.model import Code, NoteKind
from symphony.books.store import Release
from symphony.coding.axes import axis_rows
from symphony.coding.case import Scope

_NOTES = {
    NoteKind.INCLUDES: "includes",
    NoteKind.EXCLUDES1: "never coded with",
    NoteKind.EXCLUDES2: "coded elsewhere",
    NoteKind.CODE_FIRST: "code first",
    NoteKind.USE_ADDITIONAL: "use additional code",
    NoteKind.CODE_ALSO: "code also",
    NoteKind.NOTE: "note",
}
_LONGEST_NOTE = 260
_LEAVES = 24
"""Complete codes printed below a place; where there are more, its next level is printed."""
_SIDE_BY_SIDE = 60
"""Where more stand directly below a place, the book is flat: only candidates are printed."""
_FAMILY = 16
"""Lines of a subcategory's whole family that are printed to show its neighbours."""
_UPPER = ("block", "chapter")


@dataclass
class Pages:
    """Pages of one release, and every complete code that they show."""

    release: Release
    scope: Scope
    places: dict[str, bool] = field(default_factory=dict)
    """The places to print: headings at the candidates (True: with all that stands below), or just
    above them (False: with the next level only)."""
    shown: dict[str, Code] = field(default_factory=dict)
    candidates: set[str] = field(default_factory=set)
    """The candidates themselves: below a heading only they are printed with their notes."""
    opened: set[str] = field(default_factory=set)
    """The places whose next level is printed with what is complete below its headings."""
    _meanings: set[str] = field(default_factory=set)

    def add(self, code: str, *, wide: bool = False) -> str | None:
        """Take a candidate in; the place under which it is printed, None for an unknown code.

        With ``wide`` the neighbours of its subcategory, and complete codes below the headings
        beside it, are printed too, where they are few.
        """
        entry = self.release.code(code)
        if entry is None:
            return None
        self.candidates.add(entry.code)
        close = self._place(entry)
        place = self._family(close) if wide else close
        whole = place is not close or (place.code == entry.code and not place.billable)
        self.places[place.code] = whole or self.places.get(place.code, False)
        if wide:
            self.opened.add(place.code)
        return place.code

    def _place(self, entry: Code) -> Code:
        """The heading above a complete code (its siblings are then seen), else the entry itself."""
        found = entry
        while found.parent is not None:
            parent = self.release.code(found.parent)
            if parent is None or parent.level in _UPPER:
                break
            if not (found.billable or self._extended(found)) or self._is_flat(parent):
                break
            found = parent
            if not self._extended(found):
                break
        return found

    def _family(self, place: Code) -> Code:
        """The heading above a subcategory where all that stands below it is a few lines."""
        parent = self.release.code(place.parent) if place.parent else None
        if parent is None or parent.level in _UPPER or self._is_flat(parent):
            return place
        if any(axis_rows(self.release, place.code)):
            return place
        return parent if len(self._lines_below(parent)) <= _FAMILY else place

    def _is_flat(self, entry: Code) -> bool:
        return len(self.release.children(entry.code)) > _SIDE_BY_SIDE

    def _extended(self, entry: Code) -> bool:
        """Whether only the last character is missing: all that stands below are its meanings."""
        below = self.release.children(entry.code)
        return (
            bool(below)
            and all(child.billable and child.code[:-1] == below[0].code[:-1] for child in below)
            and below[0].level == "code"
        )

    def print(self) -> str:
        """The pages as text, in tabular order; ``shown`` is filled."""
        self.shown.clear()
        self._meanings.clear()
        lines: list[str] = []
        printed: set[str] = set()
        for code in sorted(self.places, key=self._position):
            entry = self.release.code(code)
            if entry is None or self._is_covered(entry):
                continue
            lines += self._heading(entry, printed)
            lines += self._below(entry)
        return "\n".join(f"| {line}" for line in lines)

    def _is_covered(self, entry: Code) -> bool:
        """Whether all complete codes below the place have been printed already."""
        leaves = self.release.descendants(entry.code)
        return bool(leaves) and all(leaf.code in self.shown for leaf in leaves)

    def _position(self, code: str) -> int:
        entry = self.release.code(code)
        return entry.position if entry else 0

    def _heading(self, entry: Code, printed: set[str]) -> Iterator[str]:
        """The headings above and the entry itself with their notes, each once."""
        above = [a for a in self.release.ancestors(entry.code) if a.level not in _UPPER]
        for place in reversed(above):
            if place.code in printed:
                continue
            printed.add(place.code)
            yield f"[{place.code}] {place.title}"
            yield from self._notes(place.code)

    def _notes(self, code: str) -> Iterator[str]:
        by_kind: dict[NoteKind, list[str]] = {}
        for note in self.release.notes(code, inherited=False):
            if note.kind in _NOTES:
                by_kind.setdefault(note.kind, []).append(" ".join(note.text.split()))
        for kind, texts in by_kind.items():
            joined = "; ".join(texts)
            cut = joined if len(joined) <= _LONGEST_NOTE else joined[:_LONGEST_NOTE] + " ..."
            yield f"   {_NOTES[kind]}: {cut}"

    def _below(self, entry: Code) -> Iterator[str]:
        if entry.billable:
            yield from self._leaf(entry)
            return
        axes = list(axis_rows(self.release, entry.code))
        if axes:
            yield from (f"   {row}" for row in axes)
            allowed = (c for c in self.release.children(entry.code) if self.scope.allows(c.code))
            self.shown.update({code.code: code for code in allowed})
            return
        if self.places.get(entry.code, True):
            leaves = [c for c in self._lines_below(entry) if self._allows(c)]
            if len(leaves) <= _LEAVES:
                for leaf in leaves:
                    yield from self._leaf(leaf)
                return
        if self._is_flat(entry):
            count = len(self.release.descendants(entry.code))
            yield f"   ({count} codes below: look up words)"
            return
        yield from self._next_level(entry)

    def _next_level(self, entry: Code) -> Iterator[str]:
        """What stands directly below, and below its headings what is complete there, if little."""
        children = self.release.children(entry.code)
        nearest = {c.code: self._complete(c) for c in children if not self._is_line(c)}
        few = entry.code in self.opened and sum(map(len, nearest.values())) <= _LEAVES
        for child in children:
            if self._is_line(child):
                if self._allows(child):
                    yield from self._leaf(child)
            elif child.code not in self.places:
                lines = nearest[child.code] if few else []
                if not lines or len(lines) < len(self.release.children(child.code)):
                    told = f"{len(self.release.descendants(child.code))} codes below"
                    yield f"   {child.code}… {child.title} ({told}: look up {child.code})"
                for leaf in lines:
                    yield from self._leaf(leaf)

    def _is_line(self, entry: Code) -> bool:
        return entry.billable or self._extended(entry)

    def _complete(self, entry: Code) -> list[Code]:
        below = self.release.children(entry.code)
        return [c for c in below if self._is_line(c) and self._allows(c)]

    def _allows(self, entry: Code) -> bool:
        return any(self.scope.allows(leaf.code) for leaf in self.release.descendants(entry.code))

    def _lines_below(self, entry: Code) -> list[Code]:
        if entry.billable or self._extended(entry):
            return [entry]
        found: list[Code] = []
        for child in self.release.children(entry.code):
            found += self._lines_below(child)
            if len(found) > 4 * _LEAVES:
                break
        return found

    def _leaf(self, entry: Code) -> Iterator[str]:
        if entry.billable:
            self.shown[entry.code] = entry
            yield f"   {entry.code} {entry.title}"
            if entry.code in self.candidates and entry.code not in self.places:
                yield from (f"   {line}" for line in self._notes(entry.code))
            return
        complete = self.release.children(entry.code)
        complete = tuple(code for code in complete if self.scope.allows(code.code))
        for code in complete:
            self.shown[code.code] = code
        ends = self._ends(entry, complete)
        yield f"   {complete[0].code[:-1]}_ {entry.title} (last character: {ends})"

    def _ends(self, entry: Code, complete: Sequence[Code]) -> str:
        """The last characters with their meanings; the meanings only the first time."""
        meanings = {s.character: s.meaning for s in self.release.seventh(entry.code)}
        letters = [code.code[-1] for code in complete]
        told = ", ".join(f"{letter} {meanings.get(letter, '')}".strip() for letter in letters)
        if told in self._meanings:
            return f"{', '.join(letters)}, as above"
        self._meanings.add(told)
        return told


def siblings(release: Release, code: Code) -> Sequence[Code]:
    """The complete codes beside the code, under the same heading."""
    if code.parent is None:
        return ()
    return [c for c in release.children(code.parent) if c.billable and c.code != code.code]


def size(pages: Pages, codes: Iterable[str], *, wide: bool = False) -> int:
    """How many characters the pages would have with these codes too, roughly."""
    trial = Pages(
        pages.release,
        pages.scope,
        dict(pages.places),
        candidates=set(pages.candidates),
        opened=set(pages.opened),
    )
    for code in codes:
        trial.add(code, wide=wide)
    return len(trial.print())
