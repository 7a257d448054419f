"""What holds of every result, for any document: whole runs of the offline pipeline.

Documents are arbitrary Unicode, or glued from pieces of notes so that much is found in them.
"""

import json
import resource
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from symphony.books.store import Release
from symphony.coding.coder import OFFLINE, Coder
from symphony.coding.pipeline import Run
from symphony.coding.report import result
from symphony.coding.result import Result, Usage
from symphony.encounter.model import Document, Encounter, Patient, Setting

ROOT = Path(__file__).parents[2]

FRAGMENTS = [
    "Assessment:\n", "A/P\n", "HPI: ", "PMH:\n", "Family History: ", "ROS: ", "Impression:\r\n",
    "DISCHARGE DIAGNOSES\n", "Medications: ", "Plan: ", "1. ", "2) ", "- ", "• ", "#", "\n", "\r\n",
    "\n\n", "\t", ". ", ", ", "; ", ": ", " - ", "/", " (", ") ", "[x] ", "...",
    "type 2 diabetes", "T2DM with CKD", "CKD stage 3a", "htn", "HTN", "A-fib", "chest pain",
    "fracture of the left distal radius", "closed fx R ankle", "burn of right hand", "gout",
    "breast cancer", "COPD exacerbation", "pneumonia", "MS", "RA", "PT", "pregnancy at 30 weeks",
    "major depression, recurrent", "alcohol use", "former smoker", "BMI 33.1", "metformin 500 mg",
    "laceraton", "hypertensoin", "left", "right", "bilateral", "acute on chronic", "mild",
    "denies ", "no ", "possible ", "rule out ", "history of ", "h/o ", "s/p ", "mother had ",
    "if ", "will schedule ", "due to ", "with ", "without ", "and ", "secondary to ",
    "initial encounter", "sequela of ", "fell from ladder", "0", "37.5", "05/14/2026",
    "e\u0301", "İ", "ß", "\u2028", "\x85", "\u00a0", "\ufeff", "🩺",
    "👩🏽\u200d⚕️", "\u202e",
    "\x00",
    "αβ", "糖尿病", "ـ", "a" * 70, "'s ", "\u2019s ", "_", "\\", "<b>", "&amp;",
]  # fmt: skip

TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(" ".join),
)


@st.composite
def encounters(draw: st.DrawFn) -> Encounter:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    return Encounter(
        "e",
        tuple(Document(f"d{n}", text) for n, text in enumerate(texts)),
        draw(st.sampled_from(Setting)),
        None,
        Patient(
            draw(st.sampled_from([None, 0.01, 7, 40, 90])),
            draw(st.sampled_from([None, "F", "M"])),
        ),
    )


def assert_sound(run: Run, release: Release) -> Result:
    """Everything that is promised of a result."""
    texts = {document.id: document.text for document in run.case.encounter.documents}
    made = result([run], OFFLINE, Usage())
    for code in (*made.codes, *made.candidates):
        entry = release.code(code.code)
        assert entry is not None, code.code
        assert entry.billable, code.code
        assert code.display == entry.title
        assert code.evidence, code.code
        assert code.trail, code.code
        assert 0 <= code.confidence <= 1
    told = [
        evidence
        for each in (*made.codes, *made.candidates, *made.excluded)
        for evidence in each.evidence
    ]
    for evidence in told:
        assert texts[evidence.document][evidence.start : evidence.end] == evidence.text != ""
    assert [code.sequence for code in made.codes] == list(range(1, len(made.codes) + 1))
    assert len({code.code for code in made.codes}) == len(made.codes)
    roles = [code.role for code in made.codes]
    first = "principal" if run.case.encounter.setting is Setting.INPATIENT else "first_listed"
    assert roles.count(first) <= 1
    assert first not in roles[1:]
    placed = (*run.reconciliation.codes, *run.reconciliation.candidates)
    ended = {m for s in placed for m in s.choice.mentions} | {e.mention for e in run.excluded}
    assert {mention.id for mention in run.mentions.mentions} <= ended
    return made


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(encounters())
@example(Encounter("e", (Document("d0", ""),)))
@example(Encounter("e", (Document("d0", "1. gout\r\n2. GOUT\r\n3. Gout, left foot"),)))
def test_every_result_is_sound_and_the_same_again(
    coder: Coder, release: Release, encounter: Encounter
) -> None:
    (run,) = coder.runs(encounter)
    made = assert_sound(run, release)
    (again,) = coder.runs(encounter)
    assert result([again], OFFLINE, Usage()) == made
    assert Result.model_validate_json(made.model_dump_json()) == made


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(encounters())
def test_a_result_can_be_shown_in_every_form(coder: Coder, encounter: Encounter) -> None:
    from symphony.exchange.html import render_html
    from symphony.exchange.table import render_table

    made = coder.code(encounter).model_dump(mode="json")
    texts = {document.id: document.text for document in encounter.documents}
    assert render_table(made, texts, width=100, colour=False).endswith("\n")
    assert "</html>" in render_html(made, texts)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_line_ends_of_windows_change_no_code(coder: Coder, text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "")
    plain = coder.code(Encounter("e", (Document("d", text),)))
    windows = coder.code(Encounter("e", (Document("d", text.replace("\n", "\r\n")),)))
    assert [c.code for c in plain.codes] == [c.code for c in windows.codes]


