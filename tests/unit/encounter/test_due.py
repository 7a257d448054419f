"""The weeks of gestation by dates, and bare weeks at the head of a pregnancy's note."""

import pytest

from symphony.encounter.due import weeks_at_head, weeks_by_dates


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("Prenatal visit. EDD 6/1/2026. Seen 3/1/2026.", 26),
        ("Prenatal visit. LMP 9/15/2025, today 1/5/2026.", 16),
        ("Date: 2026-02-01\nEDD: 2026-05-01\nUTI in pregnancy.", 27),
        ("Annual exam. LMP 9/15/2025, today 1/5/2026.", None),
        ("Prenatal visit. EDD 6/1/2026.", None),
        ("Postpartum visit 6/20/2026. EDD 5/1/2026. Seen 6/20/2026.", None),
        ("Prenatal visit. EDD 13/45/2026. Seen 3/1/2026.", None),
        ("Prenatal visit. EDD 6/1/2030. Seen 3/1/2026.", None),
    ],
)
def test_weeks_are_counted_from_the_last_period_or_the_day_expected(
    text: str, weeks: int | None
) -> None:
    told = weeks_by_dates(text)
    assert (told[1] if told else None) == weeks


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("28 weeks. FHT 140, no contractions.", 28),
        ("G2P1, 22w, restrained driver. FHT 150.", 22),
        ("6 weeks after knee surgery, doing well.", None),
        ("Her daughter is 30 weeks pregnant.", None),
        ("12 weeks of back pain.", None),
        ("3 weeks postpartum, 6 weeks of leave. Prenatal course normal.", None),
    ],
)
def test_bare_weeks_count_where_the_note_is_of_a_pregnancy(text: str, weeks: int | None) -> None:
    told = weeks_at_head(text)
    assert (told[1] if told else None) == weeks
