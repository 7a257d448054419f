"""Names found in running text: word for word, in another order, the longest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.coding.vocabulary import Vocabulary
from symphony.language.words import phrase, words

NAMES = (
    "diabetes", "diabetes type 2", "type 2", "radius fracture", "distal radius fracture", "gout",
    "chronic kidney disease stage 3", "kidney disease", "of the", "3",
)  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(phrase(name) for name in NAMES)


def found(vocabulary: Vocabulary, text: str) -> list[str]:
    tokens = words(text)
    return [text[tokens[h.first].start : tokens[h.last - 1].end] for h in vocabulary.hits(tokens)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Diabetes type II and gout.", ["Diabetes type II", "gout"]),
        ("type 2 diabetes", ["type 2 diabetes"]),
        ("fracture of the distal radius", ["fracture of the distal radius"]),
        ("fracture, distal radius", []),
        ("chronic kidney disease", ["kidney disease"]),
        ("chronic kidney disease stage 3", ["chronic kidney disease stage 3"]),
        ("3 of the 3", []),
        ("", []),
        ("gouty", []),
    ],
)
def test_the_longest_name_wins_and_names_do_not_overlap(
    vocabulary: Vocabulary, text: str, names: list[str]
) -> None:
    assert found(vocabulary, text) == names


def test_a_whole_name_is_known_in_any_order(vocabulary: Vocabulary) -> None:
    assert vocabulary.knows(("fracture", "radius"))
    assert vocabulary.knows(("gout",))
    assert not vocabulary.knows(("radius",))
    assert not vocabulary.knows(("of", "the"))


def test_an_empty_vocabulary_finds_nothing() -> None:
    assert Vocabulary(()).hits(words("gout")) == ()


@given(st.lists(st.sampled_from([*NAMES, "and", "of", ",", "\n", "pain", "2"]), max_size=12))
def test_hits_are_in_order_apart_and_names(pieces: list[str]) -> None:
    vocabulary = Vocabulary(phrase(name) for name in NAMES)
    tokens = words(" ".join(pieces))
    last = 0
    for hit in vocabulary.hits(tokens):
        assert last <= hit.first < hit.last <= len(tokens)
        assert vocabulary.knows(token.form for token in tokens[hit.first : hit.last])
        last = hit.last
