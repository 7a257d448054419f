import pytest

from symphony.coding.navigator.offline import OfflineNavigator


@pytest.fixture(scope="module")
def look_up(release):
    navigator = OfflineNavigator(release)
    return navigator._look_up


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("incarcerated umbilical hernia", "K42.0"),
        ("diverticulitis with abscess", "K57.20"),
        ("poorly controlled type 2 diabetes", "E11.65"),
        ("laceration without foreign body of left ring finger", "S61.215"),
        ("multiple pulmonary nodules", "R91.8"),
        ("pulmonary nodules", "R91.8"),
        ("pulmonary nodule", "R91.1"),
        ("sprain of right ankle, initial encounter", "S93.40"),
    ],
)
def test_the_first_candidate_says_what_the_words_say(look_up, term, expected):
    assert look_up(term)[0].code.startswith(expected)


def test_a_name_that_denies_what_the_words_say_is_worth_less(look_up):
    scores = {
        c.code: c.score for c in look_up("umbilical hernia with obstruction without gangrene")
    }
    assert scores["K42.0"] > scores.get("K42.9", 0.0)


def test_a_place_beside_a_word_that_no_book_knows_is_not_a_diagnosis_of_the_place(look_up):
    assert max((c.score for c in look_up("xqz right forearm")), default=0.0) < 0.58
