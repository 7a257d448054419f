"""Tables that several hands write: no entry stands there twice."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from symphony.rules.tables import document

_FOLDERS = ("symphony.coding.extractor", "symphony.coding.reconciler", "symphony.coding.validator")


def _entries() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for package in _FOLDERS:
        for file in (resources.files(package) / "data").iterdir():
            if file.name.endswith(".toml"):
                read = tomllib.loads(file.read_text("utf-8"))
                for name, rows in read.items():
                    if isinstance(rows, list):
                        yield from ((file.name, name, row) for row in rows if isinstance(row, dict))


def test_no_entry_stands_twice() -> None:
    every = Counter(f"{file}: {sorted(row.items())}" for file, _, row in _entries())
    assert [entry[:90] for entry, times in every.items() if times > 1] == []


def test_every_id_is_given_once() -> None:
    ids = Counter(f"{name} {row['id']}" for _, name, row in _entries() if "id" in row)
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("file", ["told.toml", "told_life.toml", "told_visits.toml"])
def test_no_words_are_told_twice_in_the_same_way(file: str) -> None:
    rows = [row for found, _, row in _entries() if found == file]
    seen = Counter(
        (row["term"], row["pattern"], row.get("needs"), row.get("noted")) for row in rows
    )
    assert [key[0] for key, times in seen.items() if times > 1] == []


def test_no_two_codes_are_combined_twice() -> None:
    folder = resources.files("symphony.rules") / "data"
    pairs = document(folder / "combined.toml")["pair"]
    seen = Counter((str(pair["one"]), str(pair["other"])) for pair in pairs)
    assert [key for key, times in seen.items() if times > 1] == []
