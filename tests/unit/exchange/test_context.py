"""Evidence in its surroundings, and the check that it is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.errors import InputError
from symphony.exchange.context import Context, in_context, verify


def test_the_surroundings_are_one_line_cut_between_words():
    text = "He has had a cough for ten\n  days and denies chest pain or fever at night and day."
    start = text.index("chest")
    assert in_context(text, start, start + 10, room=20) == Context(
        "… days and denies ", "chest pain", " or fever at night …"
    )


def test_the_surroundings_stop_at_a_blank_line():
    text = "PLAN\n\nAsthma, mild.\n\nSigned"
    assert in_context(text, 6, 12) == Context("", "Asthma", ", mild.")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_blank_line_may_end_in_any_way(end):
    text = f"PLAN{end}{end}Asthma.{end}{end}Signed"
    start = text.index("Asthma")
    assert in_context(text, start, start + 6) == Context("", "Asthma", ".")


def test_words_over_a_line_end_become_one_line():
    assert in_context("type 2\n   diabetes", 0, 18).words == "type 2 diabetes"


def test_text_without_spaces_is_cut_but_kept():
    context = in_context("糖" * 50 + "尿病" + "糖" * 50, 50, 52, room=5)
    assert context == Context("… 糖糖糖糖糖", "尿病", "糖糖糖糖糖 …")


@given(st.text(), st.integers(0, 40), st.integers(0, 40), st.integers(0, 20))
def test_any_text_gives_one_line_with_its_words(text, start, length, room):
    end = min(len(text), start + length)
    start = min(start, end)
    context = in_context(text, start, end, room)
    assert context.words.split() == text[start:end].split()
    assert not set("\r\n\t") & set(f"{context.before}{context.words}{context.after}")


def test_the_sample_is_verbatim(sample):
    verify(sample.result, sample.documents)


def test_another_text_than_the_coded_one_is_refused_without_quoting_it(sample):
    changed = {**sample.documents, "visit.txt": "X" + sample.documents["visit.txt"]}
    with pytest.raises(InputError, match=r"'visit\.txt' is not the text that was coded") as caught:
        verify(sample.result, changed)
    assert "diabetes" not in str(caught.value).lower()


def test_a_document_that_is_cited_must_be_given(sample):
    with pytest.raises(InputError, match=r"'labs\.txt', whose text was not given"):
        verify(sample.result, {"visit.txt": sample.documents["visit.txt"]})
