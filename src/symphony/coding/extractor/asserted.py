"""What is the patient's by what the note asserts of it, and the reason why the rest is not."""

from symphony.coding.evidence import Evidence
from symphony.coding.extractor import relatives
from symphony.coding.extractor.drafts import Draft
from symphony.coding.extractor.overview import ASSESSED
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Setting

_REASONS = {
    Assertion.NEGATED: Reason.NEGATED,
    Assertion.POSSIBLE: Reason.UNCERTAIN,
    Assertion.HISTORICAL: Reason.HISTORICAL,
    Assertion.FAMILY: Reason.FAMILY_HISTORY,
    Assertion.HYPOTHETICAL: Reason.HYPOTHETICAL,
    Assertion.PLANNED: Reason.PLANNED,
}

_UNCERTAIN = {
    True: "guidelines II.H and III.C: inpatient, uncertain at discharge is coded as if it existed",
    False: "guidelines IV.H: outpatient, an uncertain diagnosis is not coded",
}

_NOT_FINAL = frozenset(
    {
        "once_considered",
        "once_called",
        "was_considered",
        "evaluation_for",
        "looked_for",
        "differential",
        "worry",
        "compared_with",
    }
)
"""Rules of assertion for what was thought of on the way, or for what something is likened to."""

_FINAL = ASSESSED | {"hospital_course", "preamble", "other", "findings", "condition"}


def is_asserted(draft: Draft, setting: Setting) -> bool:
    """Whether the note says that the patient has it, for the setting's rule on doubts."""
    assertion = draft.judgement.assertion
    if assertion is Assertion.POSSIBLE:
        return setting is Setting.INPATIENT and _is_at_discharge(draft)
    return assertion is Assertion.PRESENT or (draft.past and assertion is Assertion.HISTORICAL)


def not_asserted(number: int, draft: Draft, evidence: Evidence) -> Exclusion:
    """The reason why what the note names is not the patient's now."""
    assertion = draft.judgement.assertion
    citation = (
        _UNCERTAIN[False] if assertion is Assertion.POSSIBLE else f"the note says {assertion}"
    )
    # Anyone's but a blood relative's ("his wife has the flu") is no family history.
    other = draft.judgement.rule == relatives.ANOTHER
    citation = "the note says it of another person" if other else citation
    return Exclusion(
        mention=number,
        reason=Reason.NOT_PATIENT if other else _REASONS[assertion],
        evidence=(evidence,),
        text=evidence.text,
        rule=draft.judgement.rule,
        citation=citation,
    )


def _is_at_discharge(draft: Draft) -> bool:
    """Whether the doubt is one that stands at the end of the stay (guideline II.H)."""
    past = any(said.assertion is Assertion.HISTORICAL for said in draft.judgement.also)
    return not past and draft.section.kind in _FINAL and draft.judgement.rule not in _NOT_FINAL
