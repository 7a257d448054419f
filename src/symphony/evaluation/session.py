"""One call of ``symphony evaluate``: read the data, predict or take predictions, score."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.errors import InputError, SymphonyError, UsageError
from symphony.evaluation import predictions, run
from symphony.evaluation.datasets import catalogue
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.gold import Dataset
from symphony.evaluation.kept import Kept
from symphony.evaluation.predictions import Key, Prediction
from symphony.evaluation.problems import Problems
from symphony.evaluation.score import Score, score
from symphony.evaluation.settings import JudgeSettings, RunSettings

Progress = Callable[[str, int], run.Advance]
"""Called with a dataset's name and its number of charts; gives what to call as they are done."""


def _silent(_name: str, _charts: int) -> run.Advance:
    return lambda _n: None


def load(paths: Sequence[Path], options: Options) -> tuple[Dataset, ...]:
    """The datasets at the paths.

    Raises:
        InputError: a file cannot be read, or is malformed: all problems of all files at once.
        UsageError: a path holds no known dataset.
    """
    problems = Problems()
    found = [dataset for path in paths for dataset in catalogue.read(path, options, problems)]
    problems.check()
    return tuple(found)


def systems(
    datasets: Sequence[Dataset], wanted: Sequence[str], shelf: Shelf
) -> tuple[tuple[str, ...], dict[str, int]]:
    """The systems to judge, and the gold codes of those that cannot be for want of a book.

    Raises:
        UsageError: none of the gold's systems is installed.
    """
    counts = dict(gold_counts(datasets))
    if wanted:
        return tuple(wanted), {s: n for s, n in counts.items() if s not in wanted}
    there = set(shelf.systems())
    chosen = tuple(system for system in counts if system in there)
    if counts and not chosen:
        names = ", ".join(sorted(counts))
        raise UsageError(f"the gold is in {names}, and no release of these is installed")
    return chosen, {s: n for s, n in counts.items() if s not in chosen}


def gold_counts(datasets: Sequence[Dataset]) -> list[tuple[str, int]]:
    """How many gold codes each system has, the most first."""
    counts = Counter(code.system for d in datasets for chart in d.charts for code in chart.codes)
    return counts.most_common()


def predict(
    dataset: Dataset,
    crew: run.Crew,
    shard: run.Shard,
    kept: Kept | None = None,
    progress: Progress = _silent,
) -> dict[Key, Prediction]:
    """The predictions for a dataset: those kept already, and the rest made now, and kept.

    Raises:
        InputError: the file for them cannot be written.
        BooksError: a code system has no release in force.
    """
    done = {
        (dataset.name, chart.id): kept.found[dataset.name, chart.id]
        for chart in dataset.charts
        if kept and (dataset.name, chart.id) in kept.found
    }
    todo = [c for c in shard.take(dataset.charts) if (dataset.name, c.id) not in done]
    lines = crew.code(dataset, todo, progress(dataset.name, len(todo)))
    made = kept.add(lines) if kept else map(predictions.prediction, lines)
    return done | {(one.dataset, one.id): one for one in made}


def judged(
    datasets: Sequence[Dataset],
    found: Mapping[Key, Prediction],
    settings: RunSettings,
    judge: JudgeSettings,
    shelf: Shelf,
    shard: run.Shard,
) -> tuple[Score, ...]:
    """A score for every system of the settings that the datasets, judged as one, have gold for."""
    parts = [replace(dataset, charts=shard.take(dataset.charts)) for dataset in datasets]
    labels = frozenset(settings.labels) if settings.labels is not None else None
    there = {system for part in parts for system in part.systems()}
    return tuple(
        score(parts, found, system, judge, book(shelf, system, settings), labels)
        for system in settings.systems
        if system in there
    )


def book(shelf: Shelf, system: str, settings: RunSettings) -> Release | None:
    """The release that the gold is looked up in; None where the system has none here."""
    try:
        return shelf.release(system, settings.on)
    except SymphonyError:
        return None


def labels_of(datasets: Sequence[Dataset], wanted: str) -> tuple[str, ...]:
    """The codes of the restricted system: ``gold`` for all codes of the gold, else a file's.

    Raises:
        InputError: the file cannot be read.
    """
    if wanted == "gold":
        codes = {code.code for d in datasets for chart in d.charts for code in chart.codes}
        return tuple(sorted(codes))
    try:
        text = Path(wanted).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"cannot read {wanted}; --restrict takes the word gold or a file of codes"
        ) from None
    return tuple(sorted({word.strip().upper() for word in text.replace(",", " ").split()}))
