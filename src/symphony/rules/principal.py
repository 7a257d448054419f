"""What an inpatient's way into the hospital says of the principal diagnosis (II.I and II.J)."""

from collections.abc import Iterator

from symphony.rules.model import First, Hit
from symphony.rules.rule import rule
from symphony.rules.sheet import Sheet, names

_COMPLICATIONS = "T80-T88"


@rule("principal.observation", "Admitted from observation: the condition that led to admission",
      "info", "II.I")  # fmt: skip
def observation(sheet: Sheet) -> Iterator[Hit]:
    """The medical condition that led to the admission, or what the definition of UHDDS makes it."""
    if not sheet.inpatient or sheet.codeset.admitted_from != "observation" or not sheet.items:
        return
    first = names([sheet.first] if sheet.first else [])
    said = first[0] if first else "the condition put first"
    yield Hit(first, f"{said} is principal if it led from observation to the admission")


@rule("principal.surgery", "Admitted from outpatient surgery: a complication first", "warning",
      "II.J")  # fmt: skip
def surgery(sheet: Sheet) -> Iterator[Hit]:
    """A complication is principal; without one it is the reason for the surgery."""
    if not sheet.inpatient or sheet.codeset.admitted_from != "outpatient_surgery":
        return
    for item in sheet.among(_COMPLICATIONS):
        yield Hit(
            (item.code,),
            f"{item.code} is principal where it is the reason for admission after surgery",
            First(item.code, 1),
            quiet=sheet.first is item,
        )


RULES = (observation, surgery)
SELECTORS = (_COMPLICATIONS,)
