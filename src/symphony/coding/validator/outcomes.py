"""Mentions that a model gives no code, or a code that is not taken, as exclusions."""

from symphony.books.model import Code
from symphony.coding.case import Case
from symphony.coding.reason import Reason
from symphony.coding.stages import Exclusion, Mention
from symphony.coding.validator.answer import Chosen, Decision

_REASONS = {
    "not_reportable": Reason.NOT_REPORTABLE,
    "integral_symptom": Reason.INTEGRAL_SYMPTOM,
    "uncertain": Reason.UNCERTAIN,
    "historical": Reason.HISTORICAL,
    "less_specific": Reason.LESS_SPECIFIC,
}


def none(mention: Mention, decision: Decision) -> Exclusion:
    """Why a mention has no code, as the model says."""
    return Exclusion(
        mention=mention.id,
        reason=_REASONS.get(decision.none, Reason.REJECTED_BY_MODEL),
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        rule="validator.model",
        citation=decision.reason.strip() or None,
    )


def untaken(case: Case, mention: Mention, chosen: Chosen) -> Exclusion:
    """A code that is not taken: unknown to the release, or named without having been read."""
    known = case.release.code(chosen.code.strip().upper())
    citation = (
        "the release holds no such code"
        if known is None
        else "named by the model without its page having been read"
    )
    return Exclusion(
        mention=mention.id,
        reason=Reason.NOT_IN_BOOKS if known is None else Reason.REJECTED_BY_MODEL,
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        code=chosen.code,
        rule="validator.unread",
        citation=citation,
    )


def out_of_scope(mention: Mention, code: Code) -> Exclusion:
    """A code outside what was asked for."""
    return Exclusion(
        mention=mention.id,
        reason=Reason.NOT_IN_SCOPE,
        evidence=(mention.evidence,),
        text=mention.evidence.text,
        code=code.code,
        rule="validator.scope",
        citation="outside the codes that were asked for",
    )
