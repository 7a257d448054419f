"""Shared by the tests of the evaluation: the scripted engine on the path, a data folder, notes."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for scripted.py, an engine, and pairs.py

Write = Callable[..., Path]


@pytest.fixture(scope="session", autouse=True)
def _books(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One data folder for the session, so that the embedded edition is compiled once."""
    os.environ.setdefault("SYMPHONY_HOME", str(tmp_path_factory.mktemp("symphony-home")))


NOTES = [
    {
        "id": "a",
        "text": "Assessment: hypertension and type 2 diabetes.",
        "codes": [
            {"system": "ICD-10-CM", "code": "I10", "evidence": [{"start": 12, "end": 24}]},
            {"system": "ICD-10-CM", "code": "E11.9", "evidence": [{"start": 29, "end": 44}]},
        ],
    },
    {
        "id": "b",
        "text": "Gout, after a fall. Also lumbago.",
        "codes": [
            {"system": "ICD-10-CM", "code": "M10.9", "evidence": [{"start": 0, "end": 4}]},
            {"system": "ICD-10-CM", "code": "M54.50", "evidence": [{"start": 25, "end": 32}]},
            {"system": "ICD-10-CM", "code": "W18.30XA", "evidence": []},
        ],
    },
    {"id": "c", "text": "Nothing to report.", "codes": []},
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as JSONL and give the path."""

    def _write(rows: list[object], name: str = "notes.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return path

    return _write


@pytest.fixture
def notes(write: Write) -> Path:
    """Three short notes with gold."""
    return write(NOTES)
