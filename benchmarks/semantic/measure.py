"""What semantic search adds, by any sentence model: to search, to candidates, to codes.

    python benchmarks/semantic/measure.py MODEL [--name NAME] [--rows N] [--json FILE] [--only PART]

MODEL is what ``--semantic`` takes: a folder with an ONNX sentence model, or an address. Sets lie in
``../shared`` (or ``SYMPHONY_SHARED``) and in this folder's neighbours; they are measured, never
tuned to row by row.

search: how often the labelled place (a seventh character is not asked for) is first, among ten and
among fifty, by words alone, by meaning alone and by both. "Words, complete" puts complete codes
before headers, as ``symphony search`` does not. Phrases that are official titles are left out.
``wordings`` are our own, of ``benchmarks/retrieval/wordings``; ``lay`` are what patients say
(``lay.tsv``), where any code below the places named is right.

spans: of the words that labels point at, how many lead to the code: navigator and validator alone.

codes: for every development set, how many gold codes are among the navigator's candidates (or below
one of them), and micro-F1 of the reported codes, both without and with the model; external causes
are left out on both sides. CodiEsp's annotators coded every mention: candidates count there.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from symphony.books.search import Search
from symphony.books.semantic.fused import FusedSearch
from symphony.books.semantic.search import SemanticSearch
from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.offline import offline_pipeline
from symphony.coding.pipeline import Pipeline, Run
from symphony.coding.semantic import described, semantic_from, semantic_search
from symphony.coding.stages import Mention, Mentions
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "accuracy"))
from devsets import EXTERNAL, SHARED, Note, notes  # noqa: E402 - a script of the next folder

PHRASES = ("typo", "abbrev", "reorder", "sentence")
SETS = ("aci", "narrative", "medcoder", "own", "codiesp")
WORDINGS = {"wordings, listed": 1, "wordings, sentences": 2}
"""Each of these is the assessment of a visit of its own."""

SPANS = ("medcoder",)
"""Sets whose labels point at words: those are looked up, too, whatever the extractor finds."""

EVERY_MENTION = ("codiesp",)
RANKS = (1, 10, 50)

Rows = list[tuple[str, str]]
Find = Callable[[list[str]], Iterable[list[str]]]


def phrases(name: str) -> Rows:
    file = SHARED / "phrase_pairs" / f"llmcoder_{name}_en.jsonl"
    read = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [(row["text"], row["codes"][0]["code"]) for row in read
            if not row["identical_to_official_title"]]  # fmt: skip


def wordings(kind: int) -> Rows:
    file = HERE.parent / "retrieval" / "wordings" / "wordings.tsv"
    lines = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line[:2] != "# "]
    return [(line[kind], line[0]) for line in lines[1:]]


def lay() -> Rows:
    lines = [line.split("\t") for line in (HERE / "lay.tsv").read_text("utf-8").splitlines()
             if line[:2] != "# "]  # fmt: skip
    return [(said, places) for said, places in lines[1:]]


def spans(release: Release) -> Iterator[tuple[str, str]]:
    for note in notes("medcoder", release):
        text = note.case.encounter.documents[0].text
        yield from ((text[start:end], code) for start, end, code in note.spans)


def place(release: Release, code: str) -> str:
    """The code without its seventh character."""
    entry = release.code(code)
    above = entry and entry.level == "code" and entry.parent
    return above or code


def searched(release: Release, meaning: SemanticSearch, limit: int) -> dict[str, object]:
    words = Search(release)
    fused = FusedSearch(words, meaning)
    ways: dict[str, Find] = {
        "words": lambda texts: ([hit.code.code for hit in words(text, 50)] for text in texts),
        "words, complete": lambda texts: (
            [place(release, hit.code.code) for hit in words(text, 50, complete=True)]
            for text in texts
        ),
        "meaning": lambda texts: (
            [hit.code.code for hit in hits] for hits in meaning.many(texts, 50)
        ),
        "both": lambda texts: ([found.code.code for found in fused(text, 50)] for text in texts),
    }
    sets = {name: phrases(name) for name in PHRASES}
    sets |= {"spans": list(spans(release)), "wordings": wordings(1), "lay": lay()}
    figures: dict[str, object] = {}
    for name, every in sets.items():
        rows = random.Random(1).sample(every, min(limit, len(every)))
        told: dict[str, object] = {"rows": len(rows)}
        for way, find in ways.items():
            told[way] = _recall(release, rows, find, below=name == "lay")
        figures[name] = told
        print(name, json.dumps(told), flush=True)
    return figures


def _is(release: Release, found: str, wanted: str, *, below: bool) -> bool:
    """Whether a place is the labelled one; with ``below`` any place below one of several."""
    if below:
        return found.startswith(tuple(wanted.split()))
    return found == place(release, wanted)


def _recall(release: Release, rows: Rows, find: Find, *, below: bool) -> list[float]:
    counts = [0] * len(RANKS)
    started = time.thread_time()
    for found, (_, code) in zip(find([text for text, _ in rows]), rows, strict=True):
        right = {one for one in found if _is(release, one, code, below=below)}
        for at, rank in enumerate(RANKS):
            counts[at] += not right.isdisjoint(found[:rank])
    spent = (time.thread_time() - started) / len(rows)
    return [*(round(count / len(rows), 3) for count in counts), round(1000 * spent, 1)]


@dataclass
class Told:
    """Counts over the notes of a set."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    offered: int = 0
    categories: int = 0
    candidates: int = 0
    seconds: float = 0.0

    def facts(self) -> dict[str, float]:
        gold = self.right + self.missed
        return {
            "f1": round(2 * self.right / (2 * self.right + self.wrong + self.missed), 4),
            "precision": round(self.right / max(self.right + self.wrong, 1), 4),
            "recall": round(self.right / gold, 4),
            "gold codes": gold,
            "among candidates": round(self.offered / gold, 4),
            "category among candidates": round(self.categories / gold, 4),
            "candidates a gold code": round(self.candidates / gold, 1),
            "seconds": round(self.seconds, 1),
        }


