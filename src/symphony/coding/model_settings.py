"""Which model does which stage, at what price: the settings of the engine with a language model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from symphony.coding.prompts import STAGES
from symphony.coding.semantic import SemanticSettings, semantic_from
from symphony.errors import UsageError
from symphony.llm.patience import Waits
from symphony.llm.usage import Budget
from symphony.rules.profile import OFFICIAL

Way = Literal["model", "offline"]


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model, for which stages, at what price.

    ``stages`` names the stages that are not done by the model: ``{"navigator": "offline"}``.
    ``tape`` is a folder to record in and to replay from; with ``replay`` nothing else is asked.
    """

    model: str
    base_url: str | None = None
    stages: Mapping[str, Way] = field(default_factory=dict)
    tape: Path | None = None
    replay: bool = False
    budget: Budget = field(default_factory=Budget)
    price_file: Path | None = None
    timeout: float = 120.0
    waits: Waits = field(default_factory=Waits)
    at_once: int = 8
    passes: int = 1
    sampling: Mapping[str, float] = field(default_factory=dict)
    profile: str = OFFICIAL
    """Which rules hold at the end, whoever reconciles."""
    semantic: SemanticSettings | None = None
    """A sentence model that offers the navigator further candidates."""

    def way(self, stage: str) -> Way:
        """Who does the stage."""
        return self.stages.get(stage, "model")

    def by_model(self) -> tuple[str, ...]:
        """The stages that the model does."""
        return tuple(stage for stage in STAGES if self.way(stage) == "model")

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            UsageError: a stage is not known, there is no model, or a replay has no tape.
        """
        unknown = [stage for stage in self.stages if stage not in STAGES]
        wrong = [way for way in self.stages.values() if way not in ("model", "offline")]
        if unknown or wrong:
            told = ", ".join(map(repr, unknown + list(wrong)))
            raise UsageError(f"{told}: stages are {', '.join(STAGES)}, each model or offline")
        if self.replay and self.tape is None:
            raise UsageError("replay needs a tape folder to replay from")
        if not self.model:
            raise UsageError("name a model, for example openai:NAME, or set SYMPHONY_MODEL")


def settings_from(environment: Mapping[str, str]) -> ModelSettings:
    """The settings that ``SYMPHONY_...`` variables give; what is not given stays as it is.

    ``MODEL``, ``BASE_URL``, ``STAGES`` (``navigator=offline,validator=model``), ``TAPE`` (a
    folder), ``REPLAY`` (1), ``BUDGET_CALLS``, ``BUDGET_TOKENS``, ``BUDGET_USD``, ``PRICES``,
    ``TIMEOUT`` (seconds), ``CONCURRENCY``, ``PASSES``, ``TEMPERATURE``, ``SEED``; for semantic
    search see ``semantic_from``.

    Raises:
        UsageError: a value is not what it should be; names the variable.
    """

    def read(name: str, kind: Callable[[str], Any]) -> Any:
        value = environment.get(f"SYMPHONY_{name}", "").strip()
        if not value:
            return None
        try:
            return kind(value)
        except (ValueError, ArithmeticError) as error:
            raise UsageError(f"SYMPHONY_{name}={value!r} is not understood") from error

    sampling = {"temperature": read("TEMPERATURE", float), "seed": read("SEED", int)}
    given = {
        "base_url": read("BASE_URL", str),
        "stages": read("STAGES", _stages),
        "tape": read("TAPE", Path),
        "replay": read("REPLAY", _truth),
        "price_file": read("PRICES", Path),
        "timeout": read("TIMEOUT", float),
        "at_once": read("CONCURRENCY", int),
        "passes": read("PASSES", int),
    }
    return ModelSettings(
        model=read("MODEL", str) or "",
        budget=Budget(
            read("BUDGET_CALLS", int), read("BUDGET_TOKENS", int), read("BUDGET_USD", Decimal)
        ),
        sampling={key: value for key, value in sampling.items() if value is not None},
        semantic=semantic_from(environment),
        **{key: value for key, value in given.items() if value is not None},
    )


def _stages(text: str) -> dict[str, Way]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not way for _, _, way in pairs):
        raise ValueError(text)
    return {stage.strip(): cast("Way", way.strip()) for stage, _, way in pairs}


def _truth(text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false", "yes", "no"):
        raise ValueError(text)
    return text.lower() in ("1", "true", "yes")