def test_a_process_apart_says_the_same(coder: Coder, home: Path) -> None:
    """Nothing hangs on the order of sets or hashes: another process has other hash seeds."""
    import subprocess

    script = (
        "import sys, json; from pathlib import Path\n"
        "from symphony.coding.coder import Coder\n"
        "from symphony.encounter.model import Document, Encounter\n"
        "for p in sorted(Path('examples').glob('*.txt')):\n"
        "    made = Coder().code(Encounter('e', (Document('d', p.read_text()),)))\n"
        "    print(made.model_dump_json(exclude={'usage'}))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "SYMPHONY_HOME": str(home),
                 "PYTHONPATH": str(ROOT / "src")},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1
    here = [
        coder.code(Encounter("e", (Document("d", path.read_text()),)))
        for path in sorted((ROOT / "examples").glob("*.txt"))
    ]
    assert told.pop().splitlines() == [made.model_dump_json(exclude={"usage"}) for made in here]


def examples() -> str:
    return "\n\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))
    )


LARGE = {
    "a chart of a year": lambda size: (examples() * (size // len(examples()) + 1))[:size],
    "one line": lambda size: ("gout and htn, no fever " * (size // 23 + 1))[:size],
    "one problem list": lambda size: "Assessment:\n" + "1. Gout\n- CKD stage 3a\n" * (size // 23),
    "one word": lambda size: "x" * size,
    "white space": lambda size: " \n\t\r\n" * (size // 5),
    "punctuation": lambda size: "([{:;.,-/" * (size // 9),
    "accents": lambda size: "e\u0301" * (size // 2),
    "headings": lambda size: "Plan:\n" * (size // 6),
    "commas": lambda size: "Assessment: " + "gout, " * (size // 6),
    "digits": lambda size: "1. 2) 3 " * (size // 8),
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_document_is_sound(coder: Coder, release: Release, kind: str) -> None:
    """A megabyte for the chart that may come, a hundred thousand characters for what may not."""
    size = 1_000_000 if kind == "a chart of a year" else 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (run,) = coder.runs(Encounter("e", (Document("d", LARGE[kind](size)),)))
    assert_sound(run, release)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 300, f"{grown:.0f} MB more than before"


@pytest.mark.parametrize("kind", ["a chart of a year", "one line", "one problem list", "commas"])
def test_twice_the_text_is_about_twice_the_work(coder: Coder, kind: str) -> None:
    """Counted in calls of functions, not by the clock, so that no busy machine fails it."""

    def calls(size: int) -> int:
        encounter = Encounter("e", (Document("d", LARGE[kind](size)),))
        counted = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal counted
            counted += event == "call"

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            coder.runs(encounter)
        finally:
            sys.setprofile(before)
        return counted

    calls(5_000)
    once, twice = calls(25_000), calls(50_000)
    assert twice < 2.6 * once


def test_the_development_notes_give_valid_codes_and_true_spans(
    coder: Coder, release: Release, shared: Path
) -> None:
    files = [
        *sorted((shared / "benchmarks" / "aci_amazon").glob("*.jsonl")),
        shared / "benchmarks" / "medcoder_dev" / "dev.jsonl",
        shared / "benchmarks" / "codiesp" / "dev_en.jsonl",
    ]
    coded = 0
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines()[:100]:
            (run,) = coder.runs(Encounter("e", (Document("d", json.loads(line)["text"]),)))
            coded += len(assert_sound(run, release).codes)
    assert coded > 500
