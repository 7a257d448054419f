"""Where a dictated paragraph turns from what was found to what is made of it.

In running text a label in passing ("Exam: ...", "Mental status: ...") opens a section, and nothing
closes it: the same paragraph goes on with what the clinician thinks and does. The first sentence
that begins so ends what the label has opened.
"""

from symphony.language.patterns import lazy

_LABELLED = frozenset(
    {
        "physical_exam",
        "vitals",
        "mental_status_exam",
        "review_of_systems",
        "results",
        "past_medical_history",
        "past_surgical_history",
        "social_history",
        "family_history",
        "allergies",
        "medications",
    }
)
"""Kinds of section that a label in running text opens, and that tell no conclusion."""
_TURN = lazy(
    r"(?<=[a-z0-9)%\"\u201d])[.!]\s+(?=(?:"
    r"In (?:sum(?:mary)?|short|brief|conclusion|my (?:view|opinion|judge?ment|mind))\b"
    r"|My (?:impression|assessment|opinion|view|feeling|diagnosis|thinking|conclusion|sense)\b"
    r"|I (?:also )?(?:think|believe|suspect|feel|told|explained|discussed|gave|prescribed|started"
    r"|raised|lowered|increased|reduced|stopped|injected|recommend(?:ed)?|ordered|asked|referred"
    r"|reassured|spoke|counsel+ed|am (?:start|refer|order|not sure|concerned|treat|giv|going)\w*"
    r"|will|would|have (?:start|refer|order|ask|giv|prescrib|rais|increas|lower|advis|told"
    r"|explain|recommend)\w*)\b"
    r"|We (?:also )?(?:discussed|talked|decided|agreed|will|gave|started|went over|reviewed the"
    r"|began|treated|chose|planned)\b"
    r"|(?:Altogether|Overall|Taken together|All (?:in all|told))\b"
    r"|(?:This|It|He|She|The patient) (?:most likely |likely |clearly |probably )?(?:has|is) "
    r"(?:an? |the |most )?(?:\w+ ){0,2}"
    r"(?:diagnosis|consistent|picture|case|episode|exacerbation|flare)\b"
    r"|(?:The|These|Those) (?:(?:clinical )?picture|diagnosis|findings|history) "
    r"(?:is|are|was|were|fits?|points?|suggests?|supports?|goes?|together)\b"
    r"|This (?:is|was|looks|appears|seems|fits)\b|(?:Medical|Clinical) (?:reasoning|decision)\b"
    r"|(?:Assessment|Impression|Diagnosis|Plan|Conclusion)\b))"
)
"""The end of a sentence behind which the clinician says what he makes of it, or does."""


def back(line: str, kind: str, start: int) -> int | None:
    """Where running text goes on behind a label in passing; None where nothing shows it.

    Args:
        line: the line in which the label stands.
        kind: what the label opens.
        start: where its text begins in the line.
    """
    if kind not in _LABELLED:
        return None
    turn = _TURN.search(line, start)
    return turn.end() if turn else None
