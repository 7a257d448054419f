"""How a judgement is explained; what is judged is in tests/spec/test_assertion.py."""

import pytest

from symphony.encounter.assertion import Assertion, Judgement, SentenceContext, judge
from symphony.encounter.reading import Reading
from symphony.encounter.sentences import Extent


def judged(text: str, words: str, section: str = "other") -> Judgement:
    start = text.index(words)
    return judge(text, Extent(0, len(text)), Extent(start, start + len(words)), section)


def test_a_judgement_names_its_trigger_and_its_rule():
    text = "However, she denies any fever."
    found = judged(text, "fever")
    assert found.assertion is Assertion.NEGATED
    assert found.rule == "denial"
    assert found.trigger is not None
    assert text[slice(*found.trigger)] == "denies any"


def test_offsets_are_those_of_the_document():
    text = "First. No fever."
    found = judge(text, Extent(7, 16), Extent(10, 15))
    assert found.trigger == Extent(7, 9)


def test_nothing_found():
    assert judged("Fever.", "Fever") == Judgement(Assertion.PRESENT, None, "no_trigger")


@pytest.mark.parametrize(
    ("text", "words", "first", "also"),
    [
        ("No family history of gout.", "gout", "negated", ["family"]),
        ("Possible history of stroke.", "stroke", "possible", ["historical"]),
        ("Mother with possible lupus.", "lupus", "family", ["possible"]),
        ("No history of stroke.", "stroke", "negated", ["historical"]),
        ("Denies depression in remission.", "depression", "negated", ["present"]),
    ],
)
def test_the_other_axes_are_kept(text: str, words: str, first: str, also: list[str]):
    found = judged(text, words)
    assert found.assertion == first
    assert [finding.assertion for finding in found.also] == also


@pytest.mark.parametrize(
    ("text", "words", "rule"),
    [
        ("Consistent with gout.", "gout", "consistent_with"),
        ("Probable gout.", "gout", "uncertain_term"),
        ("Rule out gout.", "gout", "rule_out"),
        ("Evaluate for gout.", "gout", "evaluation_for"),
        ("History of asthma.", "asthma", "history_of.chronic"),
        ("Leukemia in remission.", "Leukemia", "remission"),
        ("His wife has gout.", "gout", "not_patient"),
        ("DVT prophylaxis.", "DVT", "prevention_after"),
        ("Screening for gout.", "gout", "screening_for"),
        ("S/p appendectomy.", "appendectomy", "status_post"),
    ],
)
def test_rules_that_the_coding_rules_tell_apart(text: str, words: str, rule: str):
    assert judged(text, words).rule == rule


def test_the_section_speaks_where_the_sentence_does_not():
    found = judged("Gout.", "Gout", "family_history")
    assert (found.assertion, found.trigger, found.rule) == (
        "family",
        None,
        "section.family_history",
    )
    assert judged("Gout.", "Gout", "past_medical_history").assertion == "present"
    assert judged("The patient has gout.", "gout", "family_history").assertion == "present"


def test_the_nearest_trigger_is_named():
    text = "No cough, no fever."
    trigger = judged(text, "fever").trigger
    assert trigger is not None
    assert trigger.start == text.index("no")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("History of stroke.", "History of stroke"),
        ("Diabetes without complications.", "Diabetes without complications"),
        ("No pain.", "No pain"),
        ("Screening for gout.", "Screening for gout"),
    ],
)
def test_a_trigger_inside_the_mention_does_not_count(text: str, words: str):
    assert judged(text, words).assertion is Assertion.PRESENT


def test_one_context_serves_many_mentions():
    text = "Denies fever but has cough."
    context = SentenceContext(text, Extent(0, len(text)))
    assert context.judge(Extent(7, 12)).assertion is Assertion.NEGATED
    assert context.judge(Extent(21, 26)).assertion is Assertion.PRESENT


def test_a_reading_knows_the_section_and_the_line_that_leads_a_list():
    text = "HPI\nDenies:\n- fever\n- chills\n\nHas pain.\n\nFAMILY HISTORY\ngout\n"
    reading = Reading(text)

    def said(words: str) -> str:
        start = text.index(words)
        return reading.judge(Extent(start, start + len(words))).assertion

    assert [said(w) for w in ("fever", "chills", "pain", "gout")] == [
        "negated",
        "negated",
        "present",
        "family",
    ]
    assert reading.section_kind(text.index("gout")) == "family_history"
    assert reading.section_kind(len(text) + 5) == "other"


@pytest.mark.parametrize("mention", [Extent(0, 0), Extent(-1, 2), Extent(2, 99)])
def test_a_mention_outside_the_text_is_refused(mention: Extent):
    with pytest.raises(ValueError, match="no stretch of the text"):
        Reading("abc").judge(mention)


def test_a_mention_of_white_space_alone_is_judged_too():
    assert Reading("  \n ").judge(Extent(1, 3)).assertion is Assertion.PRESENT
