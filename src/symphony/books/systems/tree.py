"""Building the tree of a system whose files give codes and titles but no tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from symphony.books.model import Entry


@dataclass(frozen=True, slots=True)
class Row:
    """A code as a flat file gives it."""

    code: str
    title: str
    parent: str | None = None
    billable: bool | None = None
    """None where the file does not say: then a code without codes below it is complete."""
    level: str = "code"
    terms: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()


def by_prefix(rows: Iterable[Row]) -> list[Row]:
    """The rows, each below the row whose code is the longest beginning of its own."""
    every = {row.code: row for row in rows}

    def above(code: str) -> str | None:
        stems = (code[:end].rstrip(".") for end in range(len(code) - 1, 0, -1))
        return next((stem for stem in stems if stem in every), None)

    return [
        Row(r.code, r.title, above(r.code), r.billable, r.level, r.terms, r.properties)
        for r in every.values()
    ]


def entries(
    rows: Iterable[Row], allowed: Callable[[str], bool] = lambda _: True
) -> Iterator[Entry]:
    """The entries of a tree in which every row names its parent; parents before children.

    A parent that is not among the rows is none; siblings keep the order of the rows.
    """
    every = {row.code: row for row in rows}
    below: dict[str | None, list[str]] = {}
    for row in every.values():
        parent = row.parent if row.parent in every and row.parent != row.code else None
        below.setdefault(parent, []).append(row.code)
    yield from _walk(None, every, below, allowed)


def _walk(
    parent: str | None,
    every: Mapping[str, Row],
    below: Mapping[str | None, list[str]],
    allowed: Callable[[str], bool],
) -> Iterator[Entry]:
    for code in below.get(parent, ()):
        row = every[code]
        complete = row.billable if row.billable is not None else code not in below
        yield Entry(
            row.code,
            row.title,
            parent,
            row.level,
            bool(complete) and allowed(code),
            terms=row.terms,
            properties=row.properties,
        )
        yield from _walk(code, every, below, allowed)
