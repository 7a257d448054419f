"""Guideline rules that are data: one row of ``data/guidelines/*.toml`` is one rule.

A row names its subjects (``if``, in the notation of the tabular notes), what must be there
(``with``) or absent (``without``), and what follows (``then``):

``finding``    tell a person           ``not_first``   the subject is never first
``drop``       the subject goes        ``first``       the subject is first
``drop_other`` the ``with`` code goes  ``before``      the subject precedes the ``with`` code
``replace``    the subject becomes ``by``              ``after``  it follows the ``with`` code
``combine``    the subject and the ``with`` code become ``by``

Where ``if`` and ``with`` are the same text, each pair of codes is met once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import resources
from typing import Any

from symphony.encounter.model import Setting
from symphony.errors import InternalError
from symphony.rules.laterality import sided
from symphony.rules.model import (
    Action,
    Before,
    Drop,
    First,
    Hit,
    NotFirst,
    Reason,
    Replace,
    Severity,
)
from symphony.rules.references import UnreadableError, references
from symphony.rules.rule import Rule
from symphony.rules.sheet import Item, Sheet
from symphony.rules.tables import table

_FOLDER = resources.files("symphony.rules") / "data" / "guidelines"
_REQUIRED = ("id", "title", "section", "severity", "if", "then", "say")
_OPTIONAL = (
    "with", "without", "first", "alone", "present", "initial", "setting", "age_min", "age_max",
    "by", "reason", "strength", "same", "same_form", "one_side", "other_later",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row, checked."""

    subjects: str
    then: str
    say: str
    others: str = ""
    absent: str = ""
    first: bool | None = None
    settings: frozenset[Setting] = frozenset()
    age_min: float | None = None
    age_max: float | None = None
    by: tuple[str, ...] = ()
    reason: Reason = "merged"
    strength: int = 2
    same: int = 0
    """How many leading characters the two codes must share; 0 for none."""
    same_form: bool = False
    """Whether the two codes must have the same characters after the dot (T74.11, T76.11)."""
    alone: bool = False
    """Whether the subject must be the only diagnosis, external causes aside."""
    present: bool = False
    """Whether the subject must not be known to have arisen after admission (POA N)."""
    other_later: bool = False
    """Whether the other code must be known to have arisen after admission (POA N)."""
    initial: bool = False
    """Whether both codes must be of active treatment (seventh character A, B or C)."""
    one_side: bool = False
    """Whether a right-sided code and a left-sided one have nothing to do with each other."""


def load() -> tuple[tuple[Rule, ...], frozenset[str]]:
    """All rules of all files, in the order of the file names, and the texts by which they select.

    Raises:
        InternalError: a row is wrong; names the file and the row.
    """
    files = sorted(_FOLDER.iterdir(), key=lambda file: file.name)
    rows = [
        (raw, file.name)
        for file in files
        if file.name.endswith(".toml")
        for raw in table(file, "rule", _REQUIRED, _OPTIONAL)
    ]
    texts = frozenset(
        raw[key] for raw, _ in rows for key in ("if", "with", "without") if key in raw
    )
    return tuple(ruled(raw, name) for raw, name in rows), texts


def ruled(raw: dict[str, Any], source: str) -> Rule:
    """The rule of one row of the file named.

    Raises:
        InternalError: the row is wrong; names the file and the row.
    """
    where = f"{source}: rule {raw['id']!r}"
    severity: Severity = raw["severity"]
    if severity not in ("error", "warning", "info"):
        raise InternalError(f"{where}: severity is error, warning or info")
    row = _row(raw, where)
    for text in (row.subjects, row.others, row.absent):
        _readable(text, where)
    look = partial(_look, row)
    return Rule(raw["id"], raw["title"], severity, raw["section"], look, row.subjects)


def _row(raw: dict[str, Any], where: str) -> Row:
    if raw["then"] not in _THEN:
        raise InternalError(f"{where}: 'then' is one of {sorted(_THEN)}")
    if raw["then"] in _PAIRED and "with" not in raw:
        raise InternalError(f"{where}: 'then = {raw['then']}' needs 'with'")
    if (raw["then"] in ("replace", "combine")) != ("by" in raw):
        raise InternalError(f"{where}: 'by' goes with 'then' replace or combine")
    try:
        settings = frozenset(Setting(name) for name in raw.get("setting", ()))
    except ValueError as error:
        raise InternalError(f"{where}: {error}") from error
    return Row(
        subjects=raw["if"],
        then=raw["then"],
        say=raw["say"],
        others=raw.get("with", ""),
        absent=raw.get("without", ""),
        first=raw.get("first"),
        settings=settings,
        age_min=raw.get("age_min"),
        age_max=raw.get("age_max"),
        by=tuple(raw.get("by", ())),
        reason=raw.get("reason", "merged"),
        strength=raw.get("strength", 2),
        same=raw.get("same", 0),
        one_side=raw.get("one_side", False),
        same_form=raw.get("same_form", False),
        alone=raw.get("alone", False),
        present=raw.get("present", False),
        other_later=raw.get("other_later", False),
        initial=raw.get("initial", False),
    )


