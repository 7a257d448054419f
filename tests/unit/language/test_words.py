"""Normal forms: what makes two wordings the same, and what must stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.language.words import (
    bag,
    bag_of,
    forms,
    function_words,
    normal_form,
    phrase,
    phrase_once,
    phrases,
    words,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fractures", "fracture"),
        ("biopsies", "biopsy"),
        ("classes", "class"),
        ("oesophageal", "esophageal"),
        ("anaemia", "anemia"),
        ("Ménière's disease", "meniere disease"),
        ("Sjögren\u2019s", "sjogren"),
        ("Type II diabetes", "type 2 diabetes"),
        ("stage IIIa", "stage 3a"),
        ("Me\u0301nie\u0300re", "ménière"),
        ("x-ray", "x ray"),
    ],
)
def test_wordings_of_one_thing_have_one_phrase(one: str, other: str) -> None:
    assert phrase(one) == phrase(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("virus", "viru"),
        ("arthritis", "arthriti"),
        ("class", "clas"),
        ("gas", "ga"),
        ("type 1 diabetes", "type 2 diabetes"),
        ("hypotension", "hypertension"),
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert phrase(one) != phrase(other)


def test_words_know_where_they_stand_and_what_parts_them() -> None:
    text = "Gout, CKD\nstage 3"
    found = words(text)
    assert [text[w.start : w.end] for w in found] == ["Gout", "CKD", "stage", "3"]
    assert [w.breaks for w in found] == [False, True, True, False]


def test_a_bag_forgets_order_repeats_and_function_words() -> None:
    assert bag("fracture of the distal radius") == bag("distal radius fracture")
    assert bag("pain pain") == bag("pain")
    assert bag("of the") != ""


@given(st.text(max_size=80))
def test_any_text_has_normal_forms_at_its_own_places(text: str) -> None:
    found = words(text)
    assert tuple(w.form for w in found) == forms(text)
    for word in found:
        assert 0 <= word.start < word.end <= len(text)
        assert word.form
        assert " " not in word.form
    assert [w.start for w in found] == sorted(w.start for w in found)


@given(st.text(max_size=80))
def test_the_keys_agree_however_they_are_asked_for(text: str) -> None:
    assert phrase(text) == phrase_once(text) == " ".join(forms(text))
    assert bag(text) == bag_of(forms(text))


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_case_and_a_possessive_change_nothing(word: str) -> None:
    assert normal_form(word) == normal_form(word.upper())
    if not word.endswith("s"):
        assert normal_form(f"{word}'s") == normal_form(f"{word}\u2019s") == normal_form(word)


def test_function_words_are_normal_forms_themselves() -> None:
    assert {"of", "the", "and"} <= function_words()
    assert all(word == word.casefold() for word in function_words())


_LINE = st.text(st.characters(exclude_characters="\n"), max_size=30)
_PLAIN = st.text("aA bB'dDoO/s-\u2019\u0301\u00e9.\u00a02", max_size=20)


@given(st.lists(_LINE | _PLAIN, min_size=1))
def test_many_phrases_at_once_are_those_made_one_by_one(lines: list[str]) -> None:
    assert phrases(lines) == [phrase_once(line) for line in lines]
