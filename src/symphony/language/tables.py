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
