"""Coding the charts of a dataset: one process or several, sharded, resumed where it stopped.

The lines come in the order of the dataset, and but for the seconds they are the same for any number
of workers.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from typing import Any, Self

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Scope
from symphony.errors import BooksError, SymphonyError, UsageError
from symphony.evaluation import engines
from symphony.evaluation.gold import Chart, Dataset
from symphony.evaluation.goldmentions import GoldExtractor
from symphony.evaluation.settings import RunSettings

Line = dict[str, Any]
Advance = Callable[[int], None]
"""Called with the number of charts done since the last call."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several equal parts of a dataset: the ``index``-th of ``of``, counted from 1."""

    index: int = 1
    of: int = 1

    def take(self, charts: Sequence[Chart]) -> tuple[Chart, ...]:
        """Every ``of``-th chart."""
        return tuple(charts[self.index - 1 :: self.of])


class Worker:
    """Holds an engine and the open books, and codes chart after chart."""

    def __init__(self, settings: RunSettings) -> None:
        """Make the engine, and its agents for the books that are wanted.

        Raises:
            BooksError: a code system has no release in force.
            UsageError: there is no such engine.
        """
        self._gold: dict[str, Chart] = {}
        extractor = GoldExtractor(self._gold) if settings.gold_mentions else None
        self._settings = settings
        self._engine = engines.build(settings, extractor)
        self._shelf = Shelf()
        self._releases: dict[tuple[str, date | None], Release] = {}
        self._scope = Scope(include=settings.labels or ())
        for system in settings.systems:
            self._engine.prepare(self._release(system, settings.on))

    def code(self, chart: Chart) -> Line:
        """The chart's line; a failure is a line too, with ``error`` and without codes."""
        self._gold[chart.id] = chart
        try:
            on = self._settings.on or chart.encounter.date_of_service
            releases = {s: self._release(s, on) for s in self._settings.systems}
            return self._engine.code(chart.encounter, releases, self._scope)
        except (BooksError, UsageError):
            raise
        except SymphonyError as error:
            return {"id": chart.id, "codes": [], "error": f"{type(error).__name__}: {error}"}
        except Exception as error:  # noqa: BLE001 - one chart must not end a run of thousands
            # Only the class: the message of a foreign error may hold the text of the note.
            return {"id": chart.id, "codes": [], "error": type(error).__name__}
        finally:
            del self._gold[chart.id]

    def _release(self, system: str, on: date | None) -> Release:
        # Kept by day: to ask the shelf for each of ten thousand phrases costs as much as a rule.
        if (system, on) not in self._releases:
            self._releases[system, on] = self._shelf.release(system, on)
        return self._releases[system, on]


_worker: Worker | None = None


def _start(settings: RunSettings) -> None:
    global _worker  # noqa: PLW0603 - one engine a process, made once
    _worker = Worker(settings)


def _work(chart: Chart) -> Line:
    assert _worker is not None
    return _worker.code(chart)


class Crew:
    """One engine in this process, or the same in several: for as many datasets as there are.

    A context manager: the processes end with it.
    """

    def __init__(self, settings: RunSettings, workers: int = 1) -> None:
        """Make the engine here in any case: a wrong name or a missing book is told at once.

        Raises:
            BooksError: a code system has no release in force.
            UsageError: there is no such engine.
        """
        self.settings = settings
        self._workers = workers
        self._worker = Worker(settings)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def code(
        self, dataset: Dataset, charts: Sequence[Chart], advance: Advance = lambda _n: None
    ) -> Iterator[Line]:
        """A line for every chart, in order, each marked with the dataset and the settings.

        Raises:
            BooksError: a code system has no release in force on a chart's date of service.
        """
        mark = {
            "dataset": dataset.name,
            "engine": self.settings.title,
            "settings": self.settings.fingerprint(),
        }
        for line in self._lines(charts):
            advance(1)
            yield {**line, "evaluation": mark}

    def _lines(self, charts: Sequence[Chart]) -> Iterator[Line]:
        if self._workers < 2 or len(charts) < 2:
            yield from map(self._worker.code, charts)
            return
        if self._pool is None:
            # Spawned, not forked: a forked child would share the open books of this process.
            self._pool = ProcessPoolExecutor(
                self._workers, get_context("spawn"), _start, (self.settings,)
            )
        chunk = max(1, min(8, len(charts) // self._workers))
        yield from self._pool.map(_work, charts, chunksize=chunk)
