from datetime import date
from decimal import Decimal

import pytest

from symphony.errors import InputError
from symphony.llm.failures import OverBudget
from symphony.llm.port import Exchange, Message, Reply, Shape, Tokens
from symphony.llm.prices import prices, read_prices
from symphony.llm.usage import Budget, Meter, Spent

TABLE = """
date = 2026-11-22
source = "a test"
[[price]]
model = "openai:gpt-5"
input = 1.25
cached = 0.125
output = 10
[[price]]
model = "openai:gpt-5-20*"
input = 2
cached = 2
output = 2
"""


def exchange(characters=350, stage="extractor"):
    return Exchange(stage, "", (Message("user", "x" * characters),), Shape("s", {}))


def spend(meter, tokens, model="openai:gpt-5", stage="extractor"):
    promise = meter.reserve(exchange(stage=stage))
    meter.settle(promise, stage, model, Reply("{}", tokens=tokens))


def test_cost_counts_what_was_read_from_the_cache_at_its_own_price():
    table = read_prices(TABLE, "t")
    cost = table.cost("openai:gpt-5", Tokens(1_000_000, 400_000, 100_000))
    assert cost == Decimal("0.75") + Decimal("0.05") + Decimal(1)
    assert table.on == date(2026, 11, 22)


def test_a_dated_name_has_the_price_of_its_pattern():
    assert read_prices(TABLE, "t").cost("openai:gpt-5-2026-01-01", Tokens(1_000_000)) == 2


def test_an_unknown_model_has_no_price_rather_than_none_to_pay():
    meter = Meter(prices=read_prices(TABLE, "t"))
    spend(meter, Tokens(10, 0, 10))
    assert meter.total.usd is not None
    spend(meter, Tokens(10, 0, 10), model="tiny")
    assert meter.total.usd is None
    assert meter.total.calls == 2


@pytest.mark.parametrize(
    "broken", ["", "date = 1", TABLE + '\nextra = "x"', TABLE.replace("cached", "cash")]
)
def test_a_malformed_table_is_refused(broken):
    with pytest.raises(InputError):
        read_prices(broken, "t")


def test_the_table_that_comes_with_the_program_is_dated_and_sourced():
    table = prices()
    assert table.on is not None
    assert table.source
    assert all(p.cached <= p.input <= p.output for p in table.by_pattern.values())


def test_the_budget_of_calls_stops_the_next_call():
    meter = Meter(Budget(calls=2))
    spend(meter, Tokens(1))
    spend(meter, Tokens(1))
    with pytest.raises(OverBudget, match="extractor: the budget of 2 calls") as caught:
        meter.reserve(exchange())
    assert (caught.value.kind, caught.value.exit_code) == ("over_budget", 5)


def test_the_budget_of_tokens_stops_before_anything_is_sent():
    meter = Meter(Budget(tokens=1000))
    spend(meter, Tokens(800, 0, 150))
    with pytest.raises(OverBudget, match="1000 tokens"):
        meter.reserve(exchange(characters=700))


def test_calls_under_way_count_against_the_budget():
    meter = Meter(Budget(calls=1))
    meter.reserve(exchange())
    with pytest.raises(OverBudget):
        meter.reserve(exchange())


def test_the_budget_of_dollars_stops_and_needs_a_price():
    meter = Meter(Budget(usd=Decimal("0.5")), read_prices(TABLE, "t"))
    spend(meter, Tokens(400_000, 0, 0))
    with pytest.raises(OverBudget, match=r"0\.5 US dollars"):
        meter.reserve(exchange())
    without = Meter(Budget(usd=Decimal(1)))
    spend(without, Tokens(1))
    with pytest.raises(OverBudget, match="no price"):
        without.reserve(exchange())


def test_sums_are_by_stage_and_altogether():
    meter = Meter(prices=read_prices(TABLE, "t"))
    spend(meter, Tokens(10, 0, 1))
    spend(meter, Tokens(20, 0, 2), stage="validator")
    spend(meter, Tokens(5, 0, 3))
    assert meter.stages["extractor"].tokens == Tokens(15, 0, 4)
    assert meter.total.tokens == Tokens(35, 0, 6)
    assert sum(meter.stages.values(), Spent()).calls == 3
