import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from symphony.errors import UsageError
from symphony.llm.failures import RateLimited, Refused, TimedOut, Unreachable, Unreadable
from symphony.llm.patience import Patient, Waits
from symphony.llm.port import Exchange, Message, Shape, Tool, ToolCall
from symphony.llm.providers import connect, sampling

pytest.importorskip("pydantic_ai", reason="needs the extra [llm]")

_spec = importlib.util.spec_from_file_location("doubles", Path(__file__).parent / "conftest.py")
doubles = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(doubles)
good, error, raw, hang, drop = (
    doubles.good,
    doubles.error,
    doubles.raw,
    doubles.hang,
    doubles.drop,
)

SHAPE = Shape(
    "coded",
    {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
)
SEARCH = Tool("search", "Find codes.", {"type": "object", "properties": {}})


def exchange(**more):
    return Exchange("validator", "Choose.", (Message("user", "1| SECRETWORD"),), SHAPE, **more)


@pytest.fixture
def model(endpoint):
    made = connect("tiny", endpoint.url, timeout=1.0)
    yield made
    made.close()


def test_an_answer_by_schema(endpoint, model):
    endpoint.say(good())
    reply = model.exchange(exchange())
    assert reply.text == '{"code": "A"}'
    assert (reply.tokens.input, reply.tokens.cached, reply.tokens.output) == (11, 5, 3)
    assert reply.model == "tiny-1"
    sent = endpoint.bodies[0]
    assert sent["response_format"]["json_schema"]["schema"]["required"] == ["code"]
    assert sent["messages"][0] == {"role": "system", "content": "Choose."}
    assert sent["messages"][1]["content"] == "1| SECRETWORD"


def test_no_sampling_setting_is_sent_unless_asked_for_and_accepted(endpoint, model):
    endpoint.say(good())
    model.exchange(exchange())
    assert not {"temperature", "top_p", "top_k", "seed"} & set(endpoint.bodies[0])


def test_a_wanted_setting_is_sent_where_it_is_accepted(endpoint):
    made = connect("tiny", endpoint.url, wanted={"temperature": 0, "top_k": 3})
    endpoint.say(good())
    made.exchange(exchange())
    made.close()
    assert endpoint.bodies[0]["temperature"] == 0
    assert "top_k" not in endpoint.bodies[0]
    assert made.name == "tiny[temperature=0]"


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("anthropic:claude-opus-5", {}),
        ("openai:gpt-6-sol", {}),
        ("openai:gpt-4.1", {"temperature": 0}),
        ("compatible:whatever", {"temperature": 0}),
    ],
)
def test_what_is_accepted_is_data(name, accepted):
    assert sampling(name, {"temperature": 0, "top_p": 1}) == accepted


def test_with_look_ups_the_answer_is_a_tool_call(endpoint, model):
    endpoint.say(
        good(None, [("search", '{"words": "x"}')]), good(None, [("final_result", '{"code": "B"}')])
    )
    first = model.exchange(exchange(tools=(SEARCH,)))
    assert first.calls == (ToolCall("call_0", "search", '{"words":"x"}'),)
    names = [tool["function"]["name"] for tool in endpoint.bodies[0]["tools"]]
    assert sorted(names) == ["final_result", "search"]
    assert "response_format" not in endpoint.bodies[0]
    turns = (
        Message("user", "1| SECRETWORD"),
        Message("assistant", calls=first.calls),
        Message("tool", "| found", answers="call_0", tool="search"),
    )
    then = Exchange("validator", "Choose.", turns, SHAPE, tools=(SEARCH,))
    assert model.exchange(then).text == '{"code":"B"}'
    roles = [m["role"] for m in endpoint.bodies[1]["messages"]]
    assert roles == ["system", "user", "assistant", "tool"]


def test_a_server_without_schemas_is_asked_by_tool_from_then_on(endpoint, model):
    endpoint.say(
        error(400, "response_format json_schema is not supported"),
        good(None, [("final_result", '{"code": "A"}')]),
        good(None, [("final_result", '{"code": "B"}')]),
    )
    assert model.exchange(exchange()).text == '{"code":"A"}'
    assert model.exchange(exchange()).text == '{"code":"B"}'
    assert "tools" in endpoint.bodies[1]
    assert "response_format" not in endpoint.bodies[2]


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (error(429), RateLimited),
        (error(500), Unreachable),
        (error(503), Unreachable),
        (error(401), Refused),
        (error(404), Refused),
        (error(400, "bad"), Refused),
        (drop, Unreachable),
        (raw(b"<html>proxy</html>"), Unreachable),
        (raw(b'{"id": "c", "choices": ['), Unreachable),
        (raw(b"{}"), Unreadable),
        (raw(b'{"id":', length=500), TimedOut),
        (raw({"object": "chat.completion", "choices": []}), Unreadable),
    ],
)
def test_every_misbehaviour_is_a_typed_failure(endpoint, model, behaviour, kind):
    endpoint.say(behaviour)
    with pytest.raises(kind) as caught:
        model.exchange(exchange())
    assert caught.value.exit_code == 5
    assert "SECRETWORD" not in str(caught.value)


def test_a_server_that_hangs_is_left_alone_in_time(endpoint):
    made = connect("tiny", endpoint.url, timeout=0.3)
    endpoint.say(hang(1.0))
    with pytest.raises(TimedOut, match=r"0\.3 s|in time"):
        made.exchange(exchange())
    made.close()


def test_nobody_at_the_address():
    made = connect("tiny", "http://127.0.0.1:9/v1", timeout=2.0)
    with pytest.raises(Unreachable):
        made.exchange(exchange())
    made.close()


def test_what_the_provider_asks_for_is_waited_for_and_nothing_else_tries_again(endpoint, model):
    slept = []
    endpoint.say(error(429, headers=[("Retry-After", "7")]), error(500), good())
    patient = Patient(model, Waits(first=0.5), sleep=slept.append, now=lambda: sum(slept))
    assert patient.exchange(exchange()).text == '{"code": "A"}'
    assert slept == [7.0, 1.0]
    assert len(endpoint.bodies) == 3


def test_an_empty_answer_is_an_answer_without_text(endpoint, model):
    endpoint.say(good(""))
    assert model.exchange(exchange()).text == ""


def test_an_unknown_provider_is_a_usage_error():
    with pytest.raises(UsageError, match="cannot be used"):
        connect("nobody:nothing")


def test_a_provider_without_its_key_is_a_usage_error(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UsageError, match="openai:gpt-5"):
        connect("openai:gpt-5")


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "symphony.llm.adapter", None)
    with pytest.raises(UsageError, match=r"pip install 'symphony-coding\[llm\]'"):
        connect("openai:gpt-5")


def test_the_engine_needs_no_extra_until_a_model_is_asked():
    script = "import sys, symphony.coding.by_model; sys.exit('pydantic_ai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
