"""The result of coding one encounter: exactly the JSON of the contract, as pydantic models."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from symphony.coding.evidence import Match
from symphony.coding.reason import Reason
from symphony.coding.stages import Role
from symphony.rules.model import PresentOnAdmission, Severity


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentFacts(_Model):
    """A document of the encounter: its length in code points and the hash of its UTF-8 text."""

    id: str
    characters: int
    sha256: str


class ReleaseFacts(_Model):
    """The release of a code system that was used."""

    system: str
    release: str
    source_sha256: str


class EngineFacts(_Model):
    """What did the work; every pin that a replay needs.

    ``stages`` says of each stage who did it, where a model may do some: ``model``, ``offline``, or
    the name of another engine. ``name`` is ``llm`` as soon as a model did one.
    """

    name: Literal["offline", "llm"]
    version: str
    model: str | None = None
    prompts_sha256: str | None = None
    rules_version: str
    stages: dict[str, str] = Field(default={})
    semantic: str | None = None
    """The sentence model that offered candidates, if one did: its name and hash."""


class EvidenceFacts(_Model):
    """Words of the note: code-point offsets, end exclusive; ``text`` is the document's slice."""

    document: str
    start: int
    end: int
    text: str
    section: str | None = None
    match: Match


class TrailStep(_Model):
    """One step through the books."""

    book: str
    entry: str


class GuidelineFacts(_Model):
    """A guideline section and, where verified, its words."""

    section: str
    title: str
    quote: str | None = None


class AlternativeFacts(_Model):
    """A neighbouring code and the words that would select it."""

    code: str
    display: str
    discriminator: str


class Assignment(_Model):
    """One code of the result.

    ``agreed``: whether a second reader (the engine without a model) reports it too; None where
    there was none.
    """

    sequence: int
    system: str
    code: str
    display: str
    role: Role
    poa: PresentOnAdmission | None = None
    evidence: tuple[EvidenceFacts, ...]
    rationale: str
    trail: tuple[TrailStep, ...] = ()
    guidelines: tuple[GuidelineFacts, ...] = ()
    alternatives: tuple[AlternativeFacts, ...] = ()
    confidence: float = Field(ge=0.0, le=1.0)
    agreed: bool | None = None


class RuleFacts(_Model):
    """The rule that decided, and where it is written."""

    id: str
    citation: str


class ExclusionFacts(_Model):
    """Something considered and not coded."""

    text: str
    code: str | None = None
    reason: Reason
    rule: RuleFacts | None = None
    evidence: tuple[EvidenceFacts, ...] = ()


class FindingFacts(_Model):
    """What a rule found in the set of codes."""

    rule: str
    severity: Severity
    codes: tuple[str, ...]
    message: str
    citation: str


class StageUsage(_Model):
    """What one stage cost."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None


class Usage(_Model):
    """What the run cost, altogether and by each stage that a model did."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    seconds: float = 0.0
    stages: dict[str, StageUsage] = Field(default={})


class Result(_Model):
    """The whole answer for one encounter (design: shared contract, section Result)."""

    id: str
    setting: str
    date_of_service: date | None = None
    documents: tuple[DocumentFacts, ...]
    releases: tuple[ReleaseFacts, ...]
    engine: EngineFacts
    codes: tuple[Assignment, ...]
    candidates: tuple[Assignment, ...] = ()
    excluded: tuple[ExclusionFacts, ...] = ()
    findings: tuple[FindingFacts, ...] = ()
    usage: Usage
