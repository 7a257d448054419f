import json
from dataclasses import replace

import pytest

from symphony.books.guidelines.book import Guidelines
from symphony.books.search import Search
from symphony.coding.case import Case, Scope
from symphony.coding.evidence import accept
from symphony.coding.extractor.model import DESCRIBED
from symphony.coding.reason import Reason
from symphony.coding.stages import Candidate, Citation, Looked, Mention, Mentions, Navigation, Step
from symphony.coding.validator.model import ModelValidator, PartialValidationError
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter
from symphony.llm.ask import Desk
from symphony.llm.failures import Unreachable
from symphony.llm.usage import Meter
from symphony.testing import ScriptedModel

NOTE = Document("n", "Pain in left knee. Hypertension with CKD stage 3a. Colles fracture right.")


def mention(number, words, score=1.0):
    start = NOTE.text.index(words)
    evidence = accept(NOTE, start, start + len(words))
    return Mention(number, evidence, words, "diagnosis", Assertion.PRESENT, score)


def chosen(code, confidence=90, guidelines=(), more=""):
    cited = [{"section": s, "quote": q} for s, q in guidelines]
    return {
        "code": code,
        "reason": "the words say so",
        "guidelines": cited,
        "more_specific": more,
        "confidence": confidence,
    }


def decision(number, *codes, none="", look_up=()):
    return {
        "mention": number,
        "codes": list(codes),
        "none": none,
        "reason": "because",
        "look_up": list(look_up),
    }


def said(*decisions):
    return json.dumps({"decisions": decisions})


def validate(release, looked, *replies, scope=Scope(), script=None):  # noqa: B008 - frozen
    model = ScriptedModel(script or list(replies))
    validator = ModelValidator(Desk(model, Meter()), Search(release), Guidelines.of("icd10cm"))
    mentions = Mentions(tuple(m for m, _ in looked))
    navigation = Navigation(
        tuple(
            Looked(
                m.id,
                tuple(
                    Candidate("icd10cm", c, 0.9 - 0.01 * n, (Step("index", f"words → {c}"),))
                    for n, c in enumerate(codes)
                ),
            )
            for m, codes in looked
        )
    )
    case = Case(Encounter("e", (NOTE,)), release, scope)
    return model, validator.validate(case, mentions, navigation)


KNEE = (mention(0, "Pain in left knee"), ["M25.56"])
HTN = (mention(1, "Hypertension"), ["I10", "I12.9"])
COLLES = (mention(2, "Colles fracture"), ["S52.53"])


def test_a_code_of_the_page_is_taken_with_trail_evidence_and_neighbours(release):
    model, made = validate(release, [KNEE], said(decision(0, chosen("M25.562", 80, more="which"))))
    (choice,) = made.choices
    assert (choice.code, choice.display) == ("M25.562", "Pain in left knee")
    assert choice.evidence[0].text == "Pain in left knee"
    assert [s.entry for s in choice.trail] == ["words → M25.56", "M25.562 Pain in left knee"]
    assert choice.confidence == pytest.approx(0.8)
    assert {a.code for a in choice.alternatives} == {"M25.561"}
    assert "More exact if the record said: which" in choice.rationale
    text = model.exchanges[0].messages[0].text
    assert "|    M25.562 Pain in left knee" in text
    assert "0| line 1: Pain in left knee" in text


def test_codes_that_differ_in_the_last_character_are_one_line(release):
    model, made = validate(release, [COLLES], said(decision(2, chosen("S52.531A"))))
    text = model.exchanges[0].messages[0].text
    assert "S52.531_ Colles' fracture of right radius (last character: A initial" in text
    assert "S52.532_ Colles' fracture of left radius (last character: A, B, C" in text
    assert made.choices[0].code == "S52.531A"


def test_the_notes_above_a_code_are_laid_out(release):
    model, _ = validate(release, [HTN], said(decision(1, chosen("I12.9"))))
    text = model.exchanges[0].messages[0].text
    assert "|    never coded with: hypertension due to kidney disease" in text
    assert "[I12] Hypertensive chronic kidney disease" in text
    assert "use additional code: code to identify the stage" in text


