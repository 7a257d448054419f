"""What all tests share: one data folder for the whole run, the open book, and the command line."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.coder import Coder

ROOT = Path(__file__).parents[1]

# The machines that run this are shared and slow in turns: no test fails by the clock.
settings.register_profile(
    "shared",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # The same examples in every pipeline, new ones at every desk: a change is not turned red by
    # the luck of another one's draw.
    derandomize=os.environ.get("CI", "").lower() == "true",
)
settings.load_profile("shared")


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder: one for the run, its processes included, and never the developer's own.

    A developer may name one that is kept between runs in SYMPHONY_TEST_HOME; it saves a compile.
    """
    if kept := os.environ.get("SYMPHONY_TEST_HOME"):
        os.environ["SYMPHONY_HOME"] = kept
        return Path(kept)
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= "home"
    os.environ["SYMPHONY_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def shelf(home: Path) -> Shelf:
    """A shelf with the embedded release, compiled once for all tests of a run."""
    return Shelf(home)


@pytest.fixture(scope="session")
def release(shelf: Shelf) -> Release:
    """The embedded release of ICD-10-CM."""
    return shelf.release("icd10cm")


@pytest.fixture(scope="session")
def coder(shelf: Shelf) -> Coder:
    """The offline coder over the embedded release."""
    return Coder(shelf)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of official files and development notes; tests that need it skip without it."""
    folder = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared"))
    if not (folder / "benchmarks").is_dir():
        pytest.skip("../shared is not here (nor at SYMPHONY_SHARED)")
    return folder


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Calls the command line in this process: ``run("code", path, stdin=b"...")``."""
    shelf.release("icd10cm")
    monkeypatch.chdir(ROOT)

    def call(*arguments: object, stdin: bytes = b"") -> Outcome:
        from symphony.cli import main

        monkeypatch.setattr(sys, "argv", ["symphony", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsysbinary.readouterr()
        code = 0
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else int(left.code is not None)
        out, err = capsysbinary.readouterr()
        return Outcome(code, out.decode("utf-8"), err.decode("utf-8"))

    return call
