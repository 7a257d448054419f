"""ICD-10-PCS: whether a code can be built from a row of the tables."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from symphony.books.store import Release
from symphony.errors import InputError
from symphony.rules.model import CodeSet, Finding

if TYPE_CHECKING:
    from lxml import etree

SYSTEM = "icd10pcs"
_LENGTH = 7
_FORBIDDEN = frozenset("IO")
"""Letters that no code holds, so as not to be taken for digits."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the values of characters four to seven that go together."""

    axes: tuple[frozenset[str], ...]

    def depth(self, tail: str) -> int:
        """How many of the characters, from the left, the row holds."""
        held = 0
        for values, character in zip(self.axes, tail, strict=True):
            if character not in values:
                return held
            held += 1
        return held


class Procedures(Protocol):
    """What knows which codes there are: a file of tables or an installed release."""

    def why_not(self, code: str) -> str | None:
        """Why the code does not exist, in words; None where it does."""
        ...


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one edition, by their first three characters."""

    version: str
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def why_not(self, code: str) -> str | None:
        """Why the code does not exist, in words; None where it does."""
        if len(code) != _LENGTH or not code.isalnum() or set(code) & _FORBIDDEN:
            return "a code has seven characters, digits and letters other than I and O"
        table = self.rows.get(code[:3])
        if table is None:
            return f"there is no table {code[:3]}"
        best = max(row.depth(code[3:]) for row in table)
        if best == _LENGTH - 3:
            return None
        return f"table {code[:3]} has no row with {code[: 4 + best]}: character {4 + best} is wrong"


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed release: it has the code or not, and its tables say where a code goes wrong."""

    release: Release

    def why_not(self, code: str) -> str | None:
        """Why the code does not exist, in words; None where it does."""
        entry = self.release.code(code)
        if entry is not None and entry.billable:
            return None
        return self._tables(code[:3]).why_not(code) or "the release does not hold this code"

    def _tables(self, stem: str) -> Tables:
        found = self.release.rows(
            "SELECT row, position, value FROM axis WHERE stem = ? AND row > 0", (stem,)
        )
        rows: dict[str, dict[str, set[str]]] = {}
        for row, position, value in found:
            rows.setdefault(str(row), {}).setdefault(str(position), set()).add(str(value))
        made = [Row(tuple(frozenset(row[at]) for at in sorted(row))) for row in rows.values()]
        return Tables(self.release.edition.release, {stem: made} if made else {})


def load(path: Path) -> Tables:
    """Read the publisher's tables file (XML, ``ICD10PCS.tabular``).

    Raises:
        InputError: the file is missing, damaged or another one.
    """
    from lxml import etree  # noqa: PLC0415 - only where procedures are checked

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.parse(path, parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise InputError(f"{path} cannot be read as ICD-10-PCS tables: {error}") from error
    if root.tag != "ICD10PCS.tabular":
        raise InputError(f"{path} is {root.tag!r}, not the ICD-10-PCS tables")
    tables = Tables(root.findtext("version") or "")
    for table in root.iter("pcsTable"):
        stem = "".join(_values(axis)[0] for axis in table.findall("axis"))
        rows = tables.rows.setdefault(stem, [])
        for row in table.findall("pcsRow"):
            rows.append(Row(tuple(frozenset(_values(axis)) for axis in row.findall("axis"))))
    return tables


def _values(axis: "etree._Element") -> list[str]:
    return [str(label.get("code")) for label in axis.findall("label")]


def check(codeset: CodeSet, tables: Procedures | None) -> tuple[Finding, ...]:
    """The procedure codes of the set that no table row makes; not evaluated without tables."""
    codes = sorted({line.code for line in codeset.lines if line.system == SYSTEM})
    if not codes:
        return ()
    if tables is None:
        message = (
            "not_evaluated: no release of ICD-10-PCS is installed for this date; install one "
            "(symphony books install icd10pcs) or give its tables with --pcs-tables"
        )
        return (Finding("pcs.not-evaluated", "info", tuple(codes), message, "ICD-10-PCS A9"),)
    found = ((code, tables.why_not(code)) for code in codes)
    return tuple(
        Finding("pcs.row", "error", (code,), f"{code}: {why}", "ICD-10-PCS A9")
        for code, why in found
        if why is not None
    )
