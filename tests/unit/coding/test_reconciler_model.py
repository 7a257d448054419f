import json
import re
from dataclasses import replace

import pytest

from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.extractor.model import DESCRIBED
from symphony.coding.reason import Reason
from symphony.coding.reconciler.model import ModelReconciler, UnreviewedError
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.stages import Alternative, Choice, Mention, Mentions, Validation
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter
from symphony.llm.ask import Desk
from symphony.llm.failures import TimedOut
from symphony.llm.usage import Meter
from symphony.rules.profile import profile_named
from symphony.testing import ScriptedModel

NOTE = Document("n", "hypertension, low back pain, headache, gout")
CODES = {"hypertension": "I10", "low back pain": "M54.50", "headache": "R51.9", "gout": "M10.9"}


SCORES = {"reason": 1.0, "managed": 1.0, "part": 0.45, "relevant": 0.49}


def mention(number, words, relation="managed", kind="diagnosis"):
    start = NOTE.text.index(words)
    evidence = accept(NOTE, start, start + len(words))
    return Mention(
        number,
        evidence,
        words,
        kind,
        Assertion.PRESENT,
        SCORES[relation],
        relation=relation,
        problem=words if relation in ("reason", "managed") else None,
    )


def choice(number, words, confidence=0.9, code=None):
    made = mention(number, words)
    return Choice(
        system="icd10cm",
        code=code or CODES[words],
        display=words,
        mentions=(number,),
        evidence=(made.evidence,),
        trail=(),
        rationale="r",
        confidence=confidence,
        alternatives=(Alternative("M54.59", "Other low back pain", "other"),),
    )


def review(drops=(), asides=(), adds=(), swaps=(), order=()):
    """A script: a verdict on every code that is shown in the set, and the other changes."""

    def verdict(code):
        chosen = "drop" if code in drops else "leave_out" if code in asides else "report"
        return {"code": code, "line": 1, "verdict": chosen, "reason": "not supported"}

    def script(exchange):
        shown = exchange.messages[0].text.partition(", in order:\n")[2].partition("\n\n")[0]
        return json.dumps(
            {
                "verdicts": [verdict(c) for c in re.findall(r"(?m)^\| (\S+) .*\[line", shown)],
                "adds": [{"code": c, "reason": "managed here"} for c in adds],
                "swaps": [{"code": c, "by": b, "reason": "fits better"} for c, b in swaps],
                "order": list(order),
            }
        )

    return script


def reconcile(release, script, choices=None, relations=None, second=None, kinds=None):
    words = list(CODES)
    made = choices or [choice(n, w) for n, w in enumerate(words[:3])]
    mentions = Mentions(
        tuple(
            mention(n, w, (relations or {}).get(n, "managed"), (kinds or {}).get(n, "diagnosis"))
            for n, w in enumerate(words)
        )
    )
    model = ScriptedModel(script)
    rules = OfflineReconciler(as_given=True)
    reconciler = ModelReconciler(Desk(model, Meter()), rules, second)
    case = Case(Encounter("e", (NOTE,)), release)
    return model, reconciler.reconcile(case, mentions, Validation(tuple(made)))


def codes(made):
    return [s.choice.code for s in made.codes]


def test_a_right_set_stays_as_it_is(release):
    _, made = reconcile(release, review())
    assert codes(made) == ["I10", "M54.50", "R51.9"]


def test_a_drop_is_an_exclusion_with_its_reason(release):
    _, made = reconcile(release, review(drops=["R51.9"]))
    assert codes(made) == ["I10", "M54.50"]
    (excluded,) = [e for e in made.excluded if e.rule == "reconciler.review"]
    assert (excluded.code, excluded.reason) == ("R51.9", Reason.REJECTED_BY_MODEL)
    assert excluded.citation == "not supported"
    assert excluded.evidence[0].text == "headache"


def test_what_is_true_but_not_for_this_encounter_becomes_a_candidate(release):
    _, made = reconcile(release, review(asides=["R51.9"]))
    assert codes(made) == ["I10", "M54.50"]
    (left,) = made.candidates
    assert left.choice.code == "R51.9"
    assert left.choice.rationale.endswith("Left out: not supported")


def test_a_code_without_a_verdict_is_asked_about_once_and_then_kept(release):
    silent = json.dumps({"verdicts": [], "adds": [], "swaps": [], "order": []})
    model, made = reconcile(release, [silent, silent])
    assert codes(made) == ["I10", "M54.50", "R51.9"]
    assert "R51.9 has no verdict" in model.exchanges[1].messages[-1].text


