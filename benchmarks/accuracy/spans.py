"""How well the evidence of the offline engine meets the words that annotators marked.

    python benchmarks/accuracy/spans.py [FILE.jsonl]

For a set whose labels have spans (default: the MedCodER development notes of ../shared, or of
SYMPHONY_SHARED), told are: the marked diagnosis spans that evidence of a reported code touches, the
same with candidates, and of the right codes those whose evidence overlaps a span marked for them.
A span counts for the diagnosis, whichever code was chosen.
"""

import argparse
import json
import os
from collections import Counter
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter

SHARED = Path(os.environ.get("SYMPHONY_SHARED", Path(__file__).parents[2].parent / "shared"))
SET = SHARED / "benchmarks" / "medcoder_dev" / "dev.jsonl"
_OTHERWISE = "VWXY"

Span = tuple[int, int]


def touches(one: Span, others: list[Span]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SET)
    arguments = parser.parse_args()
    release = Shelf().release("icd10cm")
    pipeline = offline_pipeline(release)
    count: Counter[str] = Counter()
    for line in arguments.file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        run = pipeline.run(Case(Encounter(row["id"], (Document("d", row["text"]),)), release))
        done = run.reconciliation
        told = {
            s.choice.code: [(e.start, e.end) for e in s.choice.evidence]
            for s in (*done.candidates, *done.codes)
        }
        reported = [span for s in done.codes for span in told[s.choice.code]]
        either = [span for spans in told.values() for span in spans]
        codes = {s.choice.code for s in done.codes}
        for label in row["codes"]:
            marked = [(each["start"], each["end"]) for each in label["evidence"]]
            if label["code"][0] in _OTHERWISE or not marked:
                continue
            count["spans"] += len(marked)
            count["touched"] += sum(touches(span, reported) for span in marked)
            count["considered"] += sum(touches(span, either) for span in marked)
            if label["code"] in codes:
                count["right"] += 1
                count["overlaps"] += any(touches(span, told[label["code"]]) for span in marked)
    print(f"marked spans {count['spans']}")
    print(f"touched by a reported code {count['touched'] / max(count['spans'], 1):.3f}")
    print(f"touched by a code or a candidate {count['considered'] / max(count['spans'], 1):.3f}")
    overlapping = count["overlaps"] / max(count["right"], 1)
    print(f"right codes {count['right']}, overlapping {overlapping:.3f}")


if __name__ == "__main__":
    main()
