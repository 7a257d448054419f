"""What the pages say can be typed, typed: every page in order, in a folder with the examples.

Blocks marked ``console`` and ``python`` are run; set-up, marked ``sh``, is not.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from symphony.cli import cli

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [page for page in sorted((ROOT / "docs").glob("*/*.md")) if BLOCK.search(page.read_text())]
CALLS = re.compile(r"(symphony [^|<>;&$\n]*\n)+")
SYMPHONY = 'symphony() { "$PYTHON" -m symphony "$@"; }\n'


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data folder for all pages, so that the book is compiled once."""
    return os.environ.get("SYMPHONY_HOME") or str(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_can_be_typed(
    page: Path,
    home: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYMPHONY_HOME", home)
    monkeypatch.setenv("PYTHON", sys.executable)
    names: dict[str, object] = {}
    for language, typed in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(typed, page.name, "exec"), names)
        elif CALLS.fullmatch(typed):
            # In this process: twice as fast as a process for each, and these are many.
            for line in typed.splitlines():
                cli.main(shlex.split(line)[1:], standalone_mode=False)
        else:
            _type(typed)
        capsys.readouterr()


def _type(typed: str) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", SYMPHONY + typed],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{typed}\n{done.stderr}"
