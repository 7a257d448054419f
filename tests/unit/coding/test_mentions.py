"""Words that name a condition the patient has now, and the same words where he has it not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from symphony.encounter.model import Setting

SETTINGS = {"o": Setting.OUTPATIENT, "i": Setting.INPATIENT, "e": Setting.EMERGENCY}
ROWS = [
    tuple(line.split("|"))
    for line in Path(__file__).with_name("mentions.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def begins(codes: set[str], beginnings: str) -> set[str]:
    return {code for code in codes if code.startswith(tuple(beginnings.split(",")))}


@pytest.mark.parametrize(
    ("setting", "text", "wanted", "unwanted"), ROWS, ids=lambda cell: cell[:60]
)
def test_what_is_mentioned_is_told_apart(
    coded: Callable[..., set[str]], setting: str, text: str, wanted: str, unwanted: str
):
    codes = coded(text.replace("\\n", "\n"), SETTINGS[setting])
    assert not begins(codes, unwanted)
    assert wanted == "-" or begins(codes, wanted)
