#!/usr/bin/env python
"""Score the offline engine on the vignettes: micro-averaged over codes, dev and held apart.

python benchmarks/vignettes/measure.py [-v]    -v: misses and extras of dev
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter, Setting

FILES = sorted(Path(__file__).parent.glob("*.toml"))


def main() -> None:
    """Print a line for each part of each file."""
    release = Shelf().release("icd10cm")
    for file in FILES:
        every = tomllib.loads(file.read_text(encoding="utf-8"))["vignette"]
        print(file.stem)
        _report(release, every)


def _report(release: Release, every: list[dict[str, Any]]) -> None:
    for part in ("dev", "held"):
        right = extra = missed = 0
        for vignette in every:
            if vignette["part"] != part:
                continue
            wanted, got = set(vignette["codes"]), coded(release, vignette)
            right += len(wanted & got)
            extra += len(got - wanted)
            missed += len(wanted - got)
            if part == "dev" and "-v" in sys.argv and wanted != got:
                print(vignette["id"], "missed", sorted(wanted - got), "extra", sorted(got - wanted))
        print(f"{part}: right {right}, extra {extra}, missed {missed},", end=" ")
        print(f"F1 {2 * right / (2 * right + extra + missed):.3f}")


def coded(release: Release, vignette: dict[str, Any]) -> set[str]:
    """The codes that the offline engine reports for one vignette."""
    note = Document("note", vignette["text"])
    case = Case(Encounter(vignette["id"], (note,), Setting(vignette["setting"])), release)
    codes = offline_pipeline(release).run(case).reconciliation.codes
    return {each.choice.code for each in codes if each.choice.code[0] not in "VWXY"}


if __name__ == "__main__":
    main()
