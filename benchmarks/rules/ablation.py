"""What each rule does to the score on the development notes: official rules, less one at a time.

    python benchmarks/rules/ablation.py SHARED [--out docs/reference/rules/ablation.md]

The extractor, navigator and validator run once a note; the reconciler runs for every choice of
rules. Micro-averaged F1 over whole codes. Nothing is chosen by these figures: a rule holds because
the books or the guidelines say so, and label sets that do not combine have a profile of their own.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.case import Case
from symphony.coding.offline import offline_pipeline
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.stages import Mentions, Reconciliation, Validation
from symphony.encounter.model import Document, Encounter
from symphony.rules.catalogue import RULES, by_id
from symphony.rules.external import OPTIONAL
from symphony.rules.profile import Profile, profile_named

SETS = {
    "aci visits": (("aci_amazon/train.jsonl", "aci_amazon/valid.jsonl"), "VWXY"),
    "medcoder visits": (("medcoder_dev/dev.jsonl",), ""),
    "codiesp reports, English": (("codiesp/dev_en.jsonl",), ""),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One note with its gold codes, up to the reconciler."""

    case: Case
    mentions: Mentions
    validation: Validation
    gold: frozenset[str]


class With(OfflineReconciler):
    """The offline reconciler under any profile, named or not."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    release = Shelf().release("icd10cm")
    text = "\n".join(page(given.shared, release))
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


def page(shared: Path, release: Release) -> Iterable[str]:
    """The lines of the page."""
    yield "# Rules and scores"
    yield ""
    yield "Written by `benchmarks/rules/ablation.py`; not edited by hand. What the official rules"
    yield "do to the offline engine on the development notes, and what each of them does: the score"
    yield "with all rules less the score without that one. Whole codes, micro-averaged, in whatever"
    yield "place. Nothing is chosen by these figures: a rule holds because the books say so."
    for name, (files, left_out) in SETS.items():
        notes = [*prepared(shared / "benchmarks", files, left_out, release)]
        yield from table(name, notes, left_out)


def prepared(folder: Path, files: Iterable[str], left_out: str, release: Release) -> Iterable[Note]:
    """The notes of a set, each up to the reconciler."""
    pipeline = offline_pipeline(release)
    for file in files:
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            encounter = Encounter(record["id"], (Document("note", record["text"]),))
            case = Case(encounter, release)
            mentions = pipeline.extractor.extract(encounter)
            navigation = pipeline.navigator.navigate(case, mentions)
            validation = pipeline.validator.validate(case, mentions, navigation)
            gold = {code["code"] for code in record["codes"]}
            kept = frozenset(code for code in gold if code[0] not in left_out)
            yield Note(case, mentions, validation, kept)


def table(name: str, notes: list[Note], left_out: str) -> Iterable[str]:
    """One set's table."""
    official = profile_named("official")
    nothing = official.without(rule.family for rule in RULES)
    answers = [With(official).reconcile(n.case, n.mentions, n.validation) for n in notes]
    full = score(notes, official, left_out)
    yield f"\n## {name}\n"
    yield f"{len(notes)} notes, {sum(len(note.gold) for note in notes)} codes.\n"
    yield "| rules | precision | recall | F1 |\n|---|---|---|---|"
    for label, profile in (
        ("none", nothing),
        ("code-each-problem", profile_named("code-each-problem")),
        ("official", official),
    ):
        yield (
            f"| {label} | " + " | ".join(f"{x:.4f}" for x in score(notes, profile, left_out)) + " |"
        )
    yield "\n| rule | acted in notes | its part of F1 |\n|---|---|---|"
    rows = []
    for rule in sorted(acting(answers)):
        without = score(notes, official.without([rule]), left_out)
        rows.append((full[2] - without[2], rule, sum(rule in acting([a]) for a in answers)))
    for part, rule, times in sorted(rows):
        yield f"| `{rule}`: {by_id()[rule].title} | {times} | {part:+.4f} |"


def acting(answers: Iterable[Reconciliation]) -> set[str]:
    """The rules that left a code out, combined one, or made one a candidate."""
    acted: set[str] = set()
    for answer in answers:
        acted |= {x.rule for x in answer.excluded if x.rule is not None and x.rule in by_id()}
        acted |= {finding.rule for finding in answer.findings if finding.rule == OPTIONAL}
    return acted


def score(notes: list[Note], profile: Profile, left_out: str) -> tuple[float, float, float]:
    """Precision, recall and F1 over whole codes."""
    right = found = wanted = 0
    reconciler = With(profile)
    for note in notes:
        answer = reconciler.reconcile(note.case, note.mentions, note.validation)
        codes = {s.choice.code for s in answer.codes if s.choice.code[0] not in left_out}
        right += len(codes & note.gold)
        found += len(codes)
        wanted += len(note.gold)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * right / max(found + wanted, 1)


if __name__ == "__main__":
    main()
