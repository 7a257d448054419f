"""Strict reading of the data files that lie beside the modules (TSV with a header line)."""

from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable

from symphony.errors import InternalError


def rows(source: Traversable, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of a TSV file with their line numbers (1-based), comments and header left out.

    Args:
        source: the file; UTF-8. Lines that begin with ``# `` are comments.
        columns: the header that the file must have, in this order.

    Raises:
        InternalError: another header, or a row with another number of fields; names file and line.
    """
    expected = tuple(columns)
    seen_header = False
    lines = source.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("# "):
            continue
        fields = tuple(line.split("\t"))
        if not seen_header:
            if fields != expected:
                raise InternalError(f"{source.name}:{number}: header must be {expected!r}")
            seen_header = True
            continue
        if len(fields) != len(expected):
            raise InternalError(
                f"{source.name}:{number}: {len(fields)} fields, not {len(expected)}"
            )
        yield number, fields