def test_a_second_reader_makes_a_code_surer_or_less_sure_and_is_shown(release):
    def second(_):
        return {"I10": "Essential (primary) hypertension", "M54.9": "Dorsalgia, unspecified"}

    model, made = reconcile(release, review(), second=second)
    by_code = {s.choice.code: s.choice for s in made.codes}
    assert by_code["I10"].agreed is True
    assert by_code["M54.50"].agreed is False
    assert by_code["I10"].confidence > 0.9 > by_code["M54.50"].confidence
    text = model.exchanges[0].messages[0].text
    assert re.search(r"\| I10 .*, seen twice", text)
    assert "neighbours: M54.9 Dorsalgia, unspecified (the second reader's code)" in text


def test_the_second_readers_neighbour_can_be_swapped_in(release):
    _, made = reconcile(
        release, review(swaps=[("M54.50", "M54.9")]), second=lambda _: {"M54.9": "Dorsalgia"}
    )
    assert codes(made) == ["I10", "M54.9", "R51.9"]


def test_a_problem_keeps_its_surest_code_though_one_reader_stands_alone(release):
    choices = [choice(0, "hypertension", confidence=0.55)]
    _, made = reconcile(release, review(), choices, second=lambda _: {})
    assert codes(made) == ["I10"]
    assert made.codes[0].choice.confidence == 0.5


def test_an_agreement_does_not_bring_in_what_the_encounter_did_not_deal_with(release):
    choices = [choice(0, "hypertension"), choice(3, "gout", confidence=0.45)]
    _, made = reconcile(
        release, review(), choices, relations={3: "relevant"}, second=lambda _: {"M10.9": "Gout"}
    )
    assert codes(made) == ["I10"]
    assert [s.choice.code for s in made.candidates] == ["M10.9"]


@pytest.mark.parametrize(
    ("relation", "kind", "reported"),
    [
        ("part", "status", True),
        ("relevant", "history", True),
        ("relevant", "diagnosis", False),
        ("part", "external_cause", False),
    ],
)
def test_what_a_note_asks_for_beside_a_reported_code_is_reported(release, relation, kind, reported):
    # The note over hypertension asks for a history of tobacco dependence.
    choices = [choice(0, "hypertension"), choice(3, "gout", confidence=0.43, code="Z87.891")]
    _, made = reconcile(
        release,
        review(),
        choices,
        relations={3: relation},
        kinds={3: kind},
        second=lambda _: {},
    )
    assert ("Z87.891" in codes(made)) is reported


def test_only_what_was_left_out_can_be_added(release):
    choices = [choice(0, "hypertension"), choice(3, "gout", confidence=0.3)]
    script = review(adds=["M10.9", "E11.9", "Z99.9"])
    _, made = reconcile(release, script, choices, relations={3: "relevant"})
    assert codes(made) == ["I10", "M10.9"]
    assert made.codes[1].choice.rationale == "managed here"
    assert made.candidates == ()


def test_a_verdict_can_take_in_what_was_left_out(release):
    choices = [choice(0, "hypertension"), choice(3, "gout", confidence=0.3)]
    verdicts = [
        {"code": code, "line": 1, "verdict": "report", "reason": "dealt with"}
        for code in ("I10", "M10.9")
    ]
    said = json.dumps({"verdicts": verdicts, "adds": [], "swaps": [], "order": []})
    _, made = reconcile(release, [said], choices)
    assert codes(made) == ["I10", "M10.9"]


def test_any_complete_code_of_the_category_can_be_swapped_in(release):
    _, made = reconcile(release, review(swaps=[("M54.50", "M54.2"), ("R51.9", "R51")]))
    assert codes(made) == ["I10", "M54.2", "R51.9"]
    assert made.codes[1].choice.display == "Cervicalgia"
    _, made = reconcile(release, review(swaps=[("M54.50", "M54.999")]))
    assert codes(made) == ["I10", "M54.50", "R51.9"]


def test_the_reviewer_reads_the_whole_reason(release):
    long = " ".join(["a reason that goes on"] * 20) + " to its end"
    model, _ = reconcile(release, review(), [replace(choice(0, "hypertension"), rationale=long)])
    assert f"because: {long}\n" in model.exchanges[0].messages[0].text


def test_only_neighbours_can_be_swapped_in(release):
    _, made = reconcile(release, review(swaps=[("M54.50", "M54.59"), ("I10", "I11.0")]))
    assert codes(made) == ["I10", "M54.59", "R51.9"]
    swapped = made.codes[1].choice
    assert swapped.rationale == "fits better"
    assert swapped.evidence[0].text == "low back pain"
    assert "M54.50" in {a.code for a in swapped.alternatives}


def test_the_order_is_the_reviews_where_no_rule_speaks(release):
    _, made = reconcile(release, review(order=["M54.50", "I10", "nonsense"]))
    assert codes(made) == ["M54.50", "I10", "R51.9"]
    assert made.codes[0].role == "first_listed"


