"""External causes: who has to report them, and in which phase of care (guideline I.C.20)."""

from collections.abc import Iterator

from symphony.rules.episode import episode
from symphony.rules.model import Drop, Hit, Voluntary
from symphony.rules.rule import rule
from symphony.rules.sheet import Sheet, names

OPTIONAL = "external.optional"
"""The rule that a profile switches by care setting (``Profile.external_causes``)."""

_CIRCUMSTANCES = "Y92.-, Y93.-, Y99.-"
_CAUSES = "V00-Y38, Y62-Y84, Y92.-, Y93.-, Y95, Y99.-"
"""All of the chapter but the blood alcohol level (Y90), which I.C.5.b.5 asks for."""
_CONFIRMED_ABUSE = "T74.-"


@rule(OPTIONAL, "External causes are reported where a payer or a state asks for them", "info",
      "I.C.20")  # fmt: skip
def optional(sheet: Sheet) -> Iterator[Hit]:
    """External causes in a care setting in which the profile does not report them.

    No national rule requires them; a state or a payer may. The codes that somebody gave stay; the
    coder proposes them as candidates. With confirmed abuse (T74) they are reported in any setting,
    since I.C.19.f asks for them.
    """
    causes = names(sheet.among(_CAUSES))
    if causes and not sheet.has(_CONFIRMED_ABUSE):
        yield Hit(
            causes,
            f"external causes are optional: {', '.join(causes)} where a payer or a state asks for "
            "them (profile official-external-causes)",
            Voluntary(causes),
        )


@rule("external.episode", "An external cause is in the phase of its injury", "warning",
      "I.C.20.a.2")  # fmt: skip
def external_episode(sheet: Sheet) -> Iterator[Hit]:
    """The seventh character of the external cause is that of the injury."""
    phases = {episode(i) for i in sheet.items if i.code[0] in "ST"} - {None}
    for item in sheet.items:
        phase = episode(item)
        if item.code[0] in "VWXY" and phase and phases and phase not in phases:
            yield Hit((item.code,), f"{item.code} is of another phase of care than the injuries"
                      " of the set; the seventh characters match")  # fmt: skip


@rule("external.initial-only", "Place, activity and status are for the first encounter", "warning",
      "I.C.20.b")  # fmt: skip
def initial_only(sheet: Sheet) -> Iterator[Hit]:
    """Y92, Y93 and Y99 are used once, at the initial encounter for treatment."""
    phases = {episode(i) for i in sheet.items if i.code[0] in "ST"} - {None}
    if not phases or "active" in phases:
        return
    for item in sheet.among(_CIRCUMSTANCES):
        yield Hit(
            (item.code,),
            f"{item.code}: only at the initial encounter for treatment, and no injury of the set "
            "is in active treatment",
            Drop(item.code, "not_reportable"),
        )


RULES = (optional, external_episode, initial_only)
SELECTORS = (_CAUSES, _CONFIRMED_ABUSE, _CIRCUMSTANCES)
