"""How often the code that a wording means is what the offline engine chooses for it.

    python benchmarks/retrieval/wordings/measure.py [--part open|held] [-v] [--json FILE]

`wordings.tsv` was written before the engine was run on it, one row a code: as a problem list has it
and as a sentence of a note has it. Every second row is *held*: only its figures are looked at, so
that a gain that fits the open rows alone is seen as one. Each wording is read as the assessment of
a visit of its own, so extractor, navigator, validator and reconciler all take part.

Told are: the code among those reported; its category among them; the code chosen for any mention
(reported or a candidate); how many further codes are reported for a hundred wordings.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.encounter.model import Document, Encounter

TABLE = Path(__file__).parent / "wordings.tsv"
_OTHERWISE = "VWXY"
"""Chapters that are not counted as further codes."""


def rows(part: str) -> Iterator[tuple[str, str, str]]:
    """Code, kind of wording (``listed``, ``sentence``) and wording."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# ")]
    header, *entries = (line.split("\t") for line in lines)
    for number, (code, *wordings) in enumerate(entries):
        if number % 2 == (part == "held"):
            yield from ((code, kind, text) for kind, text in zip(header[1:], wordings, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("open", "held"), default="open")
    parser.add_argument("-v", "--verbose", action="store_true", help="the misses (open part only)")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    release = Shelf().release("icd10cm")
    pipeline = offline_pipeline(release)
    figures: dict[str, dict[str, float]] = {}
    counts: dict[str, Counter[str]] = {"listed": Counter(), "sentence": Counter()}
    for code, kind, text in rows(arguments.part):
        note = f"Assessment:\n{text}\n"
        encounter = Encounter("w", (Document("w", note),))
        run = pipeline.run(Case(encounter, release))
        codes = {s.choice.code for s in run.reconciliation.codes}
        chosen = {choice.code for choice in run.validation.choices}
        count = counts[kind]
        count["rows"] += 1
        count["code"] += code in codes
        count["category"] += code[:3] in {one[:3] for one in codes}
        count["chosen"] += code in chosen
        extra = sorted(one for one in codes - {code} if one[0] not in _OTHERWISE)
        count["extra"] += len(extra)
        if arguments.verbose and arguments.part == "open" and code not in codes:
            entry = release.code(code)
            print(code, entry.title[:50] if entry else "NO CODE", "|", text, "|", extra,
                  "chosen" if code in chosen else "", sep="\t")  # fmt: skip
    for kind, count in counts.items():
        names = ("code", "category", "chosen", "extra")
        share = {name: round(count[name] / count["rows"], 3) for name in names}
        figures[kind] = {"rows": count["rows"], **share}
        print(arguments.part, kind, figures[kind])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
