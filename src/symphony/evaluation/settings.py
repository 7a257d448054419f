"""Under which conditions a run is made and judged."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from symphony.errors import UsageError
from symphony.rules.profile import OFFICIAL

if TYPE_CHECKING:
    from symphony.coding.model_settings import ModelSettings
    from symphony.coding.semantic import SemanticSettings


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes from one prefix to another, both included: ``V-Y``, ``V00-Y99``, ``Z``, ``S72.0``."""

    first: str
    last: str

    def __contains__(self, code: str) -> bool:
        return self.first <= code[: len(self.first)] and code[: len(self.last)] <= self.last

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}-{self.last}"


def code_range(written: str) -> CodeRange:
    """The range that somebody wrote.

    Raises:
        UsageError: it is not ``A``, ``A-B`` or the like.
    """
    shape = r"([A-Z][0-9A-Z.]*)(?:-([A-Z][0-9A-Z.]*))?"
    found = re.fullmatch(shape, written.strip().upper())
    if not found or (found[2] and found[2] < found[1]):
        raise UsageError(f"{written!r} is not a range of codes; write for example V-Y or Z00-Z99")
    return CodeRange(found[1], found[2] or found[1])


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What decides the predictions. ``labels`` is the restricted system, or None for the full one.

    ``seed`` goes to engines that draw at random; the offline one does not. ``model`` says which
    language model does the stages named ``llm``; ``profile`` which rules hold; ``semantic`` which
    sentence model offers further candidates.
    """

    engine: str = "offline"
    systems: tuple[str, ...] = ()
    on: date | None = None
    gold_mentions: bool = False
    labels: tuple[str, ...] | None = None
    seed: int = 0
    model: "ModelSettings | None" = None
    profile: str = OFFICIAL
    semantic: "SemanticSettings | None" = None

    @property
    def title(self) -> str:
        """The engine as a report names it: with the model, and a profile that is not the usual."""
        more = [self.model.model, *_offline(self.model)] if self.model else []
        if self.profile != OFFICIAL:
            more.append(f"rules {self.profile}")
        if self.semantic:
            more.append(f"semantic search by {_sentence_model(self.semantic)}")
        return f"{self.engine} ({', '.join(more)})" if more else self.engine

    def fingerprint(self) -> str:
        """Twelve characters that are equal for equal settings."""
        facts = [
            self.engine,
            self.systems,
            self.on.isoformat() if self.on else None,
            self.gold_mentions,
            sorted(self.labels) if self.labels is not None else None,
            self.seed,
            self.profile,
            _decides(self.model) if self.model else None,
            *([_sentence_model(self.semantic)] if self.semantic else []),
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]


def _sentence_model(semantic: "SemanticSettings") -> str:
    from symphony.coding.semantic import described  # noqa: PLC0415 - only who asks reads the model

    return described(semantic)


def _offline(model: "ModelSettings") -> list[str]:
    return sorted(f"{stage}={way}" for stage, way in model.stages.items() if way == "offline")


def _decides(model: "ModelSettings") -> list[Any]:
    """What of the model's settings decides the codes: not where it runs, nor how long one waits."""
    budget = model.budget
    limits = [budget.calls, budget.tokens, None if budget.usd is None else str(budget.usd)]
    return [model.model, _offline(model), model.passes, sorted(model.sampling.items()), limits]


LeaveFrom = Literal["gold", "both"]

EvidenceAs = Literal["given", "trimmed", "joined"]
"""As it is; or cleaned as MDACE's published scoring does it (``metrics.evidence_cleaning``):
trimmed, or adjacent spans joined and then trimmed."""


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """What decides the figures. ``leave_out`` names codes that the gold is not asked for.

    With ``leave_from`` ``gold`` a predicted code of such a range is wrong (the strict reading, and
    the default); with ``both`` it is not counted either. With ``candidates``, what was documented
    and left out of the bill counts as predicted: for gold whose annotators coded every mention.
    """

    leave_out: tuple[CodeRange, ...] = ()
    leave_from: LeaveFrom = "gold"
    seed: int = 0
    resamples: int = 1000
    candidates: bool = False
    evidence_as: EvidenceAs = "given"

    def left_out(self, code: str) -> bool:
        """Whether the code lies in a range that is left out."""
        return any(code in one for one in self.leave_out)
