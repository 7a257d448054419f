"""Whatever is wrong with what is asked or given: one sentence, the contract's exit code, no trace.

The list is the one of docs/reference/exit-codes.md.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from symphony.books import shelf as shelf_module
from symphony.books.model import Content, Edition, Entry

NOTE = "examples/clinic-visit.txt"


def one_sentence(outcome, code: int, *told: str) -> None:
    """The command failed with the code; it told these words in one line, and nothing else."""
    assert outcome.code == code, outcome
    assert outcome.out == ""
    lines = [line for line in outcome.err.splitlines() if line.startswith("symphony: ")]
    problem = [line for line in lines if "warning" not in line]
    assert len(problem) == 1, outcome.err
    assert "Traceback" not in outcome.err
    for words in told:
        assert words in problem[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("note.txt", b"caf\xe9 au lait spots", "byte 0xe9 at offset 3"),
        ("note.txt", b"a\x00b", "a NUL byte at offset 1"),
        ("note.pdf", b"%PDF-1.7\n", "a PDF"),
        ("note.txt", b"\xff\xfeh\x00i\x00", "UTF-16"),
        ("note.docx", b"PK\x03\x04...word/document.xml", "DOCX"),
        ("note.txt", bytes(range(1, 32)) * 4, "control bytes"),
    ],
)
def test_a_file_that_is_no_text(run, tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    one_sentence(run("code", tmp_path / name), 3, name, told)


def test_a_missing_file(run, tmp_path: Path) -> None:
    one_sentence(run("code", tmp_path / "nothing.txt"), 3, "nothing.txt does not exist")


def test_a_directory(run, tmp_path: Path) -> None:
    one_sentence(run("code", tmp_path), 3, "is a directory")


@pytest.mark.parametrize("name", ["x" * 5000, "note.txt/inside"])
def test_an_impossible_path(run, tmp_path: Path, name: str) -> None:
    (tmp_path / "note.txt").write_text("gout")
    one_sentence(run("code", tmp_path / name), 3)


def test_standard_input_that_is_no_text(run) -> None:
    one_sentence(run("code", "-", stdin=b"gout \xff"), 3, "standard input", "byte 0xff at offset 5")


@pytest.mark.parametrize("text", [b"", b"   \r\n\t", b"Nothing to report.", "🩺🩺".encode()])
def test_nothing_to_code_is_an_empty_result_and_no_error(run, tmp_path: Path, text: bytes) -> None:
    import json

    (tmp_path / "note.txt").write_bytes(text)
    outcome = run("code", tmp_path / "note.txt", "--format", "json")
    assert outcome.code == 0
    made = json.loads(outcome.out)
    assert made["codes"] == made["candidates"] == []
    assert made["documents"][0]["characters"] == len(text.decode())
    for form in ("table", "html"):
        assert run("code", tmp_path / "note.txt", "--format", form).code == 0


@pytest.mark.parametrize("command", ["code", "lookup", "search", "batch"])
def test_an_unknown_system_says_which_are_there(run, tmp_path: Path, command: str) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "gout"}\n')
    operands = {
        "code": [NOTE], "lookup": ["I10"], "search": ["gout"],
        "batch": [tmp_path / "in.jsonl", tmp_path / "out.jsonl"],
    }[command]  # fmt: skip
    outcome = run(command, *operands, "--system", "icd9")
    one_sentence(outcome, 2, "'icd9'", "icd10cm")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("command", [("code", NOTE), ("lookup", "I10"), ("search", "gout")])
def test_a_date_that_no_edition_covers_says_which_are_there(run, command: tuple[str, ...]) -> None:
    outcome = run(*command, "--date", "2019-05-01")
    one_sentence(
        outcome, 4, "2019-05-01", "2026-04-01 to 2026-09-30", "symphony books install icd10cm@2019"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("code",),
        ("code", NOTE, "--date", "yesterday"),
        ("code", NOTE, "--date", "2026-02-30"),
        ("code", NOTE, "--format", "xml"),
        ("code", NOTE, "--setting", "home"),
        ("code", NOTE, "--patient-age", "-1"),
        ("code", NOTE, "--nonsense"),
        ("code", NOTE, "--include", ","),
        ("code", NOTE, NOTE),
        ("code", "-", "-"),
        ("lookup", "E11.999"),
        ("lookup",),
        ("search", " "),
        ("search", "gout", "--limit", "0"),
        ("batch", "only-one"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_2(run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2, outcome
    assert outcome.out == ""
    assert outcome.err
    assert "Traceback" not in outcome.err


def test_a_missing_list_of_codes(run, tmp_path: Path) -> None:
    one_sentence(run("code", NOTE, "--include", f"@{tmp_path / 'none.txt'}"), 3, "does not exist")


def test_batches_that_cannot_be_read_or_written(run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "gout"}\n')
    one_sentence(run("batch", tmp_path / "none", tmp_path / "out"), 3, "cannot read")
    one_sentence(run("batch", tmp_path, tmp_path / "out"), 3, "cannot read")
    (tmp_path / "mine.txt").write_text("mine")
    outcome = run("batch", source, tmp_path / "mine.txt")
    assert outcome.code == 3
    assert "not the output of a batch" in outcome.err
    assert (tmp_path / "mine.txt").read_text() == "mine"


def tiny() -> Content:
    from datetime import date

    entries = [Entry("1", "Chapter", None, "chapter", billable=False)]
    entries += [Entry(f"A{n:02}", f"Ill {n}", "1", "category", billable=True) for n in range(99)]
    return Content(Edition("icd10cm", "2026-04-01", "Tiny", date(2026, 4, 1), None, ()), entries)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty data folder, and a tiny release to be compiled into it."""
    monkeypatch.setitem(shelf_module._EMBEDDED, "icd10cm", ("2026-04-01", tiny))
    monkeypatch.setenv("SYMPHONY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_first_use_compiles_with_a_bar_on_standard_error(run, fresh: Path) -> None:
    first = run("lookup", "A01")
    assert first.code == 0
    assert "compiling Tiny" in first.err
    assert "Tiny" not in first.out
    assert first.out.startswith("A01  Ill 1")
    assert [p.name for p in (fresh / "books" / "icd10cm").glob("*.sqlite")] == ["2026-04-01.sqlite"]
    again = run("lookup", "A01")
    assert (again.out, again.err) == (first.out, "")


def test_a_data_folder_that_cannot_be_written(run, fresh: Path) -> None:
    fresh.write_text("a file is in the way")
    one_sentence(run("code", NOTE), 4, "SYMPHONY_HOME")


def test_a_damaged_release_file(run, fresh: Path) -> None:
    path = fresh / "books" / "other" / "2026-01-01.sqlite"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"SQLite format 3\x00" + b"garbage" * 1000)
    one_sentence(run("lookup", "A01", "--system", "other"), 4, str(path))


