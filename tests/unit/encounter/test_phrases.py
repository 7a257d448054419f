import pytest

from symphony.encounter.phrases import Phrases, fold, tokens


def found(phrases: Phrases[str], text: str) -> list[str]:
    return [hit.value for hit in phrases.find(tokens(text))]


def test_the_longest_phrase_at_a_place_wins():
    phrases = Phrases([("no", "no"), ("no change", "pseudo"), ("no change in the", "longer")])
    assert found(phrases, "no fever, no change in size") == ["no", "pseudo"]


def test_phrases_do_not_overlap():
    phrases = Phrases([("a b", "ab"), ("b c", "bc")])
    assert found(phrases, "a b c b c") == ["ab", "bc"]


def test_a_list_of_words_stands_for_each_of_them():
    phrases: Phrases[str] = Phrases()
    words = {"kin": ["mother", "great aunt"], "whose": ["his"]}
    phrases.add("{whose?} {kin} has", "kin", words)
    assert found(phrases, "his mother has it, great aunt has it, his has, aunt has") == ["kin"] * 2


def test_a_list_may_share_words_with_a_phrase():
    phrases: Phrases[str] = Phrases()
    words = {"have": ["has", "has had"], "says": ["has noted"]}
    phrases.add("he {have}", "have", words)
    phrases.add("he {says}", "says", words)
    assert found(phrases, "he has; he has had; he has noted") == ["have", "have", "says"]


@pytest.mark.parametrize(
    "text", ["gram negative", "Gram-negative", "GRAM  NEGATIVE", "gram\nnegative"]
)
def test_case_space_and_hyphens_do_not_matter(text: str):
    assert found(Phrases([("gram negative", "x")]), text) == ["x"]


def test_a_word_is_a_whole_word():
    assert found(Phrases([("no", "no")]), "nose known snow no-one") == ["no"]


def test_the_same_phrase_twice_is_refused():
    with pytest.raises(ValueError, match="a-b"):
        Phrases([("a b", 1), ("a-b", 2)])


def test_an_unknown_list_is_refused():
    with pytest.raises(KeyError):
        Phrases([("{nobody} has", 1)])


def test_tokens_keep_their_places():
    text = "Pt\u2019s H/O  İstanbul fever-free"
    for token in tokens(text):
        assert fold(text[token.start : token.end]) == token.word
    assert [t.word for t in tokens(text)] == ["pt's", "h", "/", "o", "İstanbul", "fever", "free"]


def test_a_dash_between_spaces_is_a_sign():
    assert [t.word for t in tokens("fever - no")] == ["fever", "-", "no"]


def test_tokens_of_a_stretch_count_from_the_beginning_of_the_text():
    assert tokens("ab cd ef", 3, 5) == [("cd", 3, 5)]
