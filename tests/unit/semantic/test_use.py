"""Where semantic search shows: the command line, the navigator's trail, the settings, the API."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from twenty_words import Server

from symphony.books.search import Search
from symphony.books.store import Release
from symphony.coding.case import Case, Scope
from symphony.coding.coder import offline_coder
from symphony.coding.navigator.semantic import LEAST_COSINE, SemanticNavigator
from symphony.coding.offline import offline_pipeline
from symphony.coding.semantic import SemanticSettings, semantic_from, semantic_search
from symphony.coding.stages import Candidate, Looked, Mention, Mentions, Navigation, Step
from symphony.coding.validator.offline import LEAST_FIT
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter
from symphony.errors import UsageError

np = pytest.importorskip("numpy", reason="needs the extra [semantic]")

NOTE = "Assessment:\nheart attack\n"


def settings(folder: Path) -> SemanticSettings:
    return SemanticSettings(str(folder))


# The settings


def test_nothing_is_on_unless_it_is_asked_for() -> None:
    assert semantic_from({}) is None
    assert semantic_from({"SYMPHONY_SEMANTIC_NAME": "m", "SYMPHONY_SEMANTIC": " "}) is None


def test_what_is_typed_goes_before_the_environment() -> None:
    environment = {
        "SYMPHONY_SEMANTIC": "models/one",
        "SYMPHONY_SEMANTIC_NAME": "one",
        "SYMPHONY_SEMANTIC_API_KEY": "k",
        "SYMPHONY_SEMANTIC_TIMEOUT": "5",
    }
    assert semantic_from(environment) == SemanticSettings("models/one", "one", "k", 5.0)
    typed = semantic_from(environment, "http://host/v1", "two")
    assert typed == SemanticSettings("http://host/v1", "two", "k", 5.0)
    assert "'k'" not in repr(typed)


@pytest.mark.parametrize(
    ("environment", "model", "name"),
    [
        ({"SYMPHONY_SEMANTIC": "http://host/v1"}, None, None),
        ({"SYMPHONY_SEMANTIC": "m", "SYMPHONY_SEMANTIC_TIMEOUT": "soon"}, None, None),
        ({"SYMPHONY_SEMANTIC": "m", "SYMPHONY_SEMANTIC_TIMEOUT": "0"}, None, None),
        ({}, None, "name"),
    ],
)
def test_settings_that_make_no_sense(
    environment: dict[str, str], model: str | None, name: str | None
) -> None:
    with pytest.raises(UsageError):
        semantic_from(environment, model, name)


# Search


def test_search_by_words_and_meaning(small: Release, folder: Path) -> None:
    from symphony.books.semantic.fused import SHARE, FusedSearch

    meaning = semantic_search(small, settings(folder))
    found = FusedSearch(Search(small), meaning)("acute heart attack", 4)
    first = found[0]
    assert (first.code.code, first.by) == ("I21", "both")
    expected = (1 - SHARE) * first.fit + SHARE * first.cosine
    assert first.score == pytest.approx(expected, abs=1e-4)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    knee = FusedSearch(Search(small), meaning)("heart", 1)[0]
    assert (knee.by, knee.fit) == ("meaning", None)


def test_the_command(run: Callable, small_home: Path, folder: Path) -> None:
    plain = run("search", "cardiac", "attack")
    assert plain.out == ""
    first = run("search", "cardiac", "attack", "--semantic", folder, "--limit", 2)
    assert first.code == 0
    assert first.out.splitlines() == [
        "I21     - Acute myocardial infarction  [by meaning]",
        "I21.9     Acute myocardial infarction, unspecified  [by meaning]",
    ]
    assert "computing vectors of Small by twenty-words (once)" in first.err
    again = run("search", "cardiac", "attack", "--semantic", folder, "--format", "json")
    assert "computing" not in again.err
    told = json.loads(again.out)[0]
    assert (told["code"], told["by"]) == ("I21", "meaning")
    assert 0.7 < told["cosine"] < 1
    assert list((small_home / "books" / "icd10cm" / "vectors").glob("*.npz"))


@pytest.mark.usefixtures("small_home")
def test_the_command_with_an_endpoint(
    run: Callable, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMPHONY_SEMANTIC_API_KEY", "k")
    monkeypatch.setenv("SYMPHONY_SEMANTIC", server.url)
    monkeypatch.setenv("SYMPHONY_SEMANTIC_NAME", "twenty")
    outcome = run("search", "cardiac", "attack")
    assert outcome.out.startswith("I21 ")
    assert set(server.keys) == {"Bearer k"}
    assert server.bodies[-1]["input"] == ["cardiac attack"]


@pytest.mark.usefixtures("small_home")
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("--semantic", "/nowhere"), 3, "no sentence model at /nowhere"),
        (("--semantic", "http://127.0.0.1:9/v1"), 2, "--semantic-name"),
        (("--semantic-name", "x"), 2, "--semantic"),
        (("--semantic", "ftp://x/v1"), 3, "no sentence model"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(
    run: Callable, typed: tuple[str, ...], code: int, said: str
) -> None:
    outcome = run("search", "knee", *typed)
    assert outcome.code == code
    assert said in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.usefixtures("small_home")
@pytest.mark.parametrize("missing", ["numpy", "onnxruntime", "tokenizers"])
def test_without_the_extra_the_command_to_type_is_told(
    run: Callable, folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    import sys

    from symphony.coding.semantic import embedder_of

    embedder_of.cache_clear()
    monkeypatch.setitem(sys.modules, missing, None)
    outcome = run("search", "knee", "--semantic", folder)
    assert outcome.code == 2
    assert "pip install 'symphony-coding[semantic]'" in outcome.err


# The navigator


class Says:
    """A navigator that has one answer for every mention."""

    def __init__(self, *candidates: Candidate) -> None:
        self.candidates = candidates

    def navigate(self, case: Case, mentions: Mentions) -> Navigation:
        assert case.system == "icd10cm"
        looked = (Looked(m.id, self.candidates) for m in mentions.mentions if self.candidates)
        return Navigation(tuple(looked))


def navigated(
    small: Release, folder: Path, term: str, *by_words: Candidate, scope: Scope | None = None
) -> tuple[Candidate, ...]:
    note = Document("n", f"Assessment: {term}")
    case = Case(Encounter("n", (note,)), small, scope or Scope())
    from symphony.coding.evidence import accept

    evidence = accept(note, 12, 12 + len(term))
    mention = Mention(0, evidence, term, "condition", Assertion.PRESENT)
    navigator = SemanticNavigator(Says(*by_words), semantic_search(small, settings(folder)))
    found = navigator.navigate(case, Mentions((mention,))).looked
    return found[0].candidates if found else ()


def test_what_no_name_fits_is_found_by_meaning_and_says_so(small: Release, folder: Path) -> None:
    best = navigated(small, folder, "heart attack acute")[0]
    assert best.code == "I21"
    assert LEAST_FIT < best.score < 1
    assert [step.book for step in best.trail] == ["semantic", "tabular"]
    assert best.trail[0].entry.startswith(
        "heart attack acute ≈ Acute myocardial infarction (cosine "
    )
    assert best.trail[0].entry.endswith("twenty-words)")
    assert best.trail[1].entry == "Acute myocardial infarction → I21"


def test_what_is_far_is_not_offered(small: Release, folder: Path) -> None:
    assert LEAST_COSINE > 0.5
    assert navigated(small, folder, "knee heart lung") == ()


def test_a_name_that_fits_is_never_overruled(small: Release, folder: Path) -> None:
    own = Candidate("icd10cm", "J18.9", 0.75, (Step("tabular", "said so"),))
    found = navigated(small, folder, "acute myocardial infarction", own)
    assert found[0] == own
    assert [c.code for c in found[1:3]] == ["I21", "I21.9"]
    assert all(c.score <= 0.65 for c in found[1:])
    assert all(c.trail[0].book == "semantic" for c in found[1:])


def test_a_name_that_does_not_fit_is_overtaken(small: Release, folder: Path) -> None:
    weak = Candidate("icd10cm", "J18.9", LEAST_FIT - 0.01, (Step("tabular", "half"),))
    found = navigated(small, folder, "acute heart attack", weak)
    assert found[0].code == "I21"
    assert weak in found


def test_a_code_that_words_found_keeps_its_trail(small: Release, folder: Path) -> None:
    own = Candidate("icd10cm", "I21", 0.9, (Step("tabular", "by words"),))
    found = navigated(small, folder, "acute heart attack", own)
    assert [c for c in found if c.code == "I21"] == [own]


def test_the_scope_holds(small: Release, folder: Path) -> None:
    codes = {c.code for c in navigated(small, folder, "heart attack", scope=Scope(("I21.9",)))}
    assert codes == {"I21", "I21.9"}  # the header may lead to it
    assert navigated(small, folder, "heart attack", scope=Scope((), ("I21",))) == ()


# Coding


def test_results_name_the_model(small_home: Path, folder: Path) -> None:
    from symphony.books.shelf import Shelf

    shelf = Shelf(small_home)
    encounter = Encounter("n", (Document("n", "Assessment:\nEffusion, knee\n"),))
    plain = offline_coder(shelf, ("icd10cm",), Scope()).code(encounter)
    more = offline_coder(shelf, ("icd10cm",), Scope(), semantic=settings(folder)).code(encounter)
    assert plain.engine.semantic is None
    assert more.engine.semantic.startswith("twenty-words sha256:")
    assert [c.code for c in more.codes] == [c.code for c in plain.codes] == ["M25.46"]


def test_the_agents_are_the_same_but_for_the_navigator(small: Release, folder: Path) -> None:
    plain, more = offline_pipeline(small), offline_pipeline(small, semantic=settings(folder))
    assert more.extractor is plain.extractor
    assert isinstance(more.navigator, SemanticNavigator)


def test_code_batch_and_evaluate_take_the_option(
    run: Callable, small_home: Path, folder: Path, tmp_path: Path
) -> None:
    assert small_home.name == "home"
    note = tmp_path / "note.txt"
    note.write_text("Assessment:\nEffusion, knee\n")
    told = json.loads(run("code", note, "--semantic", folder, "--format", "json").out)
    assert told["engine"]["semantic"].startswith("twenty-words sha256:")
    shown = run("code", note, "--semantic", folder).out
    assert "semantic search by twenty-words" in shown
    gold = {"id": "a", "text": "Assessment:\nEffusion, knee\n",
            "codes": [{"system": "ICD-10-CM", "code": "M25.46"}]}  # fmt: skip
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(gold) + "\n")
    out = tmp_path / "out.jsonl"
    assert run("batch", source, out, "--semantic", folder).code == 0
    assert json.loads(out.read_text())["engine"]["semantic"] == told["engine"]["semantic"]
    report = tmp_path / "report"
    judged = run("evaluate", source, "--semantic", folder, "--resamples", 20, "--report", report)
    assert judged.code == 0, judged.err
    assert "offline (semantic search by twenty-words sha256:" in (report / "report.md").read_text()


def test_an_endpoint_that_fails_ends_the_command_with_5(
    run: Callable, small_home: Path, server: Server, tmp_path: Path
) -> None:
    from twenty_words import send

    note = tmp_path / "note.txt"
    note.write_text("Assessment:\nEffusion, knee\n")
    typed = ("code", note, "--semantic", server.url, "--semantic-name", "twenty")
    assert run(*typed).code == 0
    assert small_home.is_dir()
    from symphony.coding.semantic import embedder_of, semantic_search

    for cache in (embedder_of, semantic_search, offline_pipeline):
        cache.cache_clear()
    server.script += [lambda handler: send(handler, 401, b"{}")]
    outcome = run(*typed)
    assert outcome.code == 5
    assert "status 401" in outcome.err
    assert "Effusion" not in outcome.err


def test_nothing_heavy_is_imported_unless_it_is_asked_for() -> None:
    import subprocess
    import sys

    asked = (
        "import sys, symphony.cli.code, symphony.cli.search, symphony.coding.by_model;"
        "print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
