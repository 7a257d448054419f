"""What each technique of the offline engine is worth: one left out at a time, nothing refitted.

    python benchmarks/accuracy/ablation.py [--write docs/explanation/reading-a-note.md] [NAME...]

Micro-F1 over whole codes on every development set (external causes left out on both sides). A
technique is left out by setting the weights of its signals to 0, or by putting in place of one
function another that does nothing. ``--write`` puts the table between the page's two marks.
"""

import argparse
import functools
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from devsets import EXTERNAL, OURS, Note, notes
from reading import Read, read

from symphony.books.shelf import Shelf
from symphony.coding.extractor.reportable import Weights, weights
from symphony.coding.offline import offline_pipeline
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.encounter.assertion import Assertion, Judgement
from symphony.rules.catalogue import RULES
from symphony.rules.profile import profile_named

SETS = {
    **{name: (name,) for name in ("aci", "narrative", "medcoder")},
    "our own notes": tuple(OURS),
    "codiesp": ("codiesp",),
}
"""The columns of the table, and the sets of each."""
BEGIN, END = "<!-- ablation -->", "<!-- /ablation -->"
_PRESENT = Judgement(Assertion.PRESENT, None, "")


@dataclass(frozen=True)
class Technique:
    """A technique, and what leaves it out: signals of no weight, or functions put in place."""

    name: str
    signals: tuple[str, ...] = ()
    places: dict[str, Any] = field(default_factory=dict)


def _first(first: Any, *_: object, **__: object) -> Any:
    return first


def _never(*_: object) -> bool:
    return False


def _nothing(*_: object, **__: object) -> tuple[()]:
    return ()


def _empty(*_: object, **__: object) -> dict[str, Any]:
    return {}


def _as_they_were(_: object, __: object, choices: Any, *___: object) -> tuple[Any, tuple[()]]:
    return choices, ()


def _second(_: object, second: Any, *__: object) -> Any:
    return second


_EXTRACTOR = "symphony.coding.extractor"
_NAVIGATOR = "symphony.coding.navigator.offline"
_VALIDATOR = "symphony.coding.validator"
_RECONCILER = "symphony.coding.reconciler.offline"

TECHNIQUES = (
    Technique("the lexicon", places={
        "symphony.language.lexicon.lexicon": _empty,
        "symphony.language.lexicon.lexicon_by_bag": _empty,
        "symphony.coding.vocabulary.lexicon": _empty,
        "symphony.coding.vocabulary.lexicon_by_bag": _empty,
        f"{_EXTRACTOR}.drafts.lexicon": _empty,
        f"{_EXTRACTOR}.drafts.lexicon_by_bag": _empty,
        f"{_NAVIGATOR}.lexicon": _empty,
        f"{_NAVIGATOR}.lexicon_by_bag": _empty,
    }),
    Technique("assertion (negated, uncertain, past, family)", places={
        "symphony.encounter.reading.Reading.judge": lambda *_: _PRESENT,
        "symphony.encounter.assertion.SentenceContext.judge": lambda *_: _PRESENT,
    }),
    Technique("titles of problems", places={
        f"{_EXTRACTOR}.reader.holds_problems": lambda _: False,
        f"{_EXTRACTOR}.reader.stands_for_after": lambda *_: False,
    }),
    Technique("the known name inside a title", places={
        f"{_EXTRACTOR}.titles._inner": lambda *_: "",
    }),
    Technique("words around a main term", places={f"{_EXTRACTOR}.prose.widened": _second}),
    Technique("one condition under several names", places={
        f"{_EXTRACTOR}.settling.pooled": _empty,
    }),
    Technique("words that name no condition of the patient", places={
        f"{_EXTRACTOR}.stating.no_conditions": _nothing,
    }),
    Technique("injuries put together from head and site", places={
        f"{_EXTRACTOR}.hurt.injuries": _nothing,
    }),
    Technique("titles of the books told in other words", places={
        f"{_EXTRACTOR}.source.told_titles": _nothing,
    }),
    Technique("sections of assessment", ("assessment",)),
    Technique("treated by a drug of the note", ("treated", "treated_beside")),
    Technique("lasting conditions", ("chronic", "comorbid", "past_lasting")),
    Technique("cues around the mention", ("topic", "reason", "known", "found", "managed")),
    Technique("symptoms weighed apart", ("symptom", "symptom_told", "explained")),
    Technique("symptoms told in passing left out", places={
        f"{_RECONCILER}.in_passing": _empty,
    }),
    Technique("states and histories told apart", (
        "state", "state_listed", "state_kept", "state_reason", "over", "procedure_now", "allergy",
    )),
    Technique("repetition", ("often", "repeated")),
    Technique("examination, review, orders only", (
        "examination_only", "review_only", "orders_only",
    )),
    Technique("a list of problems makes the rest less likely", (
        "listed_elsewhere", "listed_briefly",
    )),
    Technique("text without headings weighed alike", ("untitled", "symptom_untitled")),
    Technique("passages of text without headings", ("concluded", "examined", "narrated")),
    Technique("what the plan has of a condition named elsewhere", (
        "treated_planned", "measured_planned", "incidental",
    )),
    Technique("complaints that nothing settles, or that are looked into", (
        "unsettled", "symptom_pursued", "symptom_chronic",
    )),
    Technique("long-term use of drugs, allergies to them, underdosing", places={
        f"{_EXTRACTOR}.taking.Taking.codes": _nothing,
    }),
    Technique("adverse effects", ("adverse_effect",)),
    Technique("pregnancy", places={f"{_VALIDATOR}.offline.of_childbearing": _as_they_were}),
    Technique("full text over all names", places={
        f"{_NAVIGATOR}.OfflineNavigator._by_text": _nothing,
    }),
    Technique("a name for a part of the words", places={
        f"{_NAVIGATOR}.OfflineNavigator._by_part": _nothing,
    }),
    Technique("detail from around the mention", places={
        f"{_VALIDATOR}.refining.refined": _second,
    }),
    Technique("facts from the rest of the note", places={
        f"{_VALIDATOR}.offline._told_elsewhere": _nothing,
    }),
    Technique("codes completed from other sentences of the note", places={
        f"{_RECONCILER}.completed": _second,
    }),
    Technique("each eye by its own grade", places={f"{_RECONCILER}.eye_by_eye": _second}),
    Technique("deficits that a stroke left", places={f"{_RECONCILER}.left_behind": _second}),
    Technique("spelling corrected", places={
        f"{_VALIDATOR}.offline.OfflineValidator._correct": _nothing,
    }),
    Technique("what a drug has caused", places={f"{_RECONCILER}.drug_induced": _second}),
    Technique("findings by chance", places={f"{_EXTRACTOR}.prose.is_by_chance": _never}),
    Technique("all rules", places={f"{_RECONCILER}.profile_named": lambda _: (
        profile_named("official").without(rule.family for rule in RULES)
    )}),
)  # fmt: skip


