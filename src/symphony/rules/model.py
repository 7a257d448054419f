"""The vocabulary of the rules: a set of codes, what a rule finds in it, and what must be done.

A rule never changes a set. It yields hits; a hit may carry an action, and only ``engine.resolve``
carries actions out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from symphony.encounter.model import AdmittedFrom, Patient, Setting

Severity = Literal["error", "warning", "info"]
Reason = Literal[
    "excludes1", "integral_symptom", "merged", "less_specific", "not_reportable", "uncertain"
]
"""Why a code is dropped; a subset of the contract's reasons, which ``coding.reason`` spells out."""

PresentOnAdmission = Literal["Y", "N", "U", "W", "1"]


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a set and what is known of it.

    ``sequence`` (1-based) is the place that somebody gave it, None where nobody did. ``rank`` says
    how much it was the reason for the encounter (higher comes first); rules outrank it. ``words``
    are the words of the note that the code rests on, where known. ``units`` is for procedures.
    """

    code: str
    system: str = "icd10cm"
    sequence: int | None = None
    rank: float = 0.0
    poa: PresentOnAdmission | None = None
    words: str = ""
    units: int = 1
    modifiers: tuple[str, ...] = ()
    uncertain: bool = False
    """Whether the note only suspects it ("probable", "rule out"); guidelines II.H and IV.H."""
    late: bool = False
    """Whether all that says so was written after the encounter."""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """The codes of one encounter and what decides rules about them.

    The order of ``lines`` means nothing: the order that counts is ``Line.sequence``.
    """

    lines: tuple[Line, ...]
    setting: Setting = Setting.OUTPATIENT
    patient: Patient = field(default_factory=Patient)
    date_of_service: date | None = None
    admitted_from: AdmittedFrom | None = None

    @classmethod
    def of(cls, codes: Iterable[str], setting: Setting = Setting.OUTPATIENT) -> "CodeSet":
        """A set of ICD-10-CM codes in no order."""
        return cls(tuple(Line(code) for code in codes), setting)

    @classmethod
    def ordered(cls, codes: Iterable[str], setting: Setting = Setting.OUTPATIENT) -> "CodeSet":
        """A set of ICD-10-CM codes in the order in which somebody reports them."""
        return cls(tuple(Line(code, sequence=n) for n, code in enumerate(codes, start=1)), setting)

    def with_lines(self, lines: Iterable[Line]) -> "CodeSet":
        """The same encounter with other codes."""
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a rule found: for a person to see, whatever was done about it."""

    rule: str
    severity: Severity
    codes: tuple[str, ...]
    message: str
    citation: str


@dataclass(frozen=True, slots=True)
class Drop:
    """The code does not belong in the set, because of the others named."""

    code: str
    reason: Reason
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replace:
    """The codes are reported as others: ``codes`` leave the set, ``by`` enter it."""

    codes: tuple[str, ...]
    by: tuple[str, ...]
    because: tuple[str, ...] = ()
    """Codes that stay and take part in the reason."""


@dataclass(frozen=True, slots=True)
class Before:
    """``first`` comes before ``then`` in the sequence.

    ``strength`` decides where orders contradict one another: 3 the tabular list's own notes,
    2 guidelines, 1 habit.
    """

    first: str
    then: str
    strength: int = 2


@dataclass(frozen=True, slots=True)
class NotFirst:
    """The code is never principal or first-listed."""

    code: str


@dataclass(frozen=True, slots=True)
class First:
    """The code is principal or first-listed unless a stronger order forbids it."""

    code: str
    strength: int = 2


@dataclass(frozen=True, slots=True)
class Voluntary:
    """The codes are true, and reported only where a payer or a state asks for them.

    The rules keep them; whoever proposes codes by himself does not report them.
    """

    codes: tuple[str, ...]


Action = Drop | Replace | Before | NotFirst | First | Voluntary


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a rule found, and what must be done about it, if anything.

    A ``quiet`` hit orders codes that nobody ordered yet: there is nothing to tell a person.
    """

    codes: tuple[str, ...]
    message: str
    action: Action | None = None
    severity: Severity | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A code that ``resolve`` took out, by which rule, and for what."""

    code: str
    reason: Reason
    rule: str
    citation: str
    message: str
    by: tuple[str, ...] = ()
    """The codes that stand for it now, or that made it drop."""


@dataclass(frozen=True, slots=True)
class Added:
    """A code that ``resolve`` put in for others, by which rule."""

    code: str
    rule: str
    citation: str
    message: str
    sources: tuple[str, ...]
    """The codes from which it was combined: their evidence is its evidence."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A set of codes after the rules: what stays, in sequence, and all that happened."""

    kept: tuple[Line, ...]
    dropped: tuple[Dropped, ...]
    added: tuple[Added, ...]
    findings: tuple[Finding, ...]
    not_first: frozenset[str] = frozenset()
    voluntary: frozenset[str] = frozenset()
    """Of the codes kept, those that nobody has to report."""
    first_reason: str = ""
    """Why the first code is principal or first-listed, in words."""
