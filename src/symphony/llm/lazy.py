"""A model that is connected to when it is first asked: a replay from a tape needs no key."""

import threading
from collections.abc import Callable
from typing import Protocol

from symphony.llm.port import Exchange, Reply


class Closable(Protocol):
    """A live model."""

    def exchange(self, exchange: Exchange) -> Reply:
        """The reply."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Lazy:
    """Connects at the first exchange, once."""

    def __init__(self, name: str, connect: Callable[[], Closable]) -> None:
        """Under the name, with what connects."""
        self.name = name
        self._connect = connect
        self._lock = threading.Lock()
        self._model: Closable | None = None

    def exchange(self, exchange: Exchange) -> Reply:
        """The reply of the connected model.

        Raises:
            UsageError: the model cannot be connected to.
            Failure: the model's.
        """
        with self._lock:
            if self._model is None:
                self._model = self._connect()
        return self._model.exchange(exchange)

    def close(self) -> None:
        """Close the connection, if there is one."""
        with self._lock:
            if self._model is not None:
                self._model.close()
                self._model = None