def test_a_disk_that_is_full_while_compiling(tmp_path: Path) -> None:
    """The real release, with a limit on the size of files: the disk full, for this process."""
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000));"
        "sys.argv = ['symphony', 'code', 'examples/clinic-visit.txt'];"
        "from symphony.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], cwd=Path(__file__).parents[3], capture_output=True,
        env={**os.environ, "SYMPHONY_HOME": str(tmp_path)}, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stdout == ""
    assert "symphony: cannot write the code book" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and p.name != ".lock"]


def test_a_fault_of_ours_is_told_without_a_trace_or_words_of_the_note(
    run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symphony.coding.coder import Coder

    def fall(_self: Coder, encounter):
        raise RuntimeError(encounter.documents[0].text)

    monkeypatch.setattr(Coder, "code", fall)
    outcome = run("code", NOTE)
    one_sentence(outcome, 1, "our fault: RuntimeError at ")
    assert "diabetes" not in outcome.err
    monkeypatch.setenv("SYMPHONY_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        run("code", NOTE)


def test_an_interrupt_is_one_word(run, monkeypatch: pytest.MonkeyPatch) -> None:
    from symphony.coding.coder import Coder

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Coder, "code", interrupt)
    one_sentence(run("code", NOTE), 130, "interrupted")


def shell(command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=Path(__file__).parents[3],
        env={**os.environ, "PY": sys.executable}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.usefixtures("release")
def test_a_reader_that_goes_away_is_no_error() -> None:
    done = shell('"$PY" -m symphony search pain --limit 200 --date 2026-05-01 | head -c 10')
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("release")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_output_that_is_full_is_one_sentence() -> None:
    done = shell('"$PY" -m symphony search pain --date 2026-05-01 > /dev/full')
    assert done.returncode == 3
    assert done.stderr.startswith("symphony: cannot read or write: No space left")
    assert len(done.stderr.splitlines()) == 1
