"""The frozen types that pass between the four agents; every stage's output is one of them.

    extractor  → Mentions      navigator → Navigation
    validator  → Validation    reconciler → Reconciliation

Each can be written and read back (``codec.py``), so that a stage can be scored, cached or replaced.
An agent never changes what an earlier one said: it adds its own answer, keyed by the mention's id.
"""

from dataclasses import dataclass
from typing import Literal

from symphony.coding.evidence import Evidence
from symphony.coding.reason import Reason
from symphony.encounter.assertion import Assertion
from symphony.rules.model import Finding, PresentOnAdmission

Role = Literal["principal", "first_listed", "secondary", "external_cause", "procedure"]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that spoke for or against reporting a mention, in words and as a weight."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A detail that a code may need and where the note says it.

    ``name`` is ``side``, ``acuity``, ``type``, ``cause``, ``episode``, ``site``, ``also`` (the
    same condition named at another place), ``relative`` (who has it) or ``other``.
    """

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that the note says about the patient and that a code could stand for.

    ``id`` numbers the mentions of an encounter in reading order. ``term`` is what to look up: the
    words of the note or the standard term that the lexicon gives for them. ``score`` (0-1) is how
    surely it is a reportable condition of this encounter, ``signals`` say why. ``detail`` are the
    sentences that name the same condition, where type and acuity may stand; ``around`` is the
    paragraph that belongs to it, where the side may stand.
    """

    id: int
    evidence: Evidence
    term: str
    kind: str
    assertion: Assertion
    score: float = 1.0
    signals: tuple[Signal, ...] = ()
    detail: tuple[Evidence, ...] = ()
    around: tuple[Evidence, ...] = ()
    rule: str | None = None
    """The id of the trigger or heading rule that decided the assertion."""
    terms: tuple[str, ...] = ()
    """Further terms for the same thing, as an index would name it: those a model gives, or the
    lexicon's standard term where it is another than ``term``."""
    facts: tuple[Fact, ...] = ()
    relation: str | None = None
    """What the encounter is to it: ``reason``, ``managed``, ``part`` (of a problem that another
    mention names), ``relevant``, ``mentioned``."""
    problem: str | None = None
    """The title of the problem of the encounter to which it belongs."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A mention that is not coded, and why. Nothing that was considered vanishes."""

    mention: int
    reason: Reason
    evidence: tuple[Evidence, ...]
    text: str
    code: str | None = None
    rule: str | None = None
    citation: str | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """What the extractor found: mentions to look up, and those already known not to be coded."""

    mentions: tuple[Mention, ...]
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path through the books: which book and what was read there."""

    book: str
    """``lexicon``, ``index``, ``tabular``, ``guideline``, ``table``, ``semantic``, or ``reading``
    for the term that the words of the note were read as."""
    entry: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that the books offer for a mention, how well it fits (0-1), and the way to it."""

    system: str
    code: str
    score: float
    trail: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the navigator found for one mention, best first."""

    mention: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """The navigator's answer: every mention with candidates, every other one excluded."""

    looked: tuple[Looked, ...]
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A neighbouring code that was not chosen, and the words in the note that would select it."""

    code: str
    display: str
    discriminator: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A guideline section that a decision rests on; the quote is verbatim or absent."""

    section: str
    title: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One complete, valid code of the edition, chosen for one or more mentions."""

    system: str
    code: str
    display: str
    mentions: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    trail: tuple[Step, ...]
    rationale: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    guidelines: tuple[Citation, ...] = ()
    agreed: bool | None = None
    """Whether a second reader reports the code too; None where there was none."""


@dataclass(frozen=True, slots=True)
class Validation:
    """The validator's answer: a mention may yield several codes, or an exclusion."""

    choices: tuple[Choice, ...]
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequenced:
    """A choice in its place in the sequence, with its role and, inpatient, its POA indicator."""

    choice: Choice
    role: Role
    poa: PresentOnAdmission | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The reconciler's answer: the codes in sequence, those left out of the bill, and the rest."""

    codes: tuple[Sequenced, ...]
    candidates: tuple[Sequenced, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    findings: tuple[Finding, ...] = ()
