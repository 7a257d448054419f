"""Tables of which codes are built, one character an axis, as text for a reader who builds one."""

from collections.abc import Iterator

from symphony.books.store import Release

_MOST = 40
"""Values of one axis that are printed; longer axes say how many more there are."""


def axis_rows(release: Release, table: str) -> Iterator[str]:
    """The rows of a table, axis by axis; nothing for a place that is not a table.

    Every combination within one row is a code; across rows there are none.
    """
    found = release.rows(
        "SELECT row, position, value, name, label FROM axis WHERE stem = ? AND row > 0"
        " ORDER BY row, position, value",
        (table,),
    )
    rows: dict[object, dict[str, list[str]]] = {}
    for row, position, value, name, label in found:
        axis = f"{position} {name}"
        rows.setdefault(row, {}).setdefault(axis, []).append(f"{value} {label}")
    for number, axes in rows.items():
        told = "; ".join(f"{axis}: {_values(values)}" for axis, values in axes.items())
        yield f"row {number}: {told}"


def _values(values: list[str]) -> str:
    more = f", and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(values[:_MOST]) + more
