"""How much a code was the reason for the encounter, as the note tells it (guidelines II and IV.G).

A written list of problems is in the clinician's own order. In running text the comorbidities are
often told first ("a 70-year-old woman with hypertension ..."), before what she came for: they come
after it, and what is only told of her (drugs taken, devices, histories) comes last.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.stages import Choice, Mention
from symphony.language.tables import toml


@dataclass(frozen=True, slots=True)
class _BesideAny:
    """Lasting diseases that stand beside any other (``data/beside_any.toml``)."""

    codes: tuple[str, ...]
    uncomplicated: tuple[str, ...]

    def __contains__(self, code: str) -> bool:
        return code.startswith(self.codes) or (
            code.startswith(self.uncomplicated) and code.endswith("0")
        )


@lru_cache(maxsize=1)
def _beside_any() -> _BesideAny:
    folder = resources.files("symphony.coding.reconciler") / "data"
    return toml(folder / "beside_any.toml", _BesideAny)


_CAME_FOR = frozenset({"topic", "found", "opens", "topic_titled", "reason"})
"""Signals (extractor/reportable.py) that something was the matter of the encounter."""
_REASON, _LASTING, _COMPLAINT, _BESIDE, _TOLD = range(5)
_PURPOSE = frozenset({"encounter", "birth"})


@dataclass(frozen=True, slots=True, order=True)
class Importance:
    """The place of a code before the rules of sequence: the least comes first."""

    listed_later: bool
    tier: int
    mention: int


def importance(choice: Choice, mentions: dict[int, Mention]) -> Importance:
    """How early a code is to stand.

    Args:
        choice: the code.
        mentions: the mentions by their ids.
    """
    every = [mentions[number] for number in choice.mentions]
    listed = [m for m in every if _is_listed(m)]
    if listed:
        titled = [m.id for m in listed if m.evidence.section in ASSESSED]
        return Importance(listed_later=False, tier=0, mention=min(titled or (m.id for m in listed)))
    return Importance(listed_later=True, tier=_tier(choice, every), mention=min(choice.mentions))


def _is_listed(mention: Mention) -> bool:
    """Whether the clinician lists it among the problems, or opens with it what he says of one."""
    if mention.kind == "status" or _says(mention, "stated"):
        return _says(mention, "told_titled")
    opens = _says(mention, "opens") and mention.evidence.section in ASSESSED
    return opens or _says(mention, "problem", "problem_cause", "problem_with")


def _says(mention: Mention, *names: str) -> bool:
    return any(signal.name in names for signal in mention.signals)


def _tier(choice: Choice, named: list[Mention]) -> int:
    """From what may be the reason, over what stands beside it, to what is only told."""
    if any(_says(mention, *_PURPOSE) for mention in named):
        return _REASON
    if all(mention.kind == "status" or _says(mention, "stated") for mention in named):
        return _TOLD
    if choice.code.startswith("R") or all(mention.kind == "symptom" for mention in named):
        return _COMPLAINT
    if any(_says(mention, *_CAME_FOR) for mention in named):
        return _REASON
    if choice.code in _beside_any():
        return _BESIDE
    return _LASTING if any(_says(mention, "comorbid") for mention in named) else _REASON
