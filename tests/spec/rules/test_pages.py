"""The pages in docs/reference/rules are as scripts/rule_pages would write them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_pages_are_not_stale():
    command = [sys.executable, ROOT / "scripts/rule_pages", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
