"""Strict reading of the TOML files beside the rules."""

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from symphony.errors import InternalError


def document(source: Traversable) -> dict[str, Any]:
    """The whole file.

    Raises:
        InternalError: it is not TOML; the message names the file and the line.
    """
    try:
        return tomli.loads(source.read_text(encoding="utf-8"))
    except tomli.TOMLDecodeError as error:
        raise InternalError(f"{source.name}: {error}") from error


def table(
    source: Traversable, name: str, required: Sequence[str], optional: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The rows ``[[name]]`` of a file that may hold nothing else.

    Raises:
        InternalError: another table, a missing or an unknown key; names file, row and line.
    """
    whole = document(source)
    rows: list[dict[str, Any]] = whole.pop(name, [])
    if whole:
        raise InternalError(f"{source.name}: unknown table {min(whole)!r}")
    known = {*required, *optional}
    for number, row in enumerate(rows):
        wrong = [f"missing {k!r}" for k in required if k not in row]
        wrong += [f"unknown {k!r}" for k in row if k not in known]
        if wrong:
            line = _line(source, name, number)
            raise InternalError(f"{source.name}:{line}: [[{name}]] {', '.join(wrong)}")
    return rows


def _line(source: Traversable, name: str, number: int) -> int:
    lines = source.read_text(encoding="utf-8").splitlines()
    heads = [n for n, line in enumerate(lines, start=1) if line.strip() == f"[[{name}]]"]
    return heads[number]
