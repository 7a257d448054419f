"""A real Chromium, driven by Playwright.

Where Playwright or Chromium is missing the browser tests are skipped with the reason; with
CI=true in the environment they fail instead, so that a pipeline cannot pass by having no browser.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest

FIXTURES = Path(__file__).parents[1] / "fixtures" / "html"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Sample(NamedTuple):
    result: dict[str, Any]
    documents: dict[str, str]


def without(reason: str) -> NoReturn:
    """Skip, or fail where a pipeline runs."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI=true and {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("playwright is not installed: pip install playwright")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        without("no chromium on the PATH: apt-get install chromium")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def sample() -> Sample:
    result = json.loads((FIXTURES / "result.json").read_text(encoding="utf-8"))
    names = [one["id"] for one in result["documents"]]
    documents = {name: (FIXTURES / name).read_bytes().decode("utf-8") for name in names}
    return Sample(result, documents)
