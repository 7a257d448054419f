"""Properties of the language side of a note that hold for any text."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from symphony.encounter.assertion import Assertion, SentenceContext
from symphony.encounter.phrases import fold, tokens
from symphony.encounter.reading import Reading
from symphony.encounter.sections import kinds, section_at, sections
from symphony.encounter.sentences import MAX_LENGTH, Extent, sentences

PIECES = [
    "Plan:",
    "ASSESSMENT",
    "Family History: ",
    "**PMH**",
    "1. ",
    "- ",
    "• ",
    "[ ] ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    ", ",
    ". ",
    "; ",
    ": ",
    "denies ",
    "no ",
    "history of ",
    "mother has ",
    "fever",
    "chronic ",
    "likely ",
    "but ",
    "and ",
    "was ruled out",
    "if ",
    "scheduled for ",
    "Dr. ",
    "3.5 ",
    "he ",
    "is ",
    "x" * 90,
    "İ",
    "e\u0301",
    "🩺",
    "\u2028",
    "\x85",
    "?",
    "(",
    ")",
    "'s ",
    "\u00a0",
    "\f",
]
NOTES = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
)


@given(NOTES)
@example("Family History: x\n\ny")
def test_sections_cover_the_text_without_gap_or_overlap(text: str):
    found = sections(text)
    assert "".join(text[s.start : s.end] for s in found) == text
    at = 0
    for section in found:
        assert section.start == at < section.end
        assert section.start <= section.body_start <= section.end
        assert section.kind in kinds() | {"preamble"}
        at = section.end
    assert all(section_at(found, offset) is not None for offset in range(len(text)))


@given(NOTES, st.data())
def test_sentences_are_ordered_and_hold_every_character_but_white_space(
    text: str, data: st.DataObject
):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    at = start
    for sentence in sentences(text, start, end):
        assert at <= sentence.start < sentence.end <= end
        assert text[at : sentence.start].strip() == ""
        assert text[slice(*sentence)] == text[slice(*sentence)].strip()
        assert sentence.end - sentence.start <= MAX_LENGTH
        at = sentence.end
    assert text[at:end].strip() == ""


@given(NOTES)
def test_tokens_stand_where_they_say(text: str):
    assert len(fold(text)) == len(text)
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        assert fold(text)[token.start : token.end] == token.word
        at = token.end


@given(NOTES, st.data())
@settings(max_examples=200)
def test_any_mention_of_any_text_is_judged_and_its_trigger_stands_in_the_text(
    text: str, data: st.DataObject
):
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = Reading(text).judge(Extent(start, end))
    assert isinstance(found.assertion, Assertion)
    assert found.rule
    for finding in (found, *found.also):
        if finding.trigger is not None:
            inside = Extent(*finding.trigger)
            assert 0 <= inside.start < inside.end <= len(text)
            # A trigger inside the mention does not count, but for a query sign ("CHF? echo");
            # one around it may ("never smoker").
            within = start <= inside.start and inside.end <= end
            assert not within or finding.rule == "question_mark"


@given(NOTES)
def test_a_judgement_is_the_same_whatever_was_asked_before(text: str):
    whole = Extent(0, len(text))
    mentions = [Extent(i, i + 1) for i in range(0, len(text), 7)]
    together = SentenceContext(text, whole)
    for mention in mentions:
        assert together.judge(mention) == SentenceContext(text, whole).judge(mention)


def test_a_long_text_without_any_structure_is_read():
    for text in (
        "a" * 300_000,
        " " * 300_000,
        "no fever, " * 30_000,
        "(" * 300_000,
        "\n" * 300_000,
    ):
        reading = Reading(text)
        assert sum(s.end - s.start for s in reading.sections) == len(text)
        assert reading.judge(Extent(len(text) - 2, len(text))).rule
