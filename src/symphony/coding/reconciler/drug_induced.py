"""Conditions that a drug has caused, where the book has a code of their own for that.

"Hypothyroidism from amiodarone" is E03.2 and the adverse effect of the drug: the nature of the
effect comes first, and it is the code that says its cause (guidelines, section I.C.19.e.5(a)).
``data/drug_induced.toml`` has the pairs; which condition is blamed on a drug the extractor tells.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.case import Case
from symphony.coding.evidence import Evidence
from symphony.coding.moved import moved
from symphony.coding.stages import Choice, Mention, Step
from symphony.language.patterns import lazy
from symphony.language.tables import toml

_ADVERSE = lazy(r"T(?:3[6-9]|4\d|50)\.\w\w5[ADS]")
"""The codes of the adverse effects of drugs."""


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    to: str
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    induced: tuple[_Row, ...]


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    folder = resources.files("symphony.coding.reconciler") / "data"
    return toml(folder / "drug_induced.toml", _Table).induced


_WORSENED = lazy(r"\b(?:worsen|exacerbat|aggravat|triggered|provoked)", re.IGNORECASE)
"""Words before a drug that has not caused what was there before."""
_NEAR = 64
"""How far behind a condition the drug stands that is blamed for it, in code points."""


def drug_induced(
    case: Case, codes: Sequence[Choice], mentions: Mapping[int, Mention]
) -> tuple[Choice, ...]:
    """The choices; what the note blames on a drug moves to the code that says so.

    Args:
        case: the encounter and the open book.
        codes: the choices that would be reported.
        mentions: the mentions by their ids.
    """
    drugs = [choice for choice in codes if _ADVERSE.fullmatch(choice.code)]
    if not drugs:
        return tuple(codes)
    texts = {document.id: document.text for document in case.encounter.documents}
    return tuple(_moved(case, choice, _blamed(choice, drugs, mentions, texts)) for choice in codes)


def _blamed(
    choice: Choice,
    drugs: Sequence[Choice],
    mentions: Mapping[int, Mention],
    texts: Mapping[str, str],
) -> tuple[Choice, Evidence] | None:
    """The adverse effect of the drug that the note blames for the condition, and where it does."""
    for number in choice.mentions:
        mention = mentions[number]
        if not any(signal.name == "blamed" for signal in mention.signals):
            continue
        for drug in drugs:
            place, said = mention.evidence, drug.evidence[0]
            first, last = sorted((place, said), key=lambda evidence: evidence.start)
            between = texts[place.document][first.end : last.start]
            near = place.document == said.document and len(between) <= _NEAR
            if near and not _WORSENED.search(between):
                return drug, said
    return None


def _moved(case: Case, choice: Choice, blamed: tuple[Choice, Evidence] | None) -> Choice:
    """The choice at the code for what such a drug has caused, where the book has one."""
    if blamed is None:
        return choice
    drug, said = blamed
    for row in _rows():
        if re.fullmatch(row.code, choice.code) and drug.code.startswith(row.drugs or ("",)):
            entry = case.release.code(row.to)
            if entry is not None and entry.billable:
                step = Step("tabular", f"{choice.code} → {entry.code} {entry.title}")
                why = f"the note blames {said.text!r}"
                moving = (choice, entry.code, entry.title)
                return moved(*moving, step=step, why=why, evidence=[said])
    return choice
