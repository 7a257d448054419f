import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from symphony.errors import InputError
from symphony.llm.failures import NotOnTape, Unreachable
from symphony.llm.port import Exchange, Message, Reply, Shape, Tokens, ToolCall
from symphony.llm.tape import Tape
from symphony.testing import ScriptedModel


def exchange(text="1| a note", **more):
    return Exchange("extractor", "Read.", (Message("user", text),), Shape("x", {}), **more)


REPLY = Reply("{}", (ToolCall("call_0", "search", '{"words": "é"}'),), Tokens(10, 4, 2), "m-1")


def test_what_was_recorded_is_replayed_without_a_model(tmp_path):
    live = ScriptedModel([REPLY])
    assert Tape(tmp_path, "m", live).exchange(exchange()) == REPLY
    replaying = Tape(tmp_path, "m")
    assert replaying.exchange(exchange()) == REPLY
    assert (replaying.replayed, replaying.recorded) == (1, 0)


def test_what_is_on_the_tape_is_not_paid_for_again(tmp_path):
    live = ScriptedModel([REPLY])
    tape = Tape(tmp_path, "m", live)
    tape.exchange(exchange())
    Tape(tmp_path, "m", live).exchange(exchange())
    assert len(live.exchanges) == 1


@pytest.mark.parametrize(
    "other", [exchange("2| a note"), exchange(variant=1), exchange(max_output_tokens=9)]
)
def test_another_exchange_is_another_recording(tmp_path, other):
    Tape(tmp_path, "m", ScriptedModel([REPLY])).exchange(exchange())
    with pytest.raises(NotOnTape, match="extractor: this exchange is not on the tape"):
        Tape(tmp_path, "m").exchange(other)


def test_another_model_has_its_own_recordings(tmp_path):
    Tape(tmp_path, "m", ScriptedModel([REPLY])).exchange(exchange())
    with pytest.raises(NotOnTape):
        Tape(tmp_path, "n").exchange(exchange())


def test_a_failure_is_not_recorded(tmp_path):
    tape = Tape(tmp_path, "m", ScriptedModel([Unreachable("no"), REPLY]))
    with pytest.raises(Unreachable):
        tape.exchange(exchange())
    assert tape.exchange(exchange()) == REPLY


def test_the_same_exchange_from_many_threads_is_asked_once(tmp_path):
    began = threading.Event()

    def slow(_):
        began.wait(0.2)
        return REPLY

    live = ScriptedModel(slow)
    tape = Tape(tmp_path, "m", live)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: tape.exchange(exchange()), range(8)))
    assert replies == [REPLY] * 8
    assert len(live.exchanges) == 1


def test_a_recording_is_the_same_bytes_every_time(tmp_path):
    for folder in ("a", "b"):
        Tape(tmp_path / folder, "m", ScriptedModel([REPLY])).exchange(exchange())
    (one,) = (tmp_path / "a").rglob("*.json")
    (other,) = (tmp_path / "b").rglob("*.json")
    assert one.name == other.name
    assert one.read_bytes() == other.read_bytes()
    assert json.loads(one.read_bytes())["sent"]["messages"][0]["text"] == "1| a note"


def test_a_damaged_recording_is_told_and_not_paid_for_again_in_silence(tmp_path):
    tape = Tape(tmp_path, "m", ScriptedModel([REPLY]))
    tape.exchange(exchange())
    (file,) = tmp_path.rglob("*.json")
    file.write_text('{"reply": {"text"')
    with pytest.raises(InputError, match="is damaged"):
        Tape(tmp_path, "m", ScriptedModel([REPLY])).exchange(exchange())


def test_a_half_written_recording_is_never_read(tmp_path):
    tape = Tape(tmp_path, "m", ScriptedModel([REPLY]))
    key = tape.key(exchange())
    (tmp_path / key[:2]).mkdir()
    (tmp_path / key[:2] / f"{key}.1-1.part").write_text('{"reply"')
    assert tape.exchange(exchange()) == REPLY


def test_only_the_owner_may_read_a_tape(tmp_path):
    Tape(tmp_path / "tape", "m", ScriptedModel([REPLY])).exchange(exchange())
    (file,) = (tmp_path / "tape").rglob("*.json")
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
