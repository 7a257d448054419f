"""Strict reading of the data files that lie beside the modules: TSV and TOML."""

from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import TypeVar

import tomli

from symphony.errors import InternalError

Shape = TypeVar("Shape")


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


def columns(source: Traversable, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The columns of a TSV file: as ``rows``, and quicker for a file of thousands of rows.

    Args:
        source: the file, as for ``rows``.
        names: the header that the file must have, in this order.

    Raises:
        InternalError: as for ``rows``.
    """
    text = source.read_text(encoding="utf-8")
    while text.startswith("# "):
        text = text.partition("\n")[2]
    # One split for the whole file. A line end becomes a field of its own: where each stands at the
    # end of as many fields as there are columns, every row is whole.
    width = len(names) + 1
    fields = text.removesuffix("\n").replace("\n", "\t\n\t").split("\t")
    ends = fields[len(names) :: width]
    whole = len(fields) % width == len(names) and ends.count("\n") == len(ends)
    if not whole or fields[: len(names)] != list(names) or any(odd in text for odd in _ODD):
        found = [fields for _, fields in rows(source, names)]
        return tuple(tuple(row[at] for row in found) for at in range(len(names)))
    return tuple(tuple(fields[at + width :: width]) for at in range(len(names)))


_ODD = ("\n# ", "\n\n", "\n\t", "\n ", "\r", "\f", "\v")
"""Comments between the rows, and how a blank line may begin: such files are read row by row."""


def toml(source: Traversable, shape: type[Shape]) -> Shape:
    """A TOML file as a value of the shape: a frozen dataclass whose fields are the file's keys.

    Raises:
        InternalError: a key is unknown, missing or of another type; names file and key.
    """
    from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config  # noqa: PLC0415 - late

    strict = with_config(ConfigDict(extra="forbid"))
    try:
        value: Shape = TypeAdapter(strict(shape)).validate_python(
            tomli.loads(source.read_text(encoding="utf-8"))
        )
    except (ValidationError, tomli.TOMLDecodeError) as error:
        raise InternalError(f"{source.name}: {error}") from error
    return value
