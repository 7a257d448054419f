import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from symphony.llm.failures import RateLimited, Refused, TimedOut, Unreachable
from symphony.llm.patience import Patient, Waits
from symphony.llm.port import Exchange, Message, Reply, Shape
from symphony.testing import ScriptedModel

EXCHANGE = Exchange("navigator", "i", (Message("user", "t"),), Shape("x", {}))


class Clock:
    def __init__(self):
        self.at = 0.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.at += seconds

    def now(self):
        return self.at


def patient(replies, **more):
    clock = Clock()
    model = ScriptedModel(replies)
    waits = Waits(**more)
    return clock, Patient(model, waits, sleep=clock.sleep, now=clock.now), model


def test_what_may_pass_is_tried_again_with_growing_waits():
    clock, model, _ = patient([Unreachable("no"), TimedOut("late"), Unreachable("no"), "ok"])
    assert model.exchange(EXCHANGE).text == "ok"
    assert clock.slept == [1.0, 2.0, 4.0]


def test_waits_do_not_grow_beyond_the_longest():
    clock, model, _ = patient([Unreachable("no")] * 7 + ["ok"], attempts=8, longest=3.0)
    model.exchange(EXCHANGE)
    assert max(clock.slept) == 3.0


def test_what_a_provider_asks_for_is_heeded():
    clock, model, _ = patient([RateLimited("slow down", retry_after=17.0), "ok"])
    model.exchange(EXCHANGE)
    assert clock.slept == [17.0]


def test_a_wish_beyond_all_patience_is_told_at_once():
    clock, model, asked = patient([RateLimited("tomorrow", retry_after=86400.0), "ok"])
    with pytest.raises(RateLimited, match="navigator, attempt 1") as caught:
        model.exchange(EXCHANGE)
    assert caught.value.retry_after == 86400.0
    assert clock.slept == []
    assert len(asked.exchanges) == 1


def test_a_refusal_is_not_tried_again():
    _, model, asked = patient([Refused("no key"), "ok"])
    with pytest.raises(Refused, match="navigator, attempt 1: no key"):
        model.exchange(EXCHANGE)
    assert len(asked.exchanges) == 1


def test_the_last_failure_names_stage_and_attempt():
    _, model, _ = patient([Unreachable("no")] * 3, attempts=3)
    with pytest.raises(Unreachable, match="navigator, attempt 3: no"):
        model.exchange(EXCHANGE)


def test_when_one_is_told_to_wait_all_wait():
    clock, model, _ = patient([RateLimited("wait", retry_after=9.0), "ok", "ok"])
    model.exchange(EXCHANGE)
    clock.at = 5.0
    model.exchange(EXCHANGE)
    assert clock.slept == [9.0, 4.0]


def test_no_more_than_allowed_are_under_way_at_once():
    under_way, most = [], []
    lock, full = threading.Lock(), threading.Barrier(3)

    def busy(_):
        with lock:
            under_way.append(1)
            most.append(len(under_way))
        full.wait(5)
        with lock:
            under_way.pop()
        return Reply("ok")

    model = Patient(ScriptedModel(busy), at_once=3)
    with ThreadPoolExecutor(9) as pool:
        list(pool.map(lambda _: model.exchange(EXCHANGE), range(9)))
    assert max(most) == 3
