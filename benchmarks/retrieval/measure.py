"""How well search finds codes: recall@1 and @10 on development phrases, and how fast.

    python benchmarks/retrieval/measure.py [--limit N] [--show SET] [--json FILE]

Times are of the processor (milliseconds of this thread), so that a busy machine does not count.

Sets: the phrase pairs (rows whose text is an official title are left out) and the diagnosis spans
of the MedCodER development notes. Both lie in ../shared or SYMPHONY_SHARED and are measured, never
tuned to row by row: what is changed after a look at the misses is a rule, not a row.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from symphony.books.search import Search
from symphony.books.shelf import Shelf

SHARED = Path(os.environ.get("SYMPHONY_SHARED", Path(__file__).parents[2].parent / "shared"))
SETS = ("typo", "abbrev", "reorder", "sentence")


def phrases(name: str) -> Iterator[tuple[str, str]]:
    file = SHARED / "benchmarks" / "phrase_pairs" / f"llmcoder_{name}_en.jsonl"
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["identical_to_official_title"]:
            yield row["text"], row["codes"][0]["code"]


def spans() -> Iterator[tuple[str, str]]:
    file = SHARED / "benchmarks" / "medcoder_dev" / "dev.jsonl"
    for line in file.read_text(encoding="utf-8").splitlines():
        for code in json.loads(line)["codes"]:
            for evidence in code["evidence"]:
                yield evidence["text"], code["code"]


def measure(search: Search, rows: list[tuple[str, str]], show: int) -> dict[str, float]:
    first = ten = 0
    times: list[float] = []
    for text, gold in rows:
        started = time.thread_time()
        hits = [hit.code.code for hit in search(text, 10, complete=True)]
        times.append((time.thread_time() - started) * 1000)
        first += hits[:1] == [gold]
        ten += gold in hits
        if show and gold not in hits:
            show -= 1
            print(f"  {gold}\t{text}\t{hits[:4]}")
    times.sort()
    return {
        "rows": len(rows),
        "recall@1": round(first / len(rows), 4),
        "recall@10": round(ten / len(rows), 4),
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--limit", type=int, default=0, help="every n-th row, about this many a set"
    )
    parser.add_argument("--show", default="", help="print the misses of this set")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    release = Shelf().release("icd10cm")
    search = Search(release)
    search("fracture", 1)
    figures: dict[str, object] = {"release": release.edition.release}
    for name in (*SETS, "spans"):
        rows = list(spans() if name == "spans" else phrases(name))
        if arguments.limit:
            rows = rows[:: max(1, len(rows) // arguments.limit)]
        figures[name] = measure(search, rows, 25 if arguments.show == name else 0)
        print(name, figures[name])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
