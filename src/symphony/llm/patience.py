"""Trying again what may pass, after a wait, and heeding a provider that asks to wait."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from symphony.llm.failures import Failure, RateLimited
from symphony.llm.port import Exchange, Model, Reply


@dataclass(frozen=True, slots=True)
class Waits:
    """How often and how long: seconds double from ``first`` to ``longest``.

    ``longest`` bounds our own waits; a provider's wish is heeded up to ``wish``, beyond which the
    failure is told at once (a batch can be resumed, a person should not sit in front of it).
    """

    attempts: int = 5
    first: float = 1.0
    longest: float = 30.0
    wish: float = 120.0


class Patient:
    """A model that is asked again when its failure may pass.

    When the provider says to wait, every thread waits: otherwise each would find out by itself, and
    be refused again.
    """

    def __init__(
        self,
        model: Model,
        waits: Waits = Waits(),
        *,
        at_once: int = 8,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Of the model; at most ``at_once`` exchanges are under way at any time."""
        self._model = model
        self._waits = waits
        self._gate = threading.BoundedSemaphore(at_once)
        self._sleep, self._now = sleep, now
        self._not_before = 0.0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def exchange(self, exchange: Exchange) -> Reply:
        """The reply, after as many attempts as it took.

        Raises:
            Failure: the last one, naming stage and attempt.
        """
        attempt = 1
        while True:
            try:
                return self._once(exchange)
            except Failure as failure:
                wait = self._wait(failure, attempt)
                if wait is None:
                    raise _told(failure, exchange.stage, attempt) from failure
            self._sleep(wait)
            attempt += 1

    def _once(self, exchange: Exchange) -> Reply:
        with self._gate:
            pause = self._not_before - self._now()
            if pause > 0:
                self._sleep(pause)
            return self._model.exchange(exchange)

    def _wait(self, failure: Failure, attempt: int) -> float | None:
        waits = self._waits
        if not failure.passing or attempt >= waits.attempts:
            return None
        own: float = min(waits.first * 2.0 ** (attempt - 1), waits.longest)
        if not isinstance(failure, RateLimited):
            return own
        wished = failure.retry_after
        if wished is None:
            wished = own
        if wished > waits.wish:
            return None
        self._not_before = max(self._not_before, self._now() + wished)
        return wished


def _told(failure: Failure, stage: str, attempt: int) -> Failure:
    told = type(failure)(f"{stage}, attempt {attempt}: {failure}")
    if isinstance(told, RateLimited) and isinstance(failure, RateLimited):
        told.retry_after = failure.retry_after
    return told
