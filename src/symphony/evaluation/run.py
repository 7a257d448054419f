"""Coding the charts of a dataset: one process or several, sharded, resumed where it stopped.

The lines come in the order of the dataset, and but for the seconds they are the same for any number
of workers.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Scope
from symphony.errors import BooksError, SymphonyError, UsageError
from symphony.evaluation import engine
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

    def __init__(self, settings: RunSettings, charts: Sequence[Chart]) -> None:
        known = {chart.id: chart for chart in charts}
        extractor = GoldExtractor(known) if settings.gold_mentions else None
        self._settings = settings
        self._engine = engine.build(settings.engine, extractor, settings.seed)
        self._shelf = Shelf()
        self._scope = Scope(include=settings.labels or ())

    def code(self, chart: Chart) -> Line:
        """The chart's line; a failure is a line too, with ``error`` and without codes."""
        try:
            releases = {s: self._release(s, chart) for s in self._settings.systems}
            return self._engine.code(chart.encounter, releases, self._scope)
        except (BooksError, UsageError):
            raise
        except SymphonyError as error:
            return {"id": chart.id, "codes": [], "error": f"{type(error).__name__}: {error}"}
        except Exception as error:  # noqa: BLE001 - one chart must not end a run of thousands
            # Only the class: the message of a foreign error may hold the text of the note.
            return {"id": chart.id, "codes": [], "error": type(error).__name__}

    def _release(self, system: str, chart: Chart) -> Release:
        return self._shelf.release(system, self._settings.on or chart.encounter.date_of_service)


_worker: Worker | None = None


def _start(settings: RunSettings, charts: Sequence[Chart]) -> None:
    global _worker  # noqa: PLW0603 - one engine a process, made once
    _worker = Worker(settings, charts)


def _work(chart: Chart) -> Line:
    assert _worker is not None
    return _worker.code(chart)


def code(
    dataset: Dataset,
    charts: Sequence[Chart],
    settings: RunSettings,
    *,
    workers: int = 1,
    advance: Advance = lambda _n: None,
) -> Iterator[Line]:
    """A line for every chart, in order, each marked with the dataset and the settings.

    Raises:
        BooksError: a code system has no release in force.
        UsageError: there is no such engine.
    """
    mark = {
        "dataset": dataset.name,
        "engine": settings.engine,
        "settings": settings.fingerprint(),
    }
    for line in _lines(charts, settings, workers):
        advance(1)
        yield {**line, "evaluation": mark}


def _lines(charts: Sequence[Chart], settings: RunSettings, workers: int) -> Iterator[Line]:
    # The engine is made here once in any case, so that a wrong name or a missing book is told
    # before the first chart and not by a broken pool.
    worker = Worker(settings, charts)
    if workers < 2 or len(charts) < 2:
        yield from map(worker.code, charts)
        return
    start = (settings, charts if settings.gold_mentions else ())
    # Spawned, not forked: a forked child would share the open books of this process.
    spawn = get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, initializer=_start, initargs=start) as pool:
        yield from pool.map(_work, charts, chunksize=max(1, min(8, len(charts) // workers)))