def f1(reads: Sequence[Read], given: Weights) -> float:
    """Micro-averaged F1 of a set."""
    right = told_all = gold_all = 0
    reconciler = OfflineReconciler()
    for found in reads:
        answer = found.answer(given, reconciler)
        told = {s.choice.code for s in answer.codes if s.choice.code[0] not in EXTERNAL}
        right += len(told & found.note.gold)
        told_all += len(told)
        gold_all += len(found.note.gold)
    return 2 * right / max(told_all + gold_all, 1)


def row(name: str, values: Sequence[float], full: Sequence[float]) -> str:
    """A line of the table; what differs by .02 or more is marked."""
    cells = (
        f"**{value:.3f}**" if abs(value - whole) >= 0.02 else f"{value:.3f}"
        for value, whole in zip(values, full, strict=True)
    )
    return f"| {name} | {' | '.join(cells)} |"


def table(sets: dict[str, list[Note]], techniques: Sequence[Technique]) -> Iterator[str]:
    """The whole table, line by line, as it is measured."""
    unknown = {n for t in techniques for n in t.signals} - set(weights().signals)
    if unknown:
        sys.exit(f"no such signals any more: {', '.join(sorted(unknown))}")
    whole = {name: [read(note) for note in each] for name, each in sets.items()}
    full = [f1(reads, weights()) for reads in whole.values()]
    yield f"| without | {' | '.join(sets)} |"
    yield "|---" * (len(sets) + 1) + "|"
    yield row("(nothing: all techniques)", full, full)
    for technique in techniques:
        if technique.signals:
            silent = dict.fromkeys(technique.signals, 0.0)
            given = replace(weights(), signals={**weights().signals, **silent})
            values = [f1(reads, given) for reads in whole.values()]
        else:
            values = without(technique, lambda: [
                f1([read(note) for note in each], weights()) for each in sets.values()
            ])  # fmt: skip
        yield row(technique.name, values, full)


def without(technique: Technique, measured: Callable[[], list[float]]) -> list[float]:
    """What is measured with functions put in place of those of the technique."""
    with ExitStack() as stack:
        for place, instead in technique.places.items():
            stack.enter_context(patch(place, instead))
        _forget()
        values = measured()
    _forget()
    return values


def _forget() -> None:
    """Clear what functions remember: it may rest on what was put in place."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):  # noqa: SLF001 - the only name it has
            one.cache_clear()


def main() -> None:
    """Measure; print or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    release = Shelf().release("icd10cm")
    offline_pipeline(release)
    sets = {
        column: [note for name in names for note in notes(name, release)]
        for column, names in SETS.items()
    }
    chosen = [t for t in TECHNIQUES if not asked.names or t.name in asked.names]
    lines = []
    for each in table(sets, chosen):
        print(each, flush=True)
        lines.append(each)
    if asked.write:
        text = asked.write.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        _, _, after = rest.partition(END)
        made = "\n".join([BEGIN, "", *lines, "", END])
        asked.write.write_text(f"{before}{made}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
