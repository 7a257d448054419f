"""Evidence by construction: what is accepted is what the document says, for any Unicode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.coding.evidence import Match, accept, align
from symphony.encounter.model import Document
from symphony.errors import InternalError

AWKWARD = [
    "", " ", "\t", "\r\n", "\n", "e\u0301", "\u0301", "👩🏽‍⚕️", "🩺", "İstanbul", "ß", "ﬁ", "\u2028",
    "\x85", "\ufeff", "\x00", "\u200d", "CKD stage 3a", "no known  allergies",
    "\u03b1-thalassaemia", "\ud800", "..", "(a+b)*", "\\d+",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=60),
    st.lists(st.sampled_from(AWKWARD), max_size=12).map("".join),
)


def document(text: str) -> Document:
    return Document("note", text)


@given(TEXTS, st.data())
def test_what_is_accepted_is_the_documents_own_slice(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(-2, len(text) + 2))
    end = data.draw(st.integers(-2, len(text) + 2))
    if 0 <= start < end <= len(text):
        found = accept(document(text), start, end)
        assert found.text == text[start:end] != ""
        assert found.span.document == "note"
        return
    with pytest.raises(InternalError) as error:
        accept(document(text), start, end)
    assert "note" in str(error.value)


def test_the_error_holds_no_words_of_the_note() -> None:
    with pytest.raises(InternalError) as error:
        accept(document("secret words"), 3, 99)
    assert "secret" not in str(error.value)


def inside_a_word(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()


@given(TEXTS, st.data())
def test_a_quote_of_whole_words_is_always_found_exactly(text: str, data: st.DataObject) -> None:
    borders = [offset for offset in range(len(text) + 1) if not inside_a_word(text, offset)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(borders), st.sampled_from(borders))))
    quote = text[start:end]
    found = align(document(text), quote)
    if not quote.strip():
        assert found is None
        return
    assert found.match is Match.EXACT
    assert found.text == quote.strip() == text[found.start : found.end]


@given(TEXTS, TEXTS, st.integers(0, 80))
def test_whatever_is_found_is_in_the_document_and_no_part_of_a_word(
    text: str, quote: str, near: int
) -> None:
    found = align(document(text), quote, near=near)
    if found is None:
        return
    assert found.text == text[found.start : found.end] != ""
    if found.match is Match.EXACT:
        assert found.text == quote.strip()
        assert not inside_a_word(text, found.start)
        assert not inside_a_word(text, found.end)


@pytest.mark.parametrize("quote", ["ms", "MS", "symptom", "toms of"])
def test_a_part_of_a_word_is_not_taken_for_a_word(quote: str) -> None:
    found = align(document("symptoms of gout"), quote)
    assert found is None or found.match is Match.FUZZY


@pytest.mark.parametrize(
    ("text", "quote", "found", "match"),
    [
        ("Type 2 DM with CKD", "Type 2 DM", "Type 2 DM", Match.EXACT),
        ("type 2\r\n  diabetes", "type 2 diabetes", "type 2\r\n  diabetes", Match.NORMALIZED),
        ("TYPE 2 DIABETES", "type 2 diabetes", "TYPE 2 DIABETES", Match.NORMALIZED),
        ("a\tb", "a b", "a\tb", Match.NORMALIZED),
        ("pain (left)", "pain (left)", "pain (left)", Match.EXACT),
    ],
)
def test_case_and_white_space_may_differ_and_are_labelled_so(
    text: str, quote: str, found: str, match: Match
) -> None:
    evidence = align(document(text), quote)
    assert (evidence.text, evidence.match) == (found, match)


def test_what_the_document_does_not_say_is_not_found() -> None:
    assert align(document("chest pain"), "abdominal pain") is None
    assert align(document(""), "pain") is None
    assert align(document("pain"), " \n") is None


def test_among_several_places_the_first_at_or_after_the_given_one_is_taken() -> None:
    note = document("pain, then pain, then pain")
    assert align(note, "pain").start == 0
    assert align(note, "pain", near=1).start == 11
    assert align(note, "pain", near=25).start == 0


def test_offsets_are_code_points() -> None:
    text = "👩🏽‍⚕️ e\u0301 gout"
    found = align(document(text), "gout")
    assert (found.start, found.end) == (9, 13)
