"""NCCI procedure-to-procedure edits, from the user's own download of CMS's quarterly file.

The file names CPT codes, whose use needs the user's own licence; nothing of it is shipped. It is
the tab-separated text of the download: column 1 code, column 2 code, (prior to 1996), effective
date, deletion date, modifier indicator, rationale.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path

from symphony.errors import InputError
from symphony.language.patterns import lazy
from symphony.rules.model import CodeSet, Finding, Line

_SYSTEMS = frozenset({"hcpcs", "cpt"})
_CODE = lazy(r"^[0-9A-Z]\d{3}[0-9A-Z]$")
_DAY = lazy(r"^\d{8}$")
_COLUMNS = 6
_CITATION = "NCCI PTP"
_BYPASS = frozenset(
    {"E1", "E2", "E3", "E4", "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA",
     "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "LT", "RT", "LC", "LD", "LM", "RC",
     "RI", "24", "25", "57", "58", "78", "79", "27", "59", "91", "XE", "XS", "XP", "XU"}
)  # fmt: skip
"""Modifiers that may bypass an edit whose indicator is 1 (NCCI policy manual, chapter I)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One pair: the second code is not paid beside the first. ``indicator``: 0, 1 or 9."""

    first: str
    second: str
    effective: date
    deleted: date | None
    indicator: str

    def holds(self, on: date) -> bool:
        """Whether the edit is in force on the date. Indicator 9 means that it never was."""
        in_time = self.effective <= on and (self.deleted is None or on <= self.deleted)
        return self.indicator != "9" and in_time


Edits = dict[tuple[str, str], list[Edit]]


def load(path: Path) -> Edits:
    """Read a downloaded file.

    Raises:
        InputError: it cannot be read or holds no edit.
    """
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    edits: Edits = {}
    for edit in _edits(text):
        edits.setdefault((edit.first, edit.second), []).append(edit)
    if not edits:
        raise InputError(f"{path} holds no edits; give the tab-separated text of the download")
    return edits


def _edits(text: str) -> Iterator[Edit]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < _COLUMNS or not _CODE.match(cells[0]) or not _CODE.match(cells[1]):
            continue
        if cells[5] not in ("0", "1", "9") or not _DAY.match(cells[3]):
            continue
        yield Edit(cells[0], cells[1], _day(cells[3]), _until(cells[4]), cells[5])


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _until(text: str) -> date | None:
    return _day(text) if _DAY.match(text) else None


def check(codeset: CodeSet, edits: Edits | None, today: date) -> tuple[Finding, ...]:
    """The pairs of procedures of the set that an edit keeps apart.

    Args:
        codeset: its HCPCS and CPT lines are looked at.
        edits: the user's file, or None where there is none.
        today: the date of service where the set has none.
    """
    lines = {line.code: line for line in codeset.lines if line.system in _SYSTEMS}
    if len(lines) < 2:
        return ()
    if edits is None:
        message = "not_evaluated: give the edits that you downloaded with --ncci"
        return (Finding("ncci.not-evaluated", "info", tuple(sorted(lines)), message, _CITATION),)
    on = codeset.date_of_service or today
    pairs = permutations(sorted(lines), 2)
    found = (_pair(lines[a], lines[b], edits.get((a, b), []), on) for a, b in pairs)
    return tuple(finding for finding in found if finding is not None)


def _pair(first: Line, second: Line, edits: list[Edit], on: date) -> Finding | None:
    held = next((edit for edit in edits if edit.holds(on)), None)
    if held is None:
        return None
    codes = (first.code, second.code)
    used = _BYPASS & {*first.modifiers, *second.modifiers}
    if held.indicator == "0":
        message = f"{second.code} is not paid beside {first.code}; no modifier changes that"
        return Finding("ncci.pair", "error", codes, message, _CITATION)
    if used:
        message = f"{second.code} beside {first.code}: modifier {min(used)} must be documented"
        return Finding("ncci.modifier", "info", codes, message, _CITATION)
    message = f"{second.code} is not paid beside {first.code} without a modifier that sets it apart"
    return Finding("ncci.pair", "error", codes, message, _CITATION)
