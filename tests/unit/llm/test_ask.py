import json
from typing import Literal

import pytest
from pydantic import BaseModel

from symphony.llm.ask import LONGEST_REPLY, Desk, LookUp, Question
from symphony.llm.failures import Failure, TooLong, Unreadable
from symphony.llm.port import Exchange, Reply, Tokens, Tool, ToolCall
from symphony.llm.usage import Meter
from symphony.testing import ScriptedModel


class Coded(BaseModel):
    code: Literal["A", "B"]


def question(**more):
    return Question("validator", "Choose.", "1| the note says SECRETWORD", Coded, **more)


def desk(*replies):
    model = ScriptedModel(list(replies))
    return model, Desk(model, Meter())


def test_an_answer_of_the_asked_form_is_given_back_typed():
    model, at = desk('{"code": "A"}')
    assert at.ask(question()).answer == Coded(code="A")
    assert len(model.exchanges) == 1


def test_a_fence_around_the_json_does_no_harm():
    _, at = desk('```json\n{"code": "B"}\n```')
    assert at.ask(question()).answer == Coded(code="B")


def test_a_wrong_form_is_told_by_its_place_and_asked_for_again():
    model, at = desk('{"code": "C"}', '{"code": "A"}')
    assert at.ask(question()).answer.code == "A"
    complaint = model.exchanges[1].messages[-1].text
    assert "code: literal_error" in complaint


@pytest.mark.parametrize(
    "garbage", ["", "no json at all", '{"code": "A"', '{"other": 1}', "[]", "null", '{"code": "Z"}']
)
def test_garbage_three_times_is_a_typed_failure_with_stage_and_attempt(garbage):
    _, at = desk(garbage, garbage, garbage)
    with pytest.raises(Unreadable, match=r"validator, attempt 3") as caught:
        at.ask(question())
    assert caught.value.exit_code == 5
    assert "SECRETWORD" not in str(caught.value)


def test_a_reply_of_ten_megabytes_is_refused_unread():
    _, at = desk("x" * 10_000_000)
    with pytest.raises(TooLong, match=f"validator, attempt 1.*{LONGEST_REPLY}"):
        at.ask(question())


def test_an_answer_without_sense_is_asked_for_again_with_the_complaint():
    model, at = desk('{"code": "A"}', '{"code": "B"}')
    asked = question(check=lambda answer: ["A is taken"] if answer.code == "A" else [])
    assert at.ask(asked).answer.code == "B"
    assert "A is taken" in model.exchanges[1].messages[-1].text


SEARCH = Tool("search", "find", {"type": "object", "properties": {"words": {"type": "string"}}})


def call(number, name="search", arguments='{"words": "x"}'):
    return ToolCall(f"call_{number}", name, arguments)


def test_look_ups_are_answered_and_counted():
    asked = []

    def read(arguments):
        asked.append(arguments["words"])
        return "| R07.9 Chest pain"

    model, at = desk(Reply(calls=(call(0),)), '{"code": "A"}')
    said = at.ask(question(tools=(LookUp(SEARCH, read),), look_ups=2))
    assert said.answer.code == "A"
    assert asked == ["x"]
    assert model.exchanges[1].messages[-1].text == "| R07.9 Chest pain"
    assert model.exchanges[1].messages[-1].answers == "call_0"


def test_beyond_the_limit_nothing_is_looked_up():
    asked = []
    look_up = LookUp(SEARCH, lambda a: asked.append(a) or "| found")
    model, at = desk(Reply(calls=(call(0), call(1), call(2))), '{"code": "A"}')
    at.ask(question(tools=(look_up,), look_ups=1))
    assert len(asked) == 1
    assert [m.text for m in model.exchanges[1].messages[-2:]] == [
        "No more look-ups: give the final answer now."
    ] * 2


def test_a_model_that_never_stops_asking_is_stopped():
    look_up = LookUp(SEARCH, lambda _: "| found")
    _, at = desk(*[Reply(calls=(call(0),)) for _ in range(20)])
    with pytest.raises(Unreadable, match="goes on asking"):
        at.ask(question(tools=(look_up,), look_ups=1))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (call(0, name="delete_file"), "There is no such look-up; there are: search."),
        (call(0, arguments="{"), "The arguments are not JSON."),
        (call(0, arguments="[1]"), "The arguments are not an object."),
    ],
)
def test_a_call_that_cannot_be_made_is_answered_and_does_nothing(made, told):
    asked = []
    look_up = LookUp(SEARCH, lambda a: asked.append(a) or "| found")
    model, at = desk(Reply(calls=(made,)), '{"code": "A"}')
    at.ask(question(tools=(look_up,), look_ups=2))
    assert model.exchanges[1].messages[-1].text == told
    assert asked == []


def test_what_is_asked_is_counted_by_stage():
    meter = Meter()
    model = ScriptedModel([Reply('{"code": "A"}', tokens=Tokens(100, 40, 7))])
    Desk(model, meter).ask(question())
    assert meter.stages["validator"].calls == 1
    assert meter.stages["validator"].tokens == Tokens(100, 40, 7)


def test_a_failed_call_is_not_counted_as_spent():
    meter = Meter()
    with pytest.raises(Failure):
        Desk(ScriptedModel([Failure("no")]), meter).ask(question())
    assert meter.total.calls == 0


def test_the_constant_part_is_the_same_for_every_exchange_of_a_conversation():
    model, at = desk('{"code": "C"}', '{"code": "A"}')
    at.ask(question())
    first, second = model.exchanges
    assert first.instructions == second.instructions
    assert second.messages[: len(first.messages)] == first.messages


def test_equal_exchanges_have_equal_text_and_variants_do_not():
    model, at = desk('{"code": "A"}', '{"code": "A"}', '{"code": "A"}')
    at.ask(question())
    at.ask(question())
    at.ask(question(variant=1))
    texts = [exchange.canonical() for exchange in model.exchanges]
    assert texts[0] == texts[1] != texts[2]
    assert json.loads(texts[0])["stage"] == "validator"
    assert isinstance(model.exchanges[0], Exchange)
