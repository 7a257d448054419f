"""What a complaint that is the title of a problem turned out to be.

"Cough. Chest film shows pneumonia." lists a cough and is about the pneumonia: a coder reports what
the paragraph finds, and not the complaint that it explains (guidelines I.B.4, IV.D).
"""

from collections.abc import Iterable, Sequence

from symphony.coding.extractor.complaint import explains
from symphony.coding.extractor.drafts import Draft, worded

_CONCLUDES = frozenset({"found", "opens", "blamed", "managed"})
"""Cues that a sentence finds something, says that the patient has it, or does something for it."""


def answers(group: Sequence[Draft], asked: Iterable[Draft]) -> bool:
    """Whether a condition is found in the paragraph of a complaint that it explains.

    Args:
        group: the drafts of the condition.
        asked: the complaints that are titles of problems.
    """
    found = [draft for draft in group if draft.role == "prose" and _is_found(draft)]
    return bool(found) and any(
        _is_below(draft, title) and explains(draft, title) for title in asked for draft in found
    )


def is_diagnosis(draft: Draft) -> bool:
    """Whether it names a disease: bare use of a substance is none (guideline I.C.5.b.3)."""
    return draft.kind == "diagnosis" and draft.named and "use" not in worded(draft.term)


def _is_found(draft: Draft) -> bool:
    return bool(draft.cues & _CONCLUDES) and "by_chance" not in draft.cues


def _is_below(draft: Draft, title: Draft) -> bool:
    """Whether it stands in the line or paragraph of the title."""
    end = max(title.sentence.end, title.around.end)
    return draft.section == title.section and title.sentence.start <= draft.extent.start < end
