"""What the engine sees in the development notes: a line a code that a note could have.

    python benchmarks/learn/rows.py [SET...] > rows.jsonl

Each line: the set, the visit, the code, the signals that lead to it, the worth of its link, and
whether the labels have the code, and its category. No text of any note.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "accuracy"))

from devsets import EXTERNAL, VISITS, notes, unlabelled
from logistic import Row
from reading import Read, read

from symphony.books.shelf import Shelf


def of_note(found: Read) -> Iterator[Row]:
    """The codes that the note could have; one row for each set of signals that leads to a code."""
    gold = found.note.gold
    categories = {code[:3] for code in gold}
    signals = {m.id: tuple(signal.name for signal in m.signals) for m in found.mentions}
    rows: dict[tuple[str, tuple[str, ...]], Row] = {}
    for choice in found.choices:
        code, names = choice.code, signals[choice.mentions[0]]
        if code[0] in EXTERNAL or unlabelled(found.note.set, code):
            continue
        rows[code, names] = Row(
            found.note.set,
            found.note.family,
            code,
            names,
            choice.confidence,
            code in gold,
            code[:3] in categories,
        )
    return iter(rows.values())


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[*VISITS])
    release = Shelf().release("icd10cm")
    for name in parser.parse_args().sets:
        for note in notes(name, release):
            for row in of_note(read(note)):
                print(json.dumps(row._asdict()))


if __name__ == "__main__":
    main()
