"""At which stage the development sets lose codes, and what the wrong codes are: an error table.

    python benchmarks/accuracy/errors.py [SET...] [--list]

Every cause is told by a program, not by an eye: a missed code belongs to the first cause below that
holds for it, from the last stage to the first. ``--list`` prints each error (of development notes).
Doubtful gold can only be told where it is no complete code of the edition.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from devsets import EXTERNAL, OURS, SETS, VISITS, Note, notes
from reading import Read, read

from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.coding.evidence import Evidence
from symphony.coding.extractor.reportable import weights
from symphony.coding.reason import Reason
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.stages import Reconciliation
from symphony.language.words import forms, function_words

ALL = "(all)"
BEGIN, END = "<!-- errors -->", "<!-- /errors -->"
DETAIL = "category right, detail wrong"
MISSED = (
    "doubtful gold: no complete code of the edition",
    "rule: combined or left out by the rules",
    "judged not reportable (below the threshold)",
    DETAIL,
    "the same, category only",
    "assertion: uncertain",
    "assertion: past, negated, other's, planned",
    "wrong code: the place was found",
    "place found, no code fits",
    "not found: a name of it stands in the note",
    "not found: its category is named in the note",
    "not named in the words of the books or the lexicon",
)
"""Causes of a missed code, in the order in which they are asked."""


class Error(NamedTuple):
    """A missed or a wrong code of one note."""

    note: str
    code: str
    cause: str
    words: str


def missed(found: Read, answer: Reconciliation, release: Release) -> Iterator[Error]:
    """Each code of the gold that was not reported, with the stage that lost it."""
    reported = _codes(answer)
    for code in sorted(found.note.gold - reported):
        cause, words = _cause(code, found, answer, release)
        yield Error(found.note.case.encounter.id, code, cause, words)


def _cause(code: str, found: Read, answer: Reconciliation, release: Release) -> tuple[str, str]:
    entry = release.code(code)
    if entry is None or not entry.billable:
        return MISSED[0], ""
    for asked in (_by_code, _by_category, _by_place):
        told = asked(code, found, answer)
        if told:
            return told
    return _by_name(code, found, release)


def _by_code(code: str, found: Read, answer: Reconciliation) -> tuple[str, str] | None:
    ruled = [e for e in answer.excluded if e.code == code]
    if ruled:
        return MISSED[1], f"{ruled[0].rule}: {ruled[0].text}"
    same = [c for c in found.choices if c.code == code]
    return (MISSED[2], same[0].evidence[0].text) if same else None


def _by_category(code: str, found: Read, answer: Reconciliation) -> tuple[str, str] | None:
    category = _category(code)
    reported = sorted(c for c in _codes(answer) if _category(c) == category)
    if reported:
        return DETAIL, ", ".join(reported)
    near = [c for c in found.choices if _category(c.code) == category]
    if near:
        return MISSED[4], f"{near[0].code} {near[0].evidence[0].text}"
    denied = [e for e, linked in found.denied if _category(linked) == category]
    if denied:
        unsure = denied[0].reason is Reason.UNCERTAIN
        return MISSED[5 if unsure else 6], f"{denied[0].reason}: {denied[0].text}"
    return None


def _by_place(code: str, found: Read, answer: Reconciliation) -> tuple[str, str] | None:
    del answer
    spans = [(start, end) for start, end, labelled in found.note.spans if labelled == code]
    for choice in found.choices:
        if _touches(choice.evidence[0], spans):
            return MISSED[7], f"{choice.code} {choice.evidence[0].text}"
    for exclusion in found.unlinked:
        if _touches(exclusion.evidence[0], spans):
            return MISSED[8], exclusion.text
    return None


def _touches(evidence: Evidence, spans: list[tuple[int, int]]) -> bool:
    return any(evidence.start < end and start < evidence.end for start, end in spans)


def _by_name(code: str, found: Read, release: Release) -> tuple[str, str]:
    text = found.note.case.encounter.documents[0].text
    marked = " / ".join(
        " ".join(text[start:end].split()) for start, end, one in found.note.spans if one == code
    )
    said = set(forms(text))
    for cause, named in ((MISSED[9], code), (MISSED[10], _category(code))):
        if any(_is_said(term.text, said) for term in release.terms(named)):
            return cause, marked
    return MISSED[11], marked


def _is_said(name: str, said: set[str]) -> bool:
    telling = set(forms(name)) - function_words() - {"unspecified", "other"}
    return bool(telling) and telling <= said


def wrong(found: Read, answer: Reconciliation) -> Iterator[Error]:
    """Each reported code that the gold lacks, by what it is."""
    gold = found.note.gold
    kinds = {m.id: m for m in found.mentions}
    for sequenced in answer.codes:
        choice = sequenced.choice
        if choice.code in gold or choice.code[0] in EXTERNAL:
            continue
        mention = kinds[choice.mentions[0]]
        names = {signal.name for signal in mention.signals}
        if _category(choice.code) in {_category(code) for code in gold}:
            cause = DETAIL
        elif _over(choice.evidence[0].start, choice.evidence[0].end, found.note):
            cause = "wrong code at a place that the gold codes"
        elif "stated" in names:
            cause = "drug, measure, mechanism"
        else:
            cause = f"not in the gold: {mention.kind}, {_place(names)}"
        yield Error(found.note.case.encounter.id, choice.code, cause, choice.evidence[0].text)


def _over(start: int, end: int, note: Note) -> bool:
    return any(start < last and first < end for first, last, _ in note.spans)


def _place(names: set[str]) -> str:
    titles = {"problem", "problem_with", "problem_cause", "problem_tail"}
    return "in a problem's title" if names & titles else "in running text"


def _category(code: str) -> str:
    return code[:3]


def _codes(answer: Reconciliation) -> set[str]:
    return {s.choice.code for s in answer.codes if s.choice.code[0] not in EXTERNAL}


def table(heads: list[str], columns: list[Counter[str]], order: list[str]) -> Iterator[str]:
    """A table in Markdown: a line a cause, a column a set."""
    yield f"| | {' | '.join(heads)} |"
    yield "|---" * (len(heads) + 1) + "|"
    for cause in order:
        yield f"| {cause} | {' | '.join(str(column[cause] or '') for column in columns)} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[*VISITS, "codiesp"])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--write", type=Path, help="a page; the tables go between its two marks")
    asked = parser.parse_args()
    release = Shelf().release("icd10cm")
    heads: list[str] = []
    lost: list[Counter[str]] = []
    extra: list[Counter[str]] = []
    for name in asked.sets:
        if name not in {*SETS, *OURS}:
            parser.error(f"no set {name!r}; there are {', '.join((*SETS, *OURS))}")
        right, errors, wrongs = of_set(name, release)
        heads.append(f"{name} ({right} right)")
        lost.append(_counted(errors))
        extra.append(_counted(wrongs))
        if asked.list:
            for error in (*errors, *wrongs):
                print(name, *error, sep="\t")
    causes = sorted({c for column in extra for c in column} - {ALL})
    lines = ["Missed codes:", "", *table(heads, lost, [*MISSED, ALL]), ""]
    lines += ["Wrong codes:", "", *table(heads, extra, [*causes, ALL])]
    print("\n".join(lines))
    if asked.write:
        text = asked.write.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        made = "\n".join([BEGIN, "", *lines, "", END])
        asked.write.write_text(f"{before}{made}{rest.partition(END)[2]}", encoding="utf-8")


def of_set(name: str, release: Release) -> tuple[int, list[Error], list[Error]]:
    """How many codes of a set are right, which are missed and which are wrong."""
    reconciler, given = OfflineReconciler(), weights()
    errors: list[Error] = []
    wrongs: list[Error] = []
    right = 0
    for note in notes(name, release):
        found = read(note)
        answer = found.answer(given, reconciler)
        errors.extend(missed(found, answer, release))
        wrongs.extend(wrong(found, answer))
        right += len(_codes(answer) & note.gold)
    return right, errors, wrongs


def _counted(errors: list[Error]) -> Counter[str]:
    return Counter(e.cause for e in errors) + Counter({ALL: len(errors)})


if __name__ == "__main__":
    main()
