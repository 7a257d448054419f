"""The cheap words that are asked before a slow pattern hide nothing that the pattern would find.

Some rooms look for one of a few words in a text before they ask their patterns, since most texts
have none. Here each lets every text through, and our notes and sentences must be coded as before.
"""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter

_ROOT = Path(__file__).resolve().parents[3]
_EVERY = ("",)
_ANY = re.compile("")
_LET_THROUGH: dict[str, dict[str, object]] = {
    "encounter.childbearing": {"_WORDS": _EVERY, "_OF_BIRTH": _EVERY},
    "encounter.person": {"_OF_HANDS": _EVERY},
    "coding.extractor.adenomas": {"_OPENS": _EVERY},
    "coding.extractor.allergies": {"_WORDS": _EVERY},
    "coding.extractor.cured": {"_WORDS": _EVERY},
    "coding.extractor.encounters": {"_GIVING": _EVERY, "_VACCINES": _EVERY},
    "coding.extractor.placed": {"_DOUBT": _EVERY},
    "coding.extractor.poisoned": {"_WORDS": _EVERY},
    "coding.extractor.pressure": {"_WORDS": _EVERY},
    "coding.extractor.referred": {"_STATES": _EVERY, "_NAMES_OF_MEDICINES": _EVERY},
    "coding.extractor.skin_regions": {
        "_OPENS": {"skin_tumours.toml": _EVERY, "skin_infections.toml": _EVERY}
    },
    "coding.extractor.spread": {"_CANCERS": _EVERY},
    "coding.extractor.stated": {"_OF_BURNS": _EVERY, "_WEEKS": _ANY},
    "coding.extractor.tumours": {"_OPENS": _EVERY},
    "coding.extractor.underdosing": {"_WORDS": _EVERY},
    "coding.extractor.wound_tables": {"_OPENS": _EVERY, "_TABLED": _EVERY},
    "coding.reconciler.sequelae": {"_WORDS": _EVERY},
    "coding.validator.heard": {"_PASSAGES": lambda pairs: tuple((_EVERY, p) for _, p in pairs)},
    "coding.validator.gestation": {"_OPENS": _ANY, "_WORDS": _EVERY},
}


def _texts() -> Iterator[str]:
    for file in sorted((_ROOT / "benchmarks" / "notes").glob("*.jsonl")):
        notes = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        yield from (str(note["text"]) for note in notes if note["part"] == "dev")
    for file in sorted(Path(__file__).with_name("families").glob("*.tsv")):
        rows = file.read_text(encoding="utf-8").splitlines()[2:]
        yield from (row.split("\t")[2].replace("\\n", "\n") for row in rows)


def _coded(release: Release) -> list[list[str]]:
    pipeline = offline_pipeline(release)
    runs = (
        pipeline.run(Case(Encounter("e", (Document("d", text),)), release)) for text in _texts()
    )
    return [
        sorted(repr(told) for told in (*run.reconciliation.codes, *run.reconciliation.candidates))
        for run in runs
    ]


def test_no_cheap_word_hides_a_code(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _coded(release)
    for name, words in _LET_THROUGH.items():
        module = importlib.import_module(f"symphony.{name}")
        for variable, everything in words.items():
            assert hasattr(module, variable)
            made = everything(getattr(module, variable)) if callable(everything) else everything
            monkeypatch.setattr(module, variable, made)
    assert _coded(release) == before