def test_the_reason_for_the_encounter_comes_first_before_any_review(release):
    model, _ = reconcile(release, review(), relations={1: "reason"})
    listed = [line for line in model.exchanges[0].messages[0].text.splitlines() if "[line" in line]
    assert listed[0].startswith("| M54.50")


def test_the_rules_have_the_last_word(release):
    # Hypertension with heart disease is one code, whatever order the review asks for.
    choices = [choice(0, "hypertension", code="I10"), choice(1, "low back pain", code="I11.0")]
    _, made = reconcile(release, review(order=["I10", "I11.0"]), choices)
    plain = OfflineReconciler(as_given=True).reconcile(
        Case(Encounter("e", (NOTE,)), release),
        Mentions((mention(0, "hypertension"), mention(1, "low back pain"))),
        Validation(tuple(choices)),
    )
    assert codes(made) == [s.choice.code for s in plain.codes]
    assert set(made.findings) == set(plain.findings)


def test_an_empty_set_is_not_reviewed(release):
    model = ScriptedModel([])
    reconciler = ModelReconciler(Desk(model, Meter()), OfflineReconciler(as_given=True))
    case = Case(Encounter("e", (NOTE,)), release)
    assert reconciler.reconcile(case, Mentions(()), Validation(())).codes == ()
    assert model.exchanges == []


def test_a_failed_review_keeps_the_set_of_the_rules(release):
    with pytest.raises(UnreviewedError) as caught:
        reconcile(release, [TimedOut("late")])
    assert codes(caught.value.done) == ["I10", "M54.50", "R51.9"]


def test_a_managed_mention_keeps_its_best_code_however_unsure(release):
    choices = [
        choice(1, "low back pain", confidence=0.4),
        choice(1, "low back pain", confidence=0.3, code="M54.59"),
    ]
    _, made = reconcile(release, review(), choices)
    assert codes(made) == ["M54.50"]
    assert [s.choice.code for s in made.candidates] == ["M54.59"]


def described(number, words, score):
    return replace(mention(number, words), rule=DESCRIBED, score=score, relation="part")


def reconciled(release, script, mentions, choices, profile=None):
    reconciler = ModelReconciler(
        Desk(ScriptedModel(script), Meter()), OfflineReconciler(as_given=True), None, profile
    )
    case = Case(Encounter("e", (NOTE,)), release)
    return reconciler.reconcile(case, Mentions(tuple(mentions)), Validation(tuple(choices)))


@pytest.mark.parametrize(
    "change", [{}, {"adds": ["M10.9"]}, {"swaps": [("I10", "M10.9")]}], ids=["none", "add", "swap"]
)
def test_what_nobody_names_stays_a_question_whatever_the_review_says(release, change):
    mentions = [mention(0, "hypertension"), described(3, "gout", 0.45)]
    choices = [choice(0, "hypertension"), choice(3, "gout", confidence=0.44)]
    made = reconciled(release, review(**change), mentions, choices)
    assert codes(made) == ["I10"]
    assert [s.choice.code for s in made.candidates] == ["M10.9"]
    (finding,) = [f for f in made.findings if f.rule == DESCRIBED]
    assert (finding.codes, finding.citation) == (("M10.9",), "I.A.19")
    assert "not named in the record" in finding.message


def test_where_the_profile_reports_the_condition_it_is_a_code_that_carries_the_mark(release):
    mentions = [mention(0, "hypertension"), described(3, "gout", 0.87)]
    choices = [choice(0, "hypertension"), choice(3, "gout", confidence=0.8)]
    made = reconciled(release, review(), mentions, choices)
    assert codes(made) == ["I10", "M10.9"]
    assert [f.codes for f in made.findings if f.rule == DESCRIBED] == [("M10.9",)]


def test_a_code_can_be_swapped_for_one_listed_for_the_same_words(release):
    choices = [
        choice(0, "hypertension"),
        choice(0, "hypertension", confidence=0.3, code="R03.0"),
    ]
    _, made = reconcile(release, review(swaps=[("I10", "R03.0")]), choices)
    assert codes(made) == ["R03.0"]


@pytest.mark.parametrize(("profile", "asked"), [("official", True), ("code-each-problem", False)])
def test_drugs_that_the_profile_does_not_report_are_no_finding(release, profile, asked):
    mentions = [mention(0, "hypertension")]
    choices = [choice(0, "hypertension", code="E11.9")]
    made = reconciled(release, review(), mentions, choices, profile_named(profile))
    found = [f for f in made.findings if f.rule == "tabular.use-additional-missing"]
    assert any("Z79.84" in f.message for f in found) is asked
