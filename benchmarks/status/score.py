"""Scores the offline engine on our own sentences about status, history, drugs and allergies.

Usage: python benchmarks/status/score.py [-v]   (misses and extras of the dev part with -v)
"""

import sys
from collections import Counter
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter, Setting

_FAMILIES = ("Z", "F17", "T36", "T37", "T38", "T39", "T4", "T50", "E89.0")


def main() -> None:
    """Print precision, recall and F1 of both parts."""
    release = Shelf().release("icd10cm")
    pipeline = offline_pipeline(release)
    counts = {"dev": Counter[str](), "held": Counter[str]()}
    table = Path(__file__).with_name("sentences.tsv").read_text("utf-8").splitlines()
    for number, line in enumerate(table, 1):
        if line.startswith("#"):
            continue
        part, setting, text, codes = line.split("\t")
        gold = set(codes.split(",")) - {"-"}
        document = Document("d", text.replace("\\n", "\n"))
        run = pipeline.run(Case(Encounter(str(number), (document,), Setting(setting)), release))
        told = {s.choice.code for s in run.reconciliation.codes}
        found = {code for code in told if code.startswith(_FAMILIES)}
        counts[part].update(tp=len(gold & found), fp=len(found - gold), fn=len(gold - found))
        if "-v" in sys.argv and part == "dev" and gold != found:
            missed, extra = " ".join(sorted(gold - found)), " ".join(sorted(found - gold))
            print(f"{number}: miss [{missed}] extra [{extra}] {text}")
    for part, count in counts.items():
        tp, fp, fn = count["tp"], count["fp"], count["fn"]
        precision, recall = tp / (tp + fp or 1), tp / (tp + fn or 1)
        f1 = 2 * tp / (2 * tp + fp + fn or 1)
        print(f"{part}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")


if __name__ == "__main__":
    main()
