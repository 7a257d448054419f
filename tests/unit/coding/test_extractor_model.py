import json

import pytest

from symphony.coding.evidence import Match
from symphony.coding.extractor.model import ModelExtractor
from symphony.coding.reason import Reason
from symphony.encounter.model import Document, Encounter, Setting
from symphony.llm.ask import Desk
from symphony.llm.failures import Unreadable
from symphony.llm.usage import Meter
from symphony.rules.profile import profile_named
from symphony.testing import ScriptedModel

TEXT = (
    "CC: chest pain\n\nHPI: 60 y.o. man with type 2 diabetes.\n"
    "Father had a stroke. He had pneumonia in 2010, resolved.\n"
    "A/P: Possible pneumonia. Continue metformin. Diabetes stable on metformin.\n"
)


def entry(line, quote, kind="diagnosis", said="present", role="managed", terms=("t",), facts=()):
    return {
        "line": line,
        "quote": quote,
        "kind": kind,
        "said": said,
        "role": role,
        "terms": list(terms),
        "facts": [dict(zip(("name", "line", "quote"), f, strict=True)) for f in facts],
    }


def said(*entries):
    return json.dumps({"entries": entries})


def extract(*replies, text=TEXT, setting=Setting.OUTPATIENT, **more):
    model = ScriptedModel(list(replies))
    encounter = Encounter("e", (Document("visit.txt", text),), setting)
    return model, ModelExtractor(Desk(model, Meter()), **more).extract(encounter)


def test_a_quote_becomes_a_mention_with_its_place_terms_and_facts():
    model, found = extract(
        said(
            entry(
                3,
                "type 2 diabetes",
                role="reason",
                terms=("type 2 diabetes mellitus", "diabetes"),
                facts=[("other", 5, "stable on metformin"), ("side", 5, "left leg")],
            )
        )
    )
    (mention,) = found.mentions
    assert mention.evidence.text == "type 2 diabetes"
    assert TEXT[mention.evidence.start : mention.evidence.end] == "type 2 diabetes"
    assert (mention.term, mention.terms) == ("type 2 diabetes mellitus", ("diabetes",))
    assert (mention.relation, mention.score) == ("reason", 1.0)
    assert [(f.name, f.evidence.text) for f in mention.facts] == [("other", "stable on metformin")]
    assert mention.facts[0].evidence in mention.detail
    assert len(model.exchanges) == 1
    assert "3| HPI: 60 y.o. man" in model.exchanges[0].messages[0].text
    assert "visit.txt" not in model.exchanges[0].messages[0].text


def test_a_quote_that_is_not_there_is_asked_for_once_with_the_miss_named():
    corrected = json.dumps({"quotes": [{"number": 0, "line": 5, "quote": "Diabetes stable"}]})
    model, found = extract(said(entry(5, "diabetic retinopathy, proliferative")), corrected)
    assert [m.evidence.text for m in found.mentions] == ["Diabetes stable"]
    assert "0: diabetic retinopathy, proliferative" in model.exchanges[1].messages[-1].text
    assert model.exchanges[1].instructions == model.exchanges[0].instructions


def test_what_cannot_be_found_then_is_excluded_and_kept_in_the_account():
    nothing = json.dumps({"quotes": [{"number": 0, "line": 1, "quote": "still not there at all"}]})
    model, found = extract(said(entry(1, "bronchial carcinoma"), entry(1, "chest pain")), nothing)
    assert [m.evidence.text for m in found.mentions] == ["chest pain"]
    (excluded,) = found.excluded
    assert excluded.reason is Reason.EVIDENCE_NOT_FOUND
    assert excluded.evidence == ()
    assert len(model.exchanges) == 2


def test_a_misspelt_quote_is_found_and_labelled():
    _, found = extract(said(entry(3, "typ 2 diabetis mellitus"), entry(3, "Type 2 Diabetes")),
                       json.dumps({"quotes": []}))  # fmt: skip
    assert [m.evidence.match for m in found.mentions] == [Match.NORMALIZED]


@pytest.mark.parametrize(
    ("wording", "reason"),
    [
        ("negated", Reason.NEGATED),
        ("hypothetical", Reason.HYPOTHETICAL),
        ("planned", Reason.PLANNED),
        ("family", Reason.FAMILY_HISTORY),
        ("historical", Reason.HISTORICAL),
        ("possible", Reason.UNCERTAIN),
    ],
)
def test_what_is_not_asserted_is_excluded_with_its_reason(wording, reason):
    _, found = extract(said(entry(5, "pneumonia", said=wording)))
    assert [(e.reason, e.text) for e in found.excluded] == [(reason, "pneumonia")]
    assert found.mentions == ()


def test_an_uncertain_diagnosis_is_coded_where_the_patient_is_admitted():
    _, found = extract(said(entry(5, "pneumonia", said="possible")), setting=Setting.INPATIENT)
    assert len(found.mentions) == 1


