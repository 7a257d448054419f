"""The side of what the patient came for, for a diagnosis of the same part of the body.

A clinician who sees a patient for pain of the right great toe writes "hallux rigidus" and no side;
the coder takes the side from the complaint that the diagnosis explains (guideline I.B.13: the side
by the record, unspecified only where the record does not tell it).
"""

from symphony.coding.details import sides
from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.overview import telling
from symphony.coding.extractor.regions import explaining_regions, symptom_regions
from symphony.language.words import forms

_PLACES = ("chief_complaint", "hpi")
"""Sections that say what the patient came for, the shorter first."""


def is_complaint(text: str, draft: Draft) -> bool:
    """Whether it is a symptom that the patient came for, in a sentence that names one side."""
    if draft.kind != "symptom" or draft.section.kind not in _PLACES:
        return False
    came_for = draft.section.kind == _PLACES[0] or draft.cues & {"topic", "reason"}
    return bool(came_for) and len(sides(forms(text[slice(*draft.sentence)]))) == 1


def explains(diagnosis: Draft, complaint: Draft) -> bool:
    """Whether the diagnosis is one of the part of the body that the complaint is about."""
    if diagnosis.kind != "diagnosis" or diagnosis.role == "stated":
        return False
    regions = explaining_regions(telling(diagnosis.term))
    return bool(regions & symptom_regions(telling(complaint.term)))
