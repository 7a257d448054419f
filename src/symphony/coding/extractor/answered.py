"""What a complaint that is the title of a problem turned out to be.

"Cough. Chest film shows pneumonia." lists a cough and is about the pneumonia: a coder reports what
the paragraph finds, and not the complaint that it explains (guidelines I.B.4, IV.D).
"""

from collections.abc import Iterable, Sequence

from symphony.coding.extractor.complaint import explains
from symphony.coding.extractor.drafts import Draft, worded
from symphony.coding.extractor.overview import Overview, telling
from symphony.coding.extractor.regions import symptom_regions

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


def is_unanswered(group: Sequence[Draft], overview: Overview) -> bool:
    """Whether it is the chief complaint, and no diagnosis of the encounter explains it (IV.D)."""
    if overview.listed or not (overview.assessed and overview.undiagnosed):
        return False
    words = frozenset().union(*(telling(draft.term) for draft in group))
    chief = any(draft.section.kind == "chief_complaint" for draft in group)
    return chief and not symptom_regions(words) & overview.explained


def is_what_is_left(assessed: Sequence[Draft], overview: Overview) -> bool:
    """Whether the assessment comes back to the complaint, and no diagnosis explains it."""
    if overview.listed or not overview.undiagnosed:
        return False
    words = [telling(draft.term) for draft in assessed]
    return any(
        each & overview.complained and not symptom_regions(each) & overview.explained
        for each in words
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