def test_a_history_may_have_a_code_of_its_own():
    _, found = extract(
        said(
            entry(4, "pneumonia in 2010", kind="history", said="historical"),
            entry(4, "Father had a stroke", kind="history", said="family"),
        )
    )
    assert [m.kind for m in found.mentions] == ["history", "history"]


def test_the_line_tells_which_of_several_places_is_meant():
    text = "pain on the left\nno pain today\npain on the right\n"
    _, found = extract(said(entry(3, "pain", kind="symptom")), text=text)
    assert found.mentions[0].evidence.start == text.rindex("pain")


def test_passes_are_united_without_repeats():
    one = said(entry(1, "chest pain"), entry(3, "type 2 diabetes"))
    two = said(entry(3, "type 2 diabetes"), entry(5, "Diabetes stable", terms=("u",)))
    model, found = extract(one, two, passes=2)
    assert [m.evidence.text for m in found.mentions] == [
        "chest pain",
        "type 2 diabetes",
        "Diabetes stable",
    ]
    assert {e.variant for e in model.exchanges} == {0, 1}
    assert [m.id for m in found.mentions] == [0, 1, 2]


def test_two_things_in_one_phrase_stay_two():
    text = "T2DM with neuropathy"
    _, found = extract(
        said(
            entry(1, "T2DM with neuropathy", terms=("diabetic neuropathy",)),
            entry(1, "neuropathy", terms=("polyneuropathy",)),
        ),
        text=text,
    )
    assert len(found.mentions) == 2


def test_long_documents_are_read_in_overlapping_windows():
    text = "\n".join(f"line {n} has finding{n} in it" for n in range(1, 401))
    asked = []

    def script(exchange):
        asked.append(exchange.messages[0].text)
        shown = [line for line in asked[-1].splitlines() if "| line" in line]
        numbers = [int(line.split("|")[0]) for line in shown]
        return said(*(entry(n, f"finding{n}", terms=(f"f{n}",)) for n in numbers if n % 40 == 0))

    model = ScriptedModel(script)
    encounter = Encounter("e", (Document("d", text),))
    found = ModelExtractor(Desk(model, Meter()), window=3000).extract(encounter)
    assert len(asked) > 3
    assert [m.evidence.text for m in found.mentions] == [f"finding{n}" for n in range(40, 401, 40)]
    assert [m.id for m in found.mentions] == list(range(10))


def test_several_documents_are_read_together_and_told_apart():
    model = ScriptedModel([said(entry(2, "cough"), entry(1, "fever", terms=("f",)))])
    encounter = Encounter("e", (Document("a", "fever"), Document("b", "cough")))
    found = ModelExtractor(Desk(model, Meter())).extract(encounter)
    assert [(m.evidence.document, m.evidence.text) for m in found.mentions] == [
        ("a", "fever"),
        ("b", "cough"),
    ]


def test_an_empty_note_is_not_asked_about():
    model, found = extract(text="  \n\n".strip())
    assert found.mentions == ()
    assert model.exchanges == []


def test_a_model_that_answers_nothing_usable_fails_by_name():
    with pytest.raises(Unreadable, match="extractor, attempt 3"):
        extract("{}", "[]", "nonsense")


@pytest.mark.parametrize(
    ("profile", "setting", "told"),
    [
        (None, Setting.OUTPATIENT, []),
        ("official", Setting.INPATIENT, []),
        ("official", Setting.OUTPATIENT, ["how an injury came about"]),
        ("official-external-causes", Setting.OUTPATIENT, []),
        ("code-each-problem", Setting.INPATIENT, ["drugs taken for a long time"]),
        (
            "code-each-problem",
            Setting.OUTPATIENT,
            ["how an injury came about", "drugs taken for a long time"],
        ),
    ],
)
def test_what_the_profile_does_not_report_is_not_asked_for(profile, setting, told):
    rules = profile_named(profile) if profile else None
    model, _ = extract(said(), setting=setting, profile=rules)
    first, _, _ = model.exchanges[0].messages[0].text.partition("\n")
    assert ("Not reported here" in first) is bool(told)
    every = ("how an injury came about", "drugs taken for a long time")
    assert [words for words in every if words in first] == told


@pytest.mark.parametrize(
    ("profile", "told", "reported"),
    [
        (None, "as the complaint", False),
        ("official", "as the complaint", False),
        ("code-each-problem", "as the condition", True),
    ],
)
def test_the_profile_says_what_is_reported_where_nobody_names_the_condition(
    profile, told, reported
):
    rules = profile_named(profile) if profile else None
    answer = said(entry(5, "Continue metformin", said="described"))
    model, found = extract(answer, profile=rules)
    first, _, _ = model.exchanges[0].messages[0].text.partition("\nThe record:")
    assert told in " ".join(first.split())
    assert (found.mentions[0].score >= 0.5) is reported
    assert found.mentions[0].rule == "extractor.described"
