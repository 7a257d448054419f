"""Where a patient stands in childbearing: pregnant, giving birth, after it, or none of these."""

import pytest

from symphony.encounter.childbearing import childbearing, trimester_of
from symphony.encounter.model import Document, Encounter, Setting

_STAY, _VISIT, _ROOM = Setting.INPATIENT, Setting.OUTPATIENT, Setting.EMERGENCY


def _stand(text: str, setting: Setting, weeks: int | None = None) -> tuple[str | None, str | None]:
    found = childbearing(Encounter("e", (Document("d", text),), setting), weeks)
    return found.phase, found.trimester


@pytest.mark.parametrize(
    ("setting", "weeks", "text", "phase"),
    [
        (_STAY, 39, "Vaginal delivery of a viable female, Apgars 8 and 9.", "childbirth"),
        (_STAY, 38, "She underwent a cesarean for breech. PPD 2, doing well.", "childbirth"),
        (_STAY, 31, "A stillborn boy was delivered.", "childbirth"),
        (_STAY, 29, "Admitted with preterm labor, history of a vaginal delivery.", "pregnancy"),
        (_STAY, None, "Readmitted 6 days after cesarean with fever.", "puerperium"),
        (_VISIT, None, "Six-week postpartum visit. She delivered vaginally.", "puerperium"),
        (_VISIT, None, "Here for a postpartum check, breastfeeding.", "puerperium"),
        (_ROOM, None, "Ten days postpartum with bleeding.", "puerperium"),
        (_VISIT, None, "Delivered a healthy girl three weeks ago.", "puerperium"),
        (_VISIT, 18, "History of postpartum depression.", "pregnancy"),
        (_VISIT, None, "She is pregnant with her second child.", "pregnancy"),
        (_VISIT, None, "In her second trimester.", "pregnancy"),
        (_VISIT, None, "She is not pregnant.", None),
        (_VISIT, None, "His wife is pregnant.", None),
        (_VISIT, None, "Three weeks after starting the drug she felt well.", None),
        (_VISIT, None, "Three months after surgery, a visit for pain.", None),
        (_VISIT, None, "Prior vaginal delivery in 2019; wants to become pregnant.", None),
    ],
)
def test_the_phase_is_told_by_the_note_and_the_setting(
    setting: Setting, weeks: int | None, text: str, phase: str | None
) -> None:
    assert _stand(text, setting, weeks)[0] == phase


def test_the_trimester_is_that_of_the_weeks_or_the_one_that_is_named() -> None:
    assert _stand("Prenatal visit.", _VISIT, 27) == ("pregnancy", "second")
    assert _stand("In her 3rd trimester.", _VISIT) == ("pregnancy", "third")
    assert _stand("Prenatal visit.", _VISIT) == ("pregnancy", None)
    assert _stand("Postpartum visit.", _VISIT, 39) == ("puerperium", None)
    assert [trimester_of(weeks) for weeks in (13, 14, 27, 28)] == [
        "first", "second", "second", "third",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["A" + "-" * 400, "a-" * 2000, "delivery-" * 500])
def test_a_line_of_hyphens_is_read_as_quickly_as_any_other(line: str) -> None:
    # Each way to part it into words would be tried one after the other, for hours.
    assert _stand(f"Pregnant, seen after delivery.\n{line}\n", _VISIT)[0] == "pregnancy"
