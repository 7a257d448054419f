"""Which datasets are known, how each is recognised, and what it needs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import tomli

from symphony.errors import InputError, UsageError
from symphony.evaluation.datasets import (
    aci_bench,
    cantemist,
    codiesp,
    jsonl,
    mdace,
    medcoder,
    own_table,
)
from symphony.evaluation.datasets.options import Options
from symphony.evaluation.gold import Dataset
from symphony.evaluation.problems import Problems

Read = Callable[[Path, Options, Problems], list[Dataset]]


@dataclass(frozen=True, slots=True)
class Adapter:
    """One published shape: how it is recognised and read."""

    name: str
    recognises: Callable[[Path], bool]
    read: Read


@dataclass(frozen=True, slots=True)
class Entry:
    """What a user must know to get a dataset (``catalog.toml``)."""

    name: str
    title: str
    needs: str
    where: str
    licence: str
    public: str
    folders: tuple[str, ...]


def _own(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    del options
    return [jsonl.read(path, problems)]


ADAPTERS = (
    Adapter("own", lambda path: path.suffix == ".jsonl", _own),
    Adapter("aci-bench", aci_bench.recognises, aci_bench.read),
    Adapter("own-table", own_table.recognises, own_table.read),
    Adapter("medcoder", medcoder.recognises, medcoder.read),
    Adapter("codiesp", codiesp.recognises, codiesp.read),
    Adapter("mdace", mdace.recognises, mdace.read),
    Adapter("cantemist", cantemist.recognises, cantemist.read),
)


@cache
def entries() -> tuple[Entry, ...]:
    """The catalogue, in its order."""
    data = tomli.loads(files(__package__).joinpath("catalog.toml").read_text("utf-8"))
    return tuple(
        Entry(name=name, **{**facts, "folders": tuple(facts["folders"])})
        for name, facts in data.items()
    )


def read(path: Path, options: Options, problems: Problems) -> list[Dataset]:
    """The datasets at a path: of the adapter that knows it, or of all that a folder holds.

    Raises:
        InputError: there is nothing at the path.
        UsageError: no adapter knows what is there.
    """
    if not path.exists():
        raise InputError(f"there is no file or folder {path}")
    found = [
        public(adapter.name, where, dataset)
        for adapter, where in _known(path)
        for dataset in adapter.read(where, options, problems)
    ]
    if not found and not len(problems):
        raise UsageError(f"{path} is none of the known datasets; see: symphony evaluate --list")
    return found


def _known(path: Path) -> Iterator[tuple[Adapter, Path]]:
    adapter = next((a for a in ADAPTERS if a.recognises(path)), None)
    if adapter:
        yield adapter, path
    elif path.is_dir():
        for inner in sorted(path.iterdir()):
            yield from _known(inner)


def public(adapter: str, path: Path, dataset: Dataset) -> Dataset:
    """The dataset with the month since when it has been public, where the catalogue knows it."""
    for entry in entries():
        if entry.public and (entry.name == adapter or path.parent.name in entry.folders):
            return replace(dataset, public=entry.public)
    return dataset


def listing(some: Sequence[Entry] | None = None) -> str:
    """What ``symphony evaluate --list`` prints."""
    blocks = []
    for entry in some if some is not None else entries():
        lines = [
            f"{entry.name}: {entry.title}",
            f"  needs    {entry.needs}",
            f"  where    {entry.where}",
            f"  licence  {entry.licence}",
        ]
        if entry.public:
            lines.append(f"  public   since {entry.public}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