def coded(pipeline: Pipeline, of: Sequence[Note], *, every: bool) -> Told:
    told = Told()
    for note in of:
        started = time.perf_counter()
        run = pipeline.run(note.case)
        told.seconds += time.perf_counter() - started
        _count(told, note, run, every=every)
    return told


def _count(told: Told, note: Note, run: Run, *, every: bool) -> None:
    placed = (*run.reconciliation.codes, *(run.reconciliation.candidates if every else ()))
    found = {one.choice.code for one in placed if one.choice.code[0] not in EXTERNAL}
    offered = {one.code for looked in run.navigation.looked for one in looked.candidates}
    told.right += len(note.gold & found)
    told.wrong += len(found - note.gold)
    told.missed += len(note.gold - found)
    told.candidates += len(offered)
    above = {code[:3] for code in offered}
    told.categories += sum(code[:3] in above for code in note.gold)
    told.offered += sum(any(code.startswith(one) for one in offered) for code in note.gold)


def one_each(rows: Rows, release: Release) -> list[Note]:
    made = []
    for number, (text, code) in enumerate(rows):
        note = Encounter(str(number), (Document("w", f"Assessment:\n{text}\n"),))
        made.append(Note("wordings", str(number), Case(note, release), frozenset({code}), ()))
    return made


def looked_up(pipeline: Pipeline, of: Sequence[Note]) -> dict[str, float]:
    """How often the words that a label points at lead to its code, and to its category."""
    right = categories = among = asked = 0
    for note in of:
        document = note.case.encounter.documents[0]
        for start, end, code in note.spans:
            evidence = accept(document, start, end)
            mention = Mention(0, evidence, evidence.text, "condition", Assertion.PRESENT)
            mentions = Mentions((mention,))
            found = pipeline.navigator.navigate(note.case, mentions)
            chosen = pipeline.validator.validate(note.case, mentions, found)
            codes = {choice.code for choice in chosen.choices}
            offered = [one.code for looked in found.looked for one in looked.candidates]
            asked += 1
            right += code in codes
            categories += code[:3] in {one[:3] for one in codes}
            among += any(code.startswith(one) for one in offered)
    shares = {"right": right, "category right": categories, "among candidates": among}
    return {"spans": asked, **{name: round(n / asked, 4) for name, n in shares.items()}}


def all_coded(release: Release, pipelines: dict[str, Pipeline]) -> dict[str, object]:
    figures: dict[str, object] = {}
    sets = {name: notes(name, release) for name in SETS}
    for name in SPANS:
        told = {way: looked_up(pipeline, sets[name]) for way, pipeline in pipelines.items()}
        figures[f"{name}, spans"] = told
        print(f"{name}, spans", json.dumps(told), flush=True)
    sets |= {name: one_each(wordings(kind), release) for name, kind in WORDINGS.items()}
    for name, of in sets.items():
        told = {way: coded(pipeline, of, every=name in EVERY_MENTION).facts()
                for way, pipeline in pipelines.items()}  # fmt: skip
        figures[name] = {"notes": len(of), **told}
        print(name, json.dumps(figures[name]), flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--name", help="the model's name at that address")
    parser.add_argument("--rows", type=int, default=1000, help="phrases of a set at most")
    parser.add_argument("--only", choices=("search", "codes"))
    parser.add_argument("--json", type=Path, help="write the figures here")
    given = parser.parse_args()
    settings = semantic_from(os.environ, given.model, given.name)
    assert settings is not None
    release = Shelf().release("icd10cm")
    meaning = semantic_search(release, settings)
    figures: dict[str, object] = {
        "release": release.edition.release,
        "model": described(settings),
        "recall": f"at {', '.join(map(str, RANKS))}; then milliseconds of the processor",
    }
    if given.only != "codes":
        figures["search"] = searched(release, meaning, given.rows)
    if given.only != "search":
        ways = {"without": offline_pipeline(release),
                "with": offline_pipeline(release, semantic=settings)}  # fmt: skip
        figures["codes"] = all_coded(release, ways)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
