"""What an encounter has to do with a mention, as a number: how surely it is then reported."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.answer import Found
from symphony.encounter.model import Setting
from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class Relations:
    """The numbers of one care setting (``data/relations.toml``)."""

    reason: float
    managed: float
    part: float
    relevant: float
    external_cause: float
    described: float

    def score(self, entry: Found) -> float:
        """How surely the entry is reported at an encounter of this setting (0-1)."""
        circumstance = entry.kind == "external_cause"
        by_role = self.external_cause if circumstance else getattr(self, entry.role)
        return float(by_role) * (self.described if entry.said == "described" else 1.0)


@dataclass(frozen=True, slots=True)
class _Settings:
    outpatient: Relations
    emergency: Relations
    inpatient: Relations


@lru_cache(maxsize=1)
def _settings() -> _Settings:
    return toml(resources.files("symphony.coding.extractor") / "data" / "relations.toml", _Settings)


def relations(setting: Setting) -> Relations:
    """The numbers of the setting."""
    found: Relations = getattr(_settings(), setting.value)
    return found
