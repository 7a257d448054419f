"""A set of codes laid out for the rules: each code once, in tabular order, with its entry."""

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from symphony.books.model import Code, NoteKind
from symphony.encounter.model import Setting
from symphony.rules.book import Book
from symphony.rules.link import Link, Relation
from symphony.rules.model import CodeSet, Line, PresentOnAdmission


@dataclass(frozen=True, slots=True)
class Item:
    """One diagnosis code of the set that the release knows.

    ``category`` is its first three characters, ``title`` its title in lower case, for comparing.
    """

    entry: Code
    line: Line
    code: str
    category: str
    title: str

    @classmethod
    def of(cls, entry: Code, line: Line) -> "Item":
        """The item of an entry and the line that gives it."""
        return cls(entry, line, entry.code, entry.code[:3], entry.title.casefold())


class Sheet:
    """What a rule looks at. Nothing in it depends on the order in which the codes were given."""

    def __init__(self, codeset: CodeSet, book: Book, before: "Sheet | None" = None) -> None:
        """Of a set of codes; ``before`` is a sheet of the same encounter with other codes."""
        self._before = before
        self.codeset = codeset
        self.book = book
        self.setting = codeset.setting
        self.patient = codeset.patient
        self.date = codeset.date_of_service
        groups: dict[str, list[Line]] = {}
        for line in codeset.lines:
            if line.system == "icd10cm":
                groups.setdefault(line.code, []).append(line)
        self.repeated = tuple(sorted(code for code, same in groups.items() if len(same) > 1))
        book.prepare(groups)
        known = [(book.entry(code), merged(same)) for code, same in groups.items()]
        self.items = tuple(
            sorted(
                (Item.of(entry, line) for entry, line in known if entry is not None),
                key=lambda item: item.entry.position,
            )
        )
        self.unknown = tuple(sorted(code for code in groups if book.entry(code) is None))
        self._by_code = {item.code: item for item in self.items}
        self._selected: dict[str, tuple[Item, ...]] = {}
        chosen: dict[str, list[Item]] = {}
        for item in self.items:
            for text in book.selected_by(item.code):
                chosen.setdefault(text, []).append(item)
        self.selected = {text: tuple(items) for text, items in chosen.items()}
        """The codes that each text names by which some rule selects, where it names any."""

    @property
    def inpatient(self) -> bool:
        """Whether sections II and III of the guidelines bind (not IV)."""
        return self.setting is Setting.INPATIENT

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The known codes in tabular order."""
        return tuple(self._by_code)

    @cached_property
    def first(self) -> Item | None:
        """The code that somebody put first; None where nobody gave an order."""
        placed = [item for item in self.items if item.line.sequence is not None]
        return min(placed, key=lambda item: item.line.sequence or 0, default=None)

    @cached_property
    def relations(self) -> tuple[tuple[Item, Item, Relation], ...]:
        """Every code with every other of which its notes say something."""
        before, self._before = self._before, None
        if before is not None and set(self.codes) <= set(before.codes):
            return tuple(self._those_left(before.relations))
        positions = [item.entry.position for item in self.items]
        pointing: dict[str, list[tuple[int, Link]]] = {}
        found = []
        for place, item in enumerate(self.items):
            named: dict[int, list[Link]] = {}
            for owner in self.book.binding(item.code):
                if owner not in pointing:
                    pointing[owner] = list(self._pointed_at(owner, positions))
                for at, link in pointing[owner]:
                    if at != place:
                        named.setdefault(at, []).append(link)
            found += [(item, self.items[at], Relation.of(named[at])) for at in sorted(named)]
        return tuple(found)

    def _those_left(
        self, relations: Iterable[tuple[Item, Item, Relation]]
    ) -> Iterator[tuple[Item, Item, Relation]]:
        for one, other, relation in relations:
            item, its = self.get(one.code), self.get(other.code)
            if item is not None and its is not None:
                yield item, its, relation

    def _pointed_at(self, owner: str, positions: list[int]) -> Iterator[tuple[int, Link]]:
        """The places of the codes that the entry's own notes name, with the note."""
        skipped = None if of_category(owner) else NoteKind.EXCLUDES2
        for link in self.book.own_links(owner):
            if link.note.kind is skipped:
                continue
            met: set[int] = set()
            for reach in link.reaches:
                at = bisect_left(positions, reach.low)
                while at < len(positions) and positions[at] <= reach.high:
                    if reach.holds(self.items[at].entry):
                        met.add(at)
                    at += 1
            for at in sorted(met):
                yield at, link

    @cached_property
    def related(self) -> dict[tuple[str, str], Relation]:
        """The same by the two codes."""
        return {(one.code, other.code): relation for one, other, relation in self.relations}

    def asked(self, item: Item, other: Item) -> bool:
        """Whether a note over the code asks for the other beside it."""
        relation = self.related.get((item.code, other.code))
        return relation is not None and relation.asks

    @cached_property
    def pairs(self) -> tuple[tuple[Item, Item], ...]:
        """Every two codes of one category, in tabular order."""
        groups: dict[str, list[Item]] = {}
        for item in self.items:
            groups.setdefault(item.category, []).append(item)
        return tuple(pair for group in groups.values() for pair in itertools.combinations(group, 2))

    def get(self, code: str) -> Item | None:
        """The code, if it is in the set."""
        return self._by_code.get(code)

    def among(self, text: str) -> tuple[Item, ...]:
        """The codes of the set that a text like ``I50.-, I51.4-I51.7`` names."""
        if self.book.knows(text):
            return self.selected.get(text, ())
        if text not in self._selected:
            reaches = self.book.reach(text)
            self._selected[text] = tuple(
                item for item in self.items if any(r.holds(item.entry) for r in reaches)
            )
        return self._selected[text]

    def has(self, text: str) -> bool:
        """Whether any code of the set is among those named."""
        return bool(self.among(text))

    def given_before(self, first: Item, then: Item) -> bool:
        """Whether somebody's order has the first before the other; True where there is no order."""
        a, b = first.line.sequence, then.line.sequence
        return a is None or b is None or a < b


def of_category(owner: str) -> bool:
    """Whether it is no block or chapter, whose Excludes2 only say which chapter is which."""
    return "-" not in owner and not owner.isdigit()


def names(items: Iterable[Item]) -> tuple[str, ...]:
    """The codes of the items."""
    return tuple(item.code for item in items)


def merged(lines: Sequence[Line]) -> Line:
    """One line for several of the same code: the earliest, the weightiest, the surest of them.

    It was present on admission only if all were (Appendix I, same code for two conditions).
    """
    if len(lines) == 1:
        return lines[0]
    places = [line.sequence for line in lines if line.sequence is not None]
    given = {line.poa for line in lines if line.poa is not None}
    return replace(
        min(lines, key=repr),
        sequence=min(places, default=None),
        rank=max(line.rank for line in lines),
        poa=next((poa for poa in _POA_ORDER if poa in given), None),
        words="; ".join(sorted({line.words for line in lines if line.words})),
        uncertain=all(line.uncertain for line in lines),
        late=all(line.late for line in lines),
    )


_POA_ORDER: tuple[PresentOnAdmission, ...] = ("N", "U", "W", "Y", "1")
