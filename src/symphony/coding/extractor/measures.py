"""What is stated and depends on the rest of the note: which of it is reported at all.

Source: guidelines, section I.B.14 (body mass index only beside a weight diagnosis of the provider)
and I.C.21.c.3 (not in pregnancy); I.C.20 (external causes go with injuries); I.C.15.b (weeks of
gestation at this encounter); I.C.4.a.3 and I.C.15.i (long-term insulin: not for type 1, nor in
gestational diabetes); I.C.21.c.4 (history: no longer present); IV.J (a visit: what affects it).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.overview import ASSESSED, telling
from symphony.coding.extractor.stated import is_percentile
from symphony.coding.extractor.told import is_now
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Patient, Setting
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


def is_injury(term: str) -> bool:
    """Whether the term names an injury."""
    return bool(telling(term) & _INJURY)


_NEWBORN = frozenset({"newborn", "neonatal", "neonatorum"})
_DIABETES = frozenset(forms("diabetes"))
_TYPE_1 = frozenset(forms("type 1 diabetes"))
_GESTATIONAL = frozenset(forms("gestational diabetes"))
_INSULIN = "long term current use of insulin"
_ANTIDIABETIC = frozenset({_INSULIN, "long term current use of oral hypoglycemic drugs"})
_WITH_DIABETES = _ANTIDIABETIC | {
    "long term current use of injectable non insulin antidiabetic drugs"
}
"""What the instructional note at E08-E13 asks for beside the diabetes, wherever it is told."""


def settled(drafts: Sequence[Draft], patient: Patient, setting: Setting) -> list[Draft]:
    """The drafts with each that is stated marked where it is not to be reported."""
    present = [
        telling(draft.term)
        for draft in drafts
        if not draft.past and draft.judgement.assertion is Assertion.PRESENT
    ]
    return _without_unfit(_of_visit(_measured(drafts, patient), setting), present)


def _without_unfit(drafts: Sequence[Draft], present: Sequence[frozenset[str]]) -> list[Draft]:
    """The drafts; superseded is a use, a history or a week that a present condition rules out."""
    names = set(present)
    every = frozenset().union(*names)
    unfit = set[str]()
    if any(words >= _TYPE_1 for words in names) or not any(words >= _DIABETES for words in names):
        unfit.add(_INSULIN)
    if any(words >= _GESTATIONAL for words in names):
        unfit |= _ANTIDIABETIC
    born = bool(every & _NEWBORN)
    smokes = any(draft.term.startswith("nicotine dependence") for draft in drafts)
    kept: list[Draft] = []
    for draft in drafts:
        ended = draft.cues & {"told", "told_noted"} and is_now(draft.term, names)
        current = smokes and draft.term == "personal history of nicotine dependence"
        others = born and "gestation" in draft.cues
        if draft.role == "stated" and (draft.term in unfit or ended or current or others):
            draft = replace(draft, cues=frozenset({"superseded"}))  # noqa: PLW2901 - the draft, marked
        kept.append(draft)
    return kept


_TOLD = frozenset({"told", "drug_long"})
_FREE = frozenset({"preamble", "other"})


def _of_visit(drafts: Sequence[Draft], setting: Setting) -> list[Draft]:
    """The drafts; at a visit, what is told outside the assessment alone is only noted.

    Guidelines IV.J: reported is what requires or affects the care at this encounter. In a stay
    (III) and in an emergency room status and history bear on the care as a whole.
    """
    assessed = any(draft.section.kind in ASSESSED for draft in drafts)
    if setting is not Setting.OUTPATIENT or not assessed:
        return list(drafts)
    places = ASSESSED | _FREE
    seen = {draft.term for draft in drafts if draft.section.kind in places}
    return [
        replace(draft, cues=frozenset({"told_noted"}))
        if draft.cues & _TOLD and draft.term not in seen | _WITH_DIABETES
        else draft
        for draft in drafts
    ]


def _measured(drafts: Sequence[Draft], patient: Patient) -> list[Draft]:
    """The drafts with each measure marked where it is not the one to report."""
    weight = any(
        telling(draft.term) & _WEIGHT
        for draft in drafts
        if draft.role != "stated" and draft.judgement.assertion is Assertion.PRESENT
    )
    age = patient.age_years
    injured = any(is_injury(draft.term) for draft in drafts if draft.role != "stated")
    now = gestation_now(drafts)
    kept: list[Draft] = []
    for draft in drafts:
        misfits = age is not None and is_percentile(draft.term) is (age >= _ADULT)
        alone = "bmi" in draft.cues and (not weight or misfits or now is not None)
        unhurt = "mechanism" in draft.cues and not injured
        other = "gestation" in draft.cues and draft.term != now
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
    """The weeks in the standard term for them; of less than eight, the first that can be told."""
    first = term.split(" ", 1)[0]
    return int(first) if first.isdigit() else _FEWEST_WEEKS


_FEWEST_WEEKS = 4
