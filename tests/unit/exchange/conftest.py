"""The sample encounter that the views are tested on (tests/fixtures/html, of our invention)."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures" / "html"


class Sample(NamedTuple):
    result: dict[str, Any]
    documents: dict[str, str]


@pytest.fixture
def sample() -> Sample:
    result = json.loads((FIXTURES / "result.json").read_text(encoding="utf-8"))
    names = [one["id"] for one in result["documents"]]
    return Sample(result, {name: _text(FIXTURES / name) for name in names})


def _text(path: Path) -> str:
    """The file's text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


@pytest.fixture
def empty(sample: Sample) -> Sample:
    """The same encounter with nothing found in it."""
    nothing = {"codes": [], "candidates": [], "excluded": [], "findings": []}
    return Sample({**sample.result, **nothing}, sample.documents)
