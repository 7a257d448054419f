"""What is compared with the normal forms of a note's words must be a normal form itself.

A key that is none ("rt", which is read as "right") is never found, and its row is never asked.
"""

import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import pytest

from symphony.coding.extractor.drafts import kinds
from symphony.coding.extractor.told import _entries as told_entries
from symphony.coding.extractor.widening import _rules as main_terms
from symphony.language.ambiguous import ambiguous
from symphony.language.words import forms

_ROOT = Path(str(resources.files("symphony")))
_KEYED = sorted(
    file for file in _ROOT.rglob("data/*.toml") if "\nkeys = [" in file.read_text(encoding="utf-8")
)


def _none(words: Iterable[str]) -> list[str]:
    """Those that are not one word in its normal form."""
    return [word for word in words if forms(word) != (word,)]


@pytest.mark.parametrize("file", _KEYED, ids=lambda file: file.stem)
def test_every_key_of_a_keyed_table(file: Path) -> None:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    entries = [entry for rows in tables.values() if isinstance(rows, list) for entry in rows]
    assert entries
    assert _none(key for entry in entries for key in entry.get("keys", ())) == []


def test_the_keyed_tables_are_there() -> None:
    names = {file.name for file in _KEYED}
    assert {"told.toml", "no_condition.toml", "other_senses.toml", "cancers.toml"} <= names
    assert len(told_entries()) > 200


def test_the_words_of_other_tables() -> None:
    rules = main_terms()
    assert _none(kinds().status.stated) == []
    assert _none(rules.never) == []
    assert _none(rules.inside) == []


def test_the_cues_of_ambiguous_abbreviations() -> None:
    cues = {cue for entry in ambiguous().values() for sense in entry.sense for cue in sense.cues}
    assert _none(sorted(cues)) == []


def test_such_a_key_would_be_found() -> None:
    assert _none(["rt", "lens", "shows", "right"]) == ["rt", "lens", "shows"]


def test_the_words_of_detail() -> None:
    file = _ROOT / "coding" / "data" / "details.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    assert (
        _none(word for table in tables.values() for words in table.values() for word in words) == []
    )
