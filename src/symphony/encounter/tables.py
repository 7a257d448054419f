"""The tables of this room (headings, triggers, chronic conditions): strict reading of TOML.

A table that is wrong must fail loudly and name the entry, since a dropped trigger would silently
turn a negated finding into a code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import tomli

from symphony.errors import InternalError

_DATA = Path(__file__).with_name("data")


class TableError(InternalError):
    """A table of the program is not as it must be; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a table, with the words that name it in an error."""

    where: str
    values: Mapping[str, object]

    def fail(self, problem: str) -> TableError:
        """The error to raise about this entry."""
        return TableError(f"{self.where}: {problem}; correct the table.")

    def text(self, key: str) -> str:
        """The non-empty string under the key.

        Raises:
            TableError: it is missing, empty or not a string.
        """
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"'{key}' must be a non-empty string")
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """The string under the key, which must be one of those allowed.

        Raises:
            TableError: it is something else.
        """
        if default is not None and key not in self.values:
            return default
        value, choices = self.text(key), sorted(allowed)
        if value not in choices:
            raise self.fail(f"'{key}' is '{value}', not one of {', '.join(choices)}")
        return value

    def flag(self, key: str) -> bool:
        """The boolean under the key, False where it is left out.

        Raises:
            TableError: it is not a boolean.
        """
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(f"'{key}' must be true or false")
        return value

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """The list of distinct non-empty strings under the key.

        Raises:
            TableError: it is missing and not optional, empty, repeated or not such a list.
        """
        value = self.values.get(key)
        if value is None and optional:
            return ()
        if not isinstance(value, list) or not value:
            raise self.fail(f"'{key}' must be a list of strings")
        for item in value:
            if not isinstance(item, str) or not item.strip():
                raise self.fail(f"'{key}' holds something that is not a non-empty string")
        if len(set(value)) < len(value):
            twice = next(item for at, item in enumerate(value) if item in value[:at])
            raise self.fail(f"'{key}' holds '{twice}' twice")
        return tuple(value)

    def texts_of(self, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """The optional list of strings under the key, each one of those allowed.

        Raises:
            TableError: one is something else.
        """
        choices = sorted(allowed)
        values = self.texts(key, optional=True)
        for value in values:
            if value not in choices:
                raise self.fail(f"'{key}' holds '{value}', not one of {', '.join(choices)}")
        return values


@dataclass(frozen=True, slots=True)
class Table:
    """One parsed TOML file."""

    name: str
    values: Mapping[str, object]

    def rows(self, key: str, *, identity: str, keys: Iterable[str]) -> tuple[Row, ...]:
        """The entries of an array of tables, each with a unique value under ``identity``.

        Raises:
            TableError: the array is missing, an entry has an unknown key, or two share a name.
        """
        entries = self.values.get(key)
        if not isinstance(entries, list) or not entries:
            raise TableError(f"{self.name}: no [[{key}]] entries; correct the table.")
        allowed, seen, rows = frozenset(keys), set[str](), list[Row]()
        for number, entry in enumerate(entries, 1):
            row = self._row(f"[[{key}]] number {number}", entry, allowed)
            name = row.text(identity)
            row = Row(f"{self.name}, {key} '{name}'", row.values)
            if name in seen:
                raise row.fail(f"'{identity}' is used twice")
            seen.add(name)
            rows.append(row)
        return tuple(rows)

    def section(self, key: str, *, keys: Iterable[str] | None = None) -> Row:
        """One table of the file as an entry; None for keys lets any key through.

        Raises:
            TableError: it is missing or has an unknown key.
        """
        entry = self.values.get(key)
        allowed = None if keys is None else frozenset(keys)
        return self._row(f"[{key}]", entry, allowed)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of distinct strings under a key at the top of the file.

        Raises:
            TableError: it is not such a list.
        """
        return Row(self.name, self.values).texts(key)

    def _row(self, where: str, entry: object, allowed: frozenset[str] | None) -> Row:
        if not isinstance(entry, dict):
            raise TableError(f"{self.name}, {where}: missing or not a table; correct the table.")
        row = Row(f"{self.name}, {where}", entry)
        unknown = set() if allowed is None else set(entry) - allowed
        if unknown:
            raise row.fail(f"unknown key '{min(unknown)}'")
        return row


def parse_table(name: str, content: str, *, keys: Iterable[str]) -> Table:
    """The table in the TOML content; the name is for errors.

    Raises:
        TableError: it is not TOML, or has an unknown key at the top.
    """
    try:
        values = tomli.loads(content)
    except tomli.TOMLDecodeError as error:
        raise TableError(f"{name}: not valid TOML ({error}); correct the table.") from error
    unknown = set(values) - set(keys)
    if unknown:
        raise TableError(f"{name}: unknown key '{min(unknown)}'; correct the table.")
    return Table(name, values)


def packaged_table(name: str) -> str:
    """The content of a table that ships beside this module.

    Raises:
        TableError: the installation lacks it.
    """
    try:
        return (_DATA / name).read_text(encoding="utf-8")
    except OSError as error:
        raise TableError(f"{name}: not in this installation; reinstall symphony.") from error