def _readable(text: str, where: str) -> None:
    try:
        found = references(f"({text})") if text else ()
    except UnreadableError as error:
        raise InternalError(f"{where}: cannot read {error}") from error
    if text and not found:
        raise InternalError(f"{where}: {text!r} names no code")


def _look(row: Row, sheet: Sheet) -> Iterator[Hit]:
    subjects = sheet.among(row.subjects)
    if not subjects or not _applies(row, sheet):
        return
    for subject in subjects:
        if not _fits(row, sheet, subject):
            continue
        if not row.others:
            yield _hit(row, sheet, subject, None)
            continue
        for other in sheet.among(row.others):
            if other is not subject and _belong(row, sheet, subject, other):
                yield _hit(row, sheet, subject, other)


def _fits(row: Row, sheet: Sheet, subject: Item) -> bool:
    if row.first is not None and (sheet.first is subject) is not row.first:
        return False
    if row.present and subject.line.poa == "N":
        return False
    return not row.alone or all(o is subject or o.code[0] in "VWXY" for o in sheet.items)


_ACTIVE = frozenset("ABC")


def _belong(row: Row, sheet: Sheet, subject: Item, other: Item) -> bool:
    if row.subjects == row.others and other.entry.position < subject.entry.position:
        return False
    if row.other_later and other.line.poa != "N":
        return False
    if row.initial and not {subject.code[-1], other.code[-1]} <= _ACTIVE:
        return False
    return _alike(row, sheet, subject, other)


def _alike(row: Row, sheet: Sheet, subject: Item, other: Item) -> bool:
    if subject.code[: row.same] != other.code[: row.same]:
        return False
    if row.same_form and subject.code[3:] != other.code[3:]:
        return False
    if row.one_side and {sided(subject.title).side, sided(other.title).side} == {"right", "left"}:
        return False
    # A symptom that a note of the disease asks for is not integral to it.
    return row.reason != "integral_symptom" or not sheet.asked(other, subject)


def _applies(row: Row, sheet: Sheet) -> bool:
    if row.settings and sheet.setting not in row.settings:
        return False
    if row.absent and sheet.has(row.absent):
        return False
    if row.first is not None and sheet.first is None:
        return False
    age = sheet.patient.age_years
    if row.age_min is not None and (age is None or age < row.age_min):
        return False
    return row.age_max is None or (age is not None and age <= row.age_max)


def _hit(row: Row, sheet: Sheet, subject: Item, other: Item | None) -> Hit:
    codes = (subject.code,) if other is None else (subject.code, other.code)
    message = row.say.format(code=subject.code, other=other.code if other else "")
    action = _THEN[row.then](row, subject, other)
    return Hit(codes, message, action, quiet=_obeyed(action, sheet))


def _obeyed(action: Action | None, sheet: Sheet) -> bool:
    """Whether the set already does as the action says, or has no order to judge."""
    if isinstance(action, Before):
        first, then = sheet.get(action.first), sheet.get(action.then)
        return first is None or then is None or sheet.given_before(first, then)
    if isinstance(action, NotFirst):
        return sheet.first is None or sheet.first.code != action.code
    if isinstance(action, First):
        return sheet.first is None or sheet.first.code == action.code
    return False


_Maker = Callable[[Row, Item, Item | None], Action | None]


def _because(other: Item | None) -> tuple[str, ...]:
    return (other.code,) if other else ()


def _drop_other(row: Row, subject: Item, other: Item | None) -> Action | None:
    return Drop(other.code, row.reason, (subject.code,)) if other else None


def _order(row: Row, first: Item | None, then: Item | None) -> Action | None:
    return Before(first.code, then.code, row.strength) if first and then else None


_THEN: dict[str, _Maker] = {
    "finding": lambda _row, _subject, _other: None,
    "drop": lambda row, subject, other: Drop(subject.code, row.reason, _because(other)),
    "drop_other": _drop_other,
    "replace": lambda row, subject, other: Replace((subject.code,), row.by, _because(other)),
    "combine": lambda row, subject, other: Replace((subject.code, *_because(other)), row.by),
    "before": _order,
    "after": lambda row, subject, other: _order(row, other, subject),
    "not_first": lambda _row, subject, _other: NotFirst(subject.code),
    "first": lambda row, subject, _other: First(subject.code, row.strength),
}
_PAIRED = frozenset({"before", "after", "drop_other", "combine"})
