"""Search as a coder would try it: every way to write a condition, and the code that should come."""

import pytest

from symphony.books.search import Search
from symphony.books.spelling import Speller, distance
from symphony.books.store import Release


@pytest.fixture(scope="module")
def search(release: Release) -> Search:
    return Search(release)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("type 2 diabetes mellitus", "E11.9"),
        ("diabetes mellitus type II", "E11.9"),
        ("mellitus diabetes 2 type", "E11.9"),
        ("diarrhoea", "R19.7"),
        ("oesophageal varices", "I85.00"),
        ("essental hypertensoin", "I10"),
        ("headaches", "R51.9"),
        ("colles fracture right radius", "S52.531A"),
        (
            "subsequent encounter for closed Colles' fracture of right radius with nonunion",
            "S52.531K",
        ),
        ("laceraton of left hand without foriegn body, sequela", "S61.412S"),
        ("rt. knee pain", "M25.561"),
        ("Parkinson's disease", "G20.A1"),
        ("COPD", "J44.9"),
    ],
)
def test_the_code_is_among_the_first_three(search: Search, words: str, code: str) -> None:
    assert code in [hit.code.code for hit in search(words, 3, complete=True)]


def test_a_complete_code_stands_before_its_header(search: Search) -> None:
    hits = search("type 2 diabetes mellitus", 10, complete=True)
    places = {hit.code.code: place for place, hit in enumerate(hits)}
    assert places["E11.9"] < places["E11"]


def test_without_completion_the_name_that_fits_is_given_as_it_stands(search: Search) -> None:
    assert search("colles fracture of right radius", 1)[0].code.code == "S52.531"


def test_words_that_no_book_knows_find_nothing(search: Search) -> None:
    assert search("qqqqq zzzzz") == ()
    assert search("") == ()


def test_an_exact_name_scores_one(search: Search) -> None:
    assert search("Essential (primary) hypertension", 1)[0].score == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abd", 1), ("", "ab", 2)],
)
def test_distance_counts_edits_and_swaps(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == distance(other, one) == edits


def test_a_short_or_distant_word_is_not_corrected(release: Release) -> None:
    speller = Speller(release)
    assert speller.readings("xqz", clipped=False) == ()
    assert [r.form for r in speller.readings("pnemonia", clipped=False)] == ["pneumonia"]
    assert "abdominal" in [r.form for r in speller.readings("abdomin", clipped=True)]
