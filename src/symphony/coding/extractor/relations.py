"""What an encounter has to do with a mention, as a number: how surely it is then reported."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.answer import Found
from symphony.encounter.model import Setting
from symphony.language.tables import toml
from symphony.rules.profile import Unnamed


@dataclass(frozen=True, slots=True)
class Relations:
    """The numbers of one care setting (``data/relations.toml``)."""

    reason: float
    managed: float
    part: float
    relevant: float
    external_cause: float
    described: float
    unnamed: float

    def score(self, entry: Found, unnamed: Unnamed) -> float:
        """How surely the entry is reported at an encounter of this setting (0-1).

        Args:
            entry: an entry of the extractor's answer.
            unnamed: what is reported of a problem whose condition nobody names; with its
                ``complaint``, the condition that the record only describes is a candidate.
        """
        if entry.said == "described" and unnamed == "complaint":
            return self.unnamed
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
