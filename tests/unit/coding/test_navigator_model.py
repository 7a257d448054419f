import json

from symphony.books.search import Search
from symphony.coding.case import Case, Scope
from symphony.coding.evidence import accept
from symphony.coding.navigator.model import ModelNavigator
from symphony.coding.offline import offline_pipeline
from symphony.coding.reason import Reason
from symphony.coding.stages import Mention, Mentions
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter
from symphony.llm.ask import Desk
from symphony.llm.port import Reply, ToolCall
from symphony.llm.usage import Meter
from symphony.testing import ScriptedModel

NOTE = Document("n", "quux of the frobnicator; Colles fracture; appendectomy; htn")


def mention(number, words, term=None, terms=(), kind="diagnosis", relation="managed"):
    start = NOTE.text.index(words)
    return Mention(
        id=number,
        evidence=accept(NOTE, start, start + len(words)),
        term=term or words,
        kind=kind,
        assertion=Assertion.PRESENT,
        terms=terms,
        relation=relation,
    )


def navigate(release, mentions, *replies, scope=Scope()):  # noqa: B008 - frozen
    model = ScriptedModel(list(replies))
    navigator = ModelNavigator(
        Desk(model, Meter()), offline_pipeline(release).navigator, Search(release)
    )
    case = Case(Encounter("e", (NOTE,)), release, scope)
    return model, navigator.navigate(case, Mentions(tuple(mentions)))


def test_what_the_terms_find_needs_no_model(release):
    terms = ("Colles' fracture of radius", "fracture of forearm")
    model, found = navigate(release, [mention(0, "Colles fracture", terms=terms)])
    codes = [c.code for c in found.looked[0].candidates]
    assert any(code.startswith("S52.53") for code in codes)
    assert all(c.trail for c in found.looked[0].candidates)
    assert model.exchanges == []


def test_what_no_term_finds_is_walked_for_with_read_only_look_ups(release):
    calls = (
        ToolCall("call_0", "search", '{"words": "dizziness"}'),
        ToolCall("call_1", "read", '{"code": "R42"}'),
    )
    final = json.dumps({"found": [{"mention": 0, "codes": ["R42", "Q99.99X", "nonsense"]}]})
    model, found = navigate(
        release, [mention(0, "quux of the frobnicator")], Reply(calls=calls), final
    )
    (looked,) = found.looked
    codes = {c.code: c for c in looked.candidates}
    assert "R42" in codes
    assert "Q99.99X" not in codes
    assert codes["R42"].trail[0].entry.endswith("→ R42")
    answers = [m.text for m in model.exchanges[1].messages if m.role == "tool"]
    assert "R42 Dizziness and giddiness" in answers[0]
    assert all(line.startswith("|") for answer in answers for line in answer.splitlines())
    assert {t.name for t in model.exchanges[0].tools} == {"search", "read"}


def test_a_mention_that_nobody_finds_is_excluded(release):
    final = json.dumps({"found": [{"mention": 0, "codes": []}]})
    _, found = navigate(release, [mention(0, "quux of the frobnicator")], final)
    assert found.looked == ()
    assert found.excluded[0].reason is Reason.NOT_IN_BOOKS


def test_places_for_mentions_that_were_not_asked_about_are_ignored(release):
    final = json.dumps(
        {"found": [{"mention": 7, "codes": ["R42"]}, {"mention": 1, "codes": ["R42"]}]}
    )
    mentions = [mention(0, "quux of the frobnicator"), mention(1, "htn", term="hypertension")]
    _, found = navigate(release, mentions, final)
    assert [looked.mention for looked in found.looked] == [1]
    assert "R42" not in [c.code for c in found.looked[0].candidates]


def test_a_code_named_but_never_seen_says_so_in_its_trail(release):
    final = json.dumps({"found": [{"mention": 0, "codes": ["i10"]}]})
    _, found = navigate(release, [mention(0, "quux of the frobnicator")], final)
    (candidate,) = found.looked[0].candidates
    assert candidate.code == "I10"
    assert "named by the model" in candidate.trail[0].entry


def test_a_book_without_codes_for_a_kind_is_not_searched_for_it(release):
    _, found = navigate(release, [mention(0, "appendectomy", kind="procedure")])
    assert found.excluded[0].reason is Reason.NOT_IN_SCOPE


def test_what_belongs_to_another_problem_is_not_walked_for(release):
    odd = mention(0, "quux of the frobnicator", relation="part")
    model, found = navigate(release, [odd])
    assert model.exchanges == []
    assert found.excluded[0].mention == 0


def test_in_a_restricted_vocabulary_only_its_codes_are_candidates(release):
    scope = Scope(include=("I11", "I10"))
    _, found = navigate(release, [mention(0, "htn", term="hypertension")], scope=scope)
    codes = [c.code for c in found.looked[0].candidates]
    assert codes
    assert all(code.startswith(("I10", "I11")) for code in codes)


def test_every_term_keeps_its_best_place(release):
    terms = ("dizziness", "low back pain")
    _, found = navigate(release, [mention(0, "htn", term="hypertension", terms=terms)])
    codes = [c.code for c in found.looked[0].candidates][:5]
    assert "I10" in codes
    assert "R42" in codes
    assert any(code.startswith("M54.5") for code in codes)