def test_the_neighbours_of_a_subcategory_are_laid_out_and_can_be_taken(release):
    sprain = (mention(0, "Pain in left knee"), ["S93.492A"])
    model, made = validate(release, [sprain], said(decision(0, chosen("S93.402A"))))
    text = model.exchanges[0].messages[0].text
    assert "|    S93.402_ Sprain of unspecified ligament of left ankle (" in text
    assert [c.code for c in made.choices] == ["S93.402A"]


def test_what_belongs_to_another_problem_has_no_neighbours(release):
    aside = replace(mention(0, "Pain in left knee"), relation="part")
    answer = said(decision(0, chosen("S93.492A")))
    model, _ = validate(release, [(aside, ["S93.492A"])], answer)
    text = model.exchanges[0].messages[0].text
    assert "S93.492_" in text
    assert "S93.402_" not in text


def test_complete_codes_below_the_headings_of_a_category_are_laid_out(release):
    sugar = (mention(1, "Hypertension"), ["E11.9"])
    model, made = validate(release, [sugar], said(decision(1, chosen("E11.65"))))
    text = model.exchanges[0].messages[0].text
    assert "|    E11.6… Type 2 diabetes mellitus with other specified complications (" in text
    assert "|    E11.65 Type 2 diabetes mellitus with hyperglycemia" in text
    assert "E11.2…" not in text
    assert [c.code for c in made.choices] == ["E11.65"]


def test_a_citation_is_checked_against_the_section(release):
    section = Guidelines.of("icd10cm").section("I.C.9.a")
    words = " ".join(section.says.split()[:6])
    cited = [("I.C.9.a", words.upper()), ("I.C.9.a.1", "invented words"), ("IX.Z.9", words)]
    _, made = validate(release, [HTN], said(decision(1, chosen("I12.9", guidelines=cited))))
    first, second = made.choices[0].guidelines
    assert first == Citation("I.C.9.a", section.title, words)
    assert (second.section, second.quote) == ("I.C.9.a.1", None)
    assert made.choices[0].trail[-1].book == "guideline"


def test_a_code_that_does_not_exist_is_never_taken(release):
    answers = [said(decision(1, chosen("I10.99")))]
    _, made = validate(release, [HTN], *answers)
    assert made.choices == ()
    (excluded,) = made.excluded
    assert (excluded.reason, excluded.code) == (Reason.NOT_IN_BOOKS, "I10.99")


def test_a_code_that_no_page_showed_is_looked_up_and_asked_about_again(release):
    first = said(decision(1, chosen("I15.0")))
    second = said(decision(1, chosen("I15.0")))
    model, made = validate(release, [HTN], first, second)
    assert (
        "I15.0" not in model.exchanges[0].messages[0].text.split("Its pages:")[1].split("[I12]")[0]
    )
    assert "|    I15.0 Renovascular hypertension" in model.exchanges[1].messages[0].text
    assert "no further look-up is possible" in model.exchanges[1].messages[0].text
    assert [c.code for c in made.choices] == ["I15.0"]
    assert "looked up at the model's wish" in made.choices[0].trail[0].entry


def test_a_header_is_never_a_code(release):
    _, made = validate(release, [HTN], said(decision(1, chosen("I12"))))
    assert made.choices == ()
    assert made.excluded[0].code == "I12"


def test_what_was_chosen_before_a_second_look_is_on_its_pages(release):
    found = (mention(0, "Pain in left knee"), ["R52", "R51.9", "M25.56"])
    model, made = validate(
        release,
        [found],
        said(decision(0, chosen("M25.562"), look_up=["chronic pain"])),
        said(decision(0, chosen("M25.562"))),
    )
    assert "M25.562 Pain in left knee" in model.exchanges[1].messages[0].text
    assert [c.code for c in made.choices] == ["M25.562"]


def test_looking_up_again_is_allowed_once(release):
    first = said(decision(1, look_up=["renovascular hypertension"]))
    second = said(decision(1, look_up=["something else"], none="no_code"))
    model, made = validate(release, [HTN], first, second)
    assert len(model.exchanges) == 2
    assert made.choices == ()
    assert made.excluded[0].mention == 1


