"""Measures that depend on the rest of the note: which of them is reported at all.

Source: guidelines, section I.B.14 (body mass index only beside a weight diagnosis of the provider)
and I.C.21.c.3 (not in pregnancy); I.C.20 (external causes go with
injuries); I.C.15.b (weeks of gestation at this encounter).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.overview import ASSESSED, telling
from symphony.coding.extractor.stated import is_percentile
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Patient
from symphony.language.words import forms

_WEIGHT = frozenset(
    {"obesity", "obese", "overweight", "underweight", "malnutrition", "cachexia", "anorexia"}
)
_ADULT = 20
"""Years from which the adult ranges hold."""


_INJURY = frozenset(
    {
        "fracture",
        "sprain",
        "strain",
        "laceration",
        "contusion",
        "abrasion",
        "dislocation",
        "injury",
        "concussion",
        "wound",
        "burn",
        "bite",
        "tear",
        "rupture",
        "hematoma",
        "whiplash",
        "amputation",
    }
)


_FIRST_TYPE = frozenset(forms("type 1 diabetes"))
_INSULIN = "long term current use of insulin"
"""Not reported beside type 1, which cannot be without it (guideline I.C.4.a.3: for type 2)."""


def is_injury(term: str) -> bool:
    """Whether the term names an injury."""
    return bool(telling(term) & _INJURY)


def settled(drafts: Sequence[Draft], patient: Patient) -> list[Draft]:
    """The drafts with each measure marked where it is not the one to report."""
    weight = any(
        telling(draft.term) & _WEIGHT
        for draft in drafts
        if draft.role != "stated" and draft.judgement.assertion is Assertion.PRESENT
    )
    age = patient.age_years
    injured = any(is_injury(draft.term) for draft in drafts if draft.role != "stated")
    now = gestation_now(drafts)
    first_type = any(
        _FIRST_TYPE <= telling(draft.term)
        for draft in drafts
        if draft.judgement.assertion is Assertion.PRESENT
    )
    kept: list[Draft] = []
    for draft in drafts:
        misfits = age is not None and is_percentile(draft.term) is (age >= _ADULT)
        alone = "bmi" in draft.cues and (not weight or misfits or now is not None)
        unhurt = "mechanism" in draft.cues and not injured
        other = "gestation" in draft.cues and draft.term != now
        other = other or (first_type and draft.term == _INSULIN)
        if alone or other or unhurt:
            cue = "bmi_alone" if alone else "mechanism_alone" if unhurt else "superseded"
            draft = replace(draft, cues=frozenset({cue}))  # noqa: PLW2901 - the draft, marked
        kept.append(draft)
    return kept


def gestation_now(drafts: Sequence[Draft]) -> str | None:
    """The weeks of gestation at the encounter: those told most often, or else first.

    Those of the assessment go before others; a date for delivery or a past birth is told once.
    """
    told = [draft for draft in drafts if "gestation" in draft.cues]
    assessed = [draft for draft in told if draft.section.kind in ASSESSED]
    most = Counter(draft.term for draft in assessed or told).most_common(1)
    return most[0][0] if most else None


def weeks_of(term: str) -> int:
    """The weeks in the standard term for them."""
    return int(term.split(" ", 1)[0])
