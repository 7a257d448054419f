import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.coding.evidence import Match, align
from symphony.encounter.model import Document

NOTE = Document(
    "n",
    "CC: R knee pain.\r\nHPI: Pt\u2019s type 2  diabetes,\nstage-3 CKD. No chest pain today;"
    " pain in left shoulder since the fall.\nA/P: Acute on chronic diastolic heart failure,"
    " EF 60 %. Knee pain.",
)


@pytest.mark.parametrize(
    ("quote", "said", "match"),
    [
        ("R knee pain", "R knee pain", Match.EXACT),
        ("knee pain", "knee pain", Match.EXACT),
        ("type 2 diabetes", "type 2  diabetes", Match.NORMALIZED),
        ("TYPE 2 DIABETES, STAGE-3 CKD", "type 2  diabetes,\nstage-3 CKD", Match.NORMALIZED),
        ("Pt's type 2 diabetes", "Pt\u2019s type 2  diabetes", Match.NORMALIZED),
        ("stage 3 CKD", "stage-3 CKD", Match.NORMALIZED),
        (
            "acute on chronic diastolic heart failiure",
            "Acute on chronic diastolic heart failure",
            Match.FUZZY,
        ),
        (
            "Acute on chronic diastolic congestive heart failure",
            "Acute on chronic diastolic heart failure",
            Match.FUZZY,
        ),
        ("pain in the left shoulder", "pain in left shoulder", Match.FUZZY),
    ],
)
def test_a_quote_is_found_and_how_is_told(quote, said, match):
    found = align(NOTE, quote)
    assert found is not None
    assert (found.text, found.match) == (said, match)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "pain in right shoulder",
        "chronic on acute systolic heart failure",
        "type 1 diabetes",
        "stage-4 CKD",
        "chest pain today denied",
        "diabetes type 2 with neuropathy and retinopathy",
        "kneecap",
        "ain",
        "...",
    ],
)
def test_what_the_note_does_not_say_is_not_found(quote):
    assert align(NOTE, quote) is None


def test_a_quote_does_not_begin_inside_a_word():
    document = Document("d", "hypotension noted; later tension headache")
    assert align(document, "tension").start == document.text.index("tension headache")


def test_among_several_places_the_one_at_the_line_is_taken():
    second = NOTE.text.rindex("Knee pain")
    assert align(NOTE, "Knee pain", near=second).start == second
    assert align(NOTE, "knee pain", near=second).start == NOTE.text.index("knee pain")


def test_a_negation_is_never_bridged():
    document = Document("d", "There is no evidence of acute coronary ischemia at this time.")
    assert align(document, "There is evidence of acute coronary ischemia at this time") is None


@given(st.text(min_size=1, max_size=60), st.text(max_size=40), st.text(max_size=40))
def test_what_is_found_is_the_slice_of_the_document(quote, before, after):
    document = Document("d", before + quote + after)
    found = align(document, quote)
    if found is not None:
        assert document.text[found.start : found.end] == found.text
        assert found.text


words = st.lists(
    st.sampled_from(["pain", "knee", "left", "no", "chronic", "renal", "failure", "of"]), min_size=3
)


@given(words, words)
def test_never_another_side_or_negation(said, asked):
    document = Document("d", " ".join(said))
    found = align(document, " ".join(asked))
    if found is not None:
        turning = {"left", "no", "chronic"}
        assert sorted(w for w in found.text.split() if w in turning) == sorted(
            w for w in asked if w in turning
        )
