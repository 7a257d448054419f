"""What changed from one release to another."""

from collections import defaultdict
from dataclasses import dataclass

from symphony.books.changes import same_title
from symphony.books.store import Release


@dataclass(frozen=True, slots=True)
class Revised:
    """A complete code with another title."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Diff:
    """The complete codes that came, went and were retitled, and entries whose notes changed.

    ``notes`` names every entry, headers included, whose own instructional notes, inclusion terms or
    seventh characters are not the same; an entry that is new or gone is not among them.
    """

    old: str
    new: str
    added: tuple[tuple[str, str], ...]
    deleted: tuple[tuple[str, str], ...]
    revised: tuple[Revised, ...]
    notes: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "added": len(self.added),
            "deleted": len(self.deleted),
            "revised": len(self.revised),
            "notes": len(self.notes),
        }


def compare(old: Release, new: Release) -> Diff:
    """The difference of two releases, each list in the order of its release."""
    before = {code.code: code.title for code in old.codes() if code.billable}
    after = {code.code: code.title for code in new.codes() if code.billable}
    notes_before, notes_after = _notes(old), _notes(new)
    both = [code.code for code in new.codes() if old.code(code.code) is not None]
    return Diff(
        old.edition.release,
        new.edition.release,
        tuple((code, title) for code, title in after.items() if code not in before),
        tuple((code, title) for code, title in before.items() if code not in after),
        tuple(
            Revised(code, before[code], title)
            for code, title in after.items()
            if code in before and not same_title(before[code], title)
        ),
        tuple(code for code in both if notes_before[code] != notes_after[code]),
    )


_NOTES = (
    "SELECT c.code, n.kind, n.text FROM note n JOIN code c ON c.id = n.owner",
    (
        "SELECT c.code, t.kind, t.text FROM term t JOIN code c ON c.id = t.code"
        " WHERE t.kind = 'inclusion'"
    ),
    "SELECT c.code, s.character, s.meaning FROM seventh s JOIN code c ON c.id = s.owner",
)


def _notes(release: Release) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for sql in _NOTES:
        for code, kind, text in release.rows(sql):
            found[str(code)].add((str(kind), str(text)))
    return defaultdict(frozenset, {code: frozenset(lines) for code, lines in found.items()})
