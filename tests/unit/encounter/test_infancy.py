"""How old a child is: days of life, or past the first 28 days."""

import pytest

from symphony.encounter.infancy import days_of_life, is_past_perinatal


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("DOL 12, NICU.", 12),
        ("Day of life #3, term infant.", 3),
        ("5-day-old with jaundice.", 5),
        ("Two week old girl.", 14),
        ("Newborn check at 14 days.", 14),
        ("NICU day of life 90.", 90),
        ("Term newborn.", None),
    ],
)
def test_the_days_of_life_are_read_at_the_head(text: str, days: int | None) -> None:
    assert days_of_life(text) == days


@pytest.mark.parametrize(
    "text",
    ["3 month old male, ex-premie.", "18-month-old boy.", "8-week-old infant.", "4 y/o girl."],
)
def test_an_age_in_months_or_years_is_past_the_perinatal_period(text: str) -> None:
    assert is_past_perinatal(text)


@pytest.mark.parametrize(
    "text", ["Newborn of a 28-year-old female.", "3-week-old girl.", "DOL 2 male infant."]
)
def test_a_newborn_and_its_mothers_age_are_not(text: str) -> None:
    assert not is_past_perinatal(text)
