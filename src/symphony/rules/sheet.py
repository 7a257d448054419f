"""A set of codes laid out for the rules: each code once, in tabular order, with its entry."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from symphony.books.model import Code
from symphony.encounter.model import Setting
from symphony.rules.book import Book, Relation
from symphony.rules.model import CodeSet, Line


@dataclass(frozen=True, slots=True)
class Item:
    """One diagnosis code of the set that the release knows."""

    entry: Code
    line: Line

    @property
    def code(self) -> str:
        """The code as printed."""
        return self.entry.code

    @property
    def category(self) -> str:
        """Its first three characters."""
        return self.entry.code[:3]

    @property
    def title(self) -> str:
        """Its title in lower case, for comparing words."""
        return self.entry.title.casefold()


class Sheet:
    """What a rule looks at. Nothing in it depends on the order in which the codes were given."""

    def __init__(self, codeset: CodeSet, book: Book) -> None:
        self.codeset = codeset
        self.book = book
        self.setting = codeset.setting
        self.patient = codeset.patient
        self.date = codeset.date_of_service
        lines = sorted((n for n in codeset.lines if n.system == "icd10cm"), key=_before)
        self.repeated = tuple(
            sorted({a.code for a, b in itertools.pairwise(lines) if a.code == b.code})
        )
        single = {line.code: line for line in reversed(lines)}
        known = [(book.entry(code), line) for code, line in single.items()]
        self.items = tuple(
            sorted(
                (Item(entry, line) for entry, line in known if entry is not None),
                key=lambda item: item.entry.position,
            )
        )
        self.unknown = tuple(
            sorted(code for code, line in single.items() if book.entry(code) is None)
        )
        self._by_code = {item.code: item for item in self.items}
        self._selected: dict[str, tuple[Item, ...]] = {}
        chosen: dict[str, list[Item]] = {}
        for item in self.items:
            for text in book.selected_by(item.code):
                chosen.setdefault(text, []).append(item)
        self._announced = {text: tuple(items) for text, items in chosen.items()}

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
        found = []
        for item in self.items:
            for other in self.items:
                if other is not item:
                    relation = self.book.relation(item.code, other.code)
                    if relation is not None:
                        found.append((item, other, relation))
        return tuple(found)

    @cached_property
    def related(self) -> dict[tuple[str, str], Relation]:
        """The same by the two codes."""
        return {(one.code, other.code): relation for one, other, relation in self.relations}

    def get(self, code: str) -> Item | None:
        """The code, if it is in the set."""
        return self._by_code.get(code)

    def among(self, text: str) -> tuple[Item, ...]:
        """The codes of the set that a text like ``I50.-, I51.4-I51.7`` names."""
        if self.book.knows(text):
            return self._announced.get(text, ())
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


def names(items: Iterable[Item]) -> tuple[str, ...]:
    """The codes of the items."""
    return tuple(item.code for item in items)


def _before(line: Line) -> tuple[object, ...]:
    return (line.code, line.sequence or 0, -line.rank, line.poa or "", line.words)