@pytest.mark.parametrize(
    ("none", "reason"),
    [
        ("not_reportable", Reason.NOT_REPORTABLE),
        ("integral_symptom", Reason.INTEGRAL_SYMPTOM),
        ("uncertain", Reason.UNCERTAIN),
        ("historical", Reason.HISTORICAL),
        ("less_specific", Reason.LESS_SPECIFIC),
        ("no_code", Reason.REJECTED_BY_MODEL),
        ("", Reason.REJECTED_BY_MODEL),
    ],
)
def test_no_code_is_an_exclusion_with_its_reason_and_sentence(release, none, reason):
    _, made = validate(release, [KNEE], said(decision(0, none=none)))
    assert [(e.reason, e.citation) for e in made.excluded] == [(reason, "because")]


def test_every_mention_must_be_decided_exactly_once(release):
    short = said(decision(0, chosen("M25.562")))
    double = said(decision(0, none="no_code"), decision(0, none="no_code"), decision(9))
    whole = said(decision(0, chosen("M25.562")), decision(1, chosen("I10")))
    model, made = validate(release, [KNEE, HTN], short, double, whole)
    assert "mention 1 is not decided" in model.exchanges[1].messages[-1].text
    assert "there is no mention 9" in model.exchanges[2].messages[-1].text
    assert {c.code for c in made.choices} == {"M25.562", "I10"}


def test_outside_the_scope_nothing_is_shown_or_taken(release):
    scope = Scope(exclude=("M25.562",))
    model, made = validate(release, [KNEE], said(decision(0, chosen("M25.569"))), scope=scope)
    assert "M25.562" not in model.exchanges[0].messages[0].text
    assert [c.code for c in made.choices] == ["M25.569"]


def test_a_failure_keeps_what_was_decided_before(release):
    first = said(decision(0, chosen("M25.562")), decision(1, look_up=["renovascular hypertension"]))
    with pytest.raises(PartialValidationError, match="gone") as caught:
        validate(release, [KNEE, HTN], first, Unreachable("gone"))
    assert [c.code for c in caught.value.done.choices] == ["M25.562"]
    assert caught.value.kind == "unreachable"


def test_many_mentions_go_in_batches_and_all_come_back(release):
    codes = [code.code for code in release.codes() if code.billable and code.code[0] == "K"][::9][
        :60
    ]
    looked = [(mention(n, "Hypertension"), [code]) for n, code in enumerate(codes)]
    sizes = []

    def script(exchange):
        marked = exchange.messages[0].text.split("The mentions:\n")[1].split("\n\n")[0]
        numbers = [int(line.split("|")[0]) for line in marked.splitlines()]
        sizes.append(len(exchange.messages[0].text))
        return said(*(decision(n, chosen(codes[n])) for n in numbers))

    model, made = validate(release, looked, script=script)
    assert len(model.exchanges) >= 3
    assert max(sizes) < 40_000
    assert sorted(c.code for c in made.choices) == sorted(codes)


def test_of_codes_of_which_one_can_be_right_the_first_is_taken(release):
    answer = {**decision(0, chosen("M25.562", 60), chosen("M25.561", 40)), "one_of": True}
    _, made = validate(release, [KNEE], said(answer))
    (choice,) = made.choices
    assert choice.code == "M25.562"
    assert [(a.code, a.discriminator) for a in choice.alternatives] == [("M25.561", "one of these")]


def test_complete_codes_found_for_the_same_words_are_alternatives(release):
    _, made = validate(release, [HTN], said(decision(1, chosen("I10"))))
    (choice,) = made.choices
    assert ("I12.9", "found for the same words") in [
        (a.code, a.discriminator) for a in choice.alternatives
    ]


@pytest.mark.parametrize(("score", "told"), [(0.45, True), (0.87, False)])
def test_a_condition_that_nobody_names_is_marked(release, score, told):
    unnamed = replace(KNEE[0], rule=DESCRIBED, score=score)
    answer = said(decision(0, chosen("M25.562")))
    model, made = validate(release, [(unnamed, KNEE[1])], answer)
    assert ("only offered" in model.exchanges[0].messages[0].text) is told
    assert "Not named in the record; confirm with the clinician." in made.choices[0].rationale


def test_the_notes_of_the_category_stand_above_a_subcategory(release):
    model, _ = validate(release, [COLLES], said(decision(2, chosen("S52.531A"))))
    text = model.exchanges[0].messages[0].text
    assert text.index("[S52]") < text.index("coded elsewhere") < text.index("[S52.5]")
