"""Reading a digest: the sections of a rule book, in this project's own words, as data."""

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import tomli

from symphony.books.guidelines.section import Section
from symphony.errors import InternalError

_DIGESTS: Final = {"icd10cm": "icd10cm/guidelines_digest.toml"}
_SETTINGS: Final = frozenset({"outpatient", "inpatient", "emergency"})
_FIELDS: Final = frozenset({"title", "says", "codes", "settings"})
_NUMBER = re.compile(r"[IVX]+(\.[A-Z])?(\.[0-9A-Za-z]+)*|Appendix [IVX]+")


@cache
def digest(system: str) -> tuple[Section, ...]:
    """The sections of the system's digest in the order of the rule book; empty without one.

    Raises:
        InternalError: the data file has an unknown key, a missing field or a malformed number.
    """
    name = _DIGESTS.get(system)
    if name is None:
        return ()
    return _read(resources.files("symphony.books.systems") / name)


def _read(file: Traversable) -> tuple[Section, ...]:
    try:
        tables = tomli.loads(file.read_text(encoding="utf-8"))
    except tomli.TOMLDecodeError as error:
        raise InternalError(f"{file.name}: {error}") from error
    tables.pop("about")
    return tuple(_section(file.name, number, table) for number, table in tables.items())


def _section(file: str, number: str, table: dict[str, object]) -> Section:
    unknown = table.keys() - _FIELDS
    if unknown or not _NUMBER.fullmatch(number):
        raise InternalError(f"{file}: section {number!r}: unknown {sorted(unknown) or 'number'}")
    title, says = table.get("title"), table.get("says")
    if not (isinstance(title, str) and isinstance(says, str) and title and says):
        raise InternalError(f"{file}: section {number!r} needs a title and a text")
    settings = _strings(table.get("settings", []))
    if settings is None or not _SETTINGS.issuperset(settings):
        raise InternalError(f"{file}: section {number!r}: settings are {sorted(_SETTINGS)}")
    codes = _strings(table.get("codes", []))
    if codes is None:
        raise InternalError(f"{file}: section {number!r}: codes must be a list of strings")
    return Section(number, title, says, codes, settings)


def _strings(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return None
    return tuple(value)
