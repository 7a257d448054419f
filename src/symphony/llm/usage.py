"""What was spent, stage by stage, and the budget of an encounter."""

import threading
from dataclasses import dataclass, field
from decimal import Decimal

from symphony.llm.failures import OverBudget
from symphony.llm.port import Exchange, Reply, Tokens
from symphony.llm.prices import Prices

CHARACTERS_PER_TOKEN = 3.5
"""Rough and on the safe side; used only to stop before a budget is overrun."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that one encounter may cost; None for no limit."""

    calls: int | None = None
    tokens: int | None = None
    """Input and output tokens together."""
    usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls, tokens and cost. ``usd`` is None as soon as one call's price is not known."""

    calls: int = 0
    tokens: Tokens = field(default_factory=Tokens)
    usd: Decimal | None = Decimal(0)

    def __add__(self, other: "Spent") -> "Spent":
        """The sum."""
        known = self.usd is not None and other.usd is not None
        usd = (self.usd or Decimal(0)) + (other.usd or Decimal(0)) if known else None
        return Spent(self.calls + other.calls, self.tokens + other.tokens, usd)


class Meter:
    """Counts the calls of one encounter and stops it at its budget. Safe between threads.

    Calls answered by a tape count as they did when they were recorded, so a replay shows the same
    figures and stops at the same place.
    """

    def __init__(self, budget: Budget | None = None, prices: Prices | None = None) -> None:
        self._budget = budget or Budget()
        self._prices = prices or Prices()
        self._lock = threading.Lock()
        self._stages: dict[str, Spent] = {}
        self._promised = Spent()

    @property
    def stages(self) -> dict[str, Spent]:
        """What every stage has spent, in the order in which they began."""
        with self._lock:
            return dict(self._stages)

    @property
    def total(self) -> Spent:
        """What has been spent altogether."""
        return sum(self.stages.values(), Spent())

    def reserve(self, exchange: Exchange) -> Spent:
        """Set aside what the exchange will cost at least; to be given back to ``settle``.

        Raises:
            OverBudget: it would go beyond the budget. Nothing has been sent.
        """
        tokens = Tokens(input=int(exchange.characters() / CHARACTERS_PER_TOKEN))
        with self._lock:
            spent = sum(self._stages.values(), Spent()) + self._promised
            self._check(exchange.stage, spent, tokens.input)
            promise = Spent(1, tokens)
            self._promised += promise
        return promise

    def _check(self, stage: str, spent: Spent, more: int) -> None:
        limit = self._budget
        tokens = spent.tokens.input + spent.tokens.output + more
        if limit.usd is not None and spent.usd is None:
            raise OverBudget(f"{stage}: the model has no price here, so no cost limit can hold")
        told = [
            f"{bound} {unit}"
            for bound, over, unit in (
                (limit.calls, limit.calls is not None and spent.calls >= limit.calls, "calls"),
                (limit.tokens, limit.tokens is not None and tokens > limit.tokens, "tokens"),
                (limit.usd, _reached(spent.usd, limit.usd), "US dollars"),
            )
            if over
        ]
        if told:
            raise OverBudget(f"{stage}: the budget of {told[0]} for this encounter is spent")

    def settle(self, promise: Spent, stage: str, model: str, reply: Reply | None) -> None:
        """Replace what was set aside by what was spent (nothing, where no reply came)."""
        with self._lock:
            back = self._promised
            self._promised = Spent(
                back.calls - promise.calls,
                Tokens(back.tokens.input - promise.tokens.input),
            )
            if reply is not None:
                usd = self._prices.cost(model, reply.tokens)
                spent = Spent(1, reply.tokens, usd)
                self._stages[stage] = self._stages.get(stage, Spent()) + spent


def _reached(spent: Decimal | None, limit: Decimal | None) -> bool:
    return limit is not None and spent is not None and spent >= limit
