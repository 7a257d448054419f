"""The vignettes are well formed, and every code in them is complete."""

import tomllib
from collections import Counter
from pathlib import Path

from symphony.encounter.model import Setting

FILES = sorted((Path(__file__).resolve().parents[3] / "benchmarks/vignettes").glob("*.toml"))
KEYS = {"id", "part", "setting", "text", "codes"}


def _vignettes():
    read = (tomllib.loads(file.read_text(encoding="utf-8")) for file in FILES)
    return [vignette for each in read for vignette in each["vignette"]]


def test_they_are_well_formed():
    every = _vignettes()
    assert all(set(vignette) == KEYS for vignette in every)
    assert len({vignette["id"] for vignette in every}) == len(every)
    parts = Counter(vignette["part"] for vignette in every)
    assert set(parts) == {"dev", "held"}
    assert min(parts.values()) * 3 > len(every)
    assert {vignette["setting"] for vignette in every} <= {setting.value for setting in Setting}


def test_every_code_is_complete(release):
    codes = {code for vignette in _vignettes() for code in vignette["codes"]}
    assert [c for c in sorted(codes) if not (e := release.code(c)) or not e.billable] == []
