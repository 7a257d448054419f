"""A release file is there whole or not at all, whatever happens while it is written."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from symphony.books import compile as module
from symphony.books import shelf as shelf_module
from symphony.books.compile import schema, write_release
from symphony.books.integrity import verify
from symphony.books.model import Content, Edition, Entry, Note, NoteKind, Source
from symphony.books.shelf import Shelf
from symphony.books.store import Release
from symphony.errors import BooksError, UsageError


def content(system: str = "icd10cm", release: str = "2026-04-01", entries: int = 3) -> Content:
    edition = Edition(
        system, release, "A tiny release", date.fromisoformat(release), date(2026, 9, 30),
        (Source("tiny.xml", "0" * 64, 7),),
    )  # fmt: skip
    made = [
        Entry("1", "Chapter", None, "chapter", billable=False, searchable=False),
        *(
            Entry(
                f"A{n:04}", f"Disease number {n}", "1", "category", billable=True,
                notes=(Note(NoteKind.EXCLUDES1, "something else (B00)", f"A{n:04}"),),
            )
            for n in range(entries)
        ),
    ]  # fmt: skip
    return Content(edition, made)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny release in the place of the embedded one, so that compiling it takes no time."""
    monkeypatch.setitem(shelf_module._EMBEDDED, "icd10cm", ("2026-04-01", content))


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.name != ".lock")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "tiny.sqlite"
    reported: list[int] = []
    write_release(content(entries=2500), path, reported.append)
    release = Release(path)
    assert release.counts()["billable"] == 2500
    assert release.code("A0007").title == "Disease number 7"
    assert release.notes("A0007")[0].text == "something else (B00)"
    assert sum(reported) == 2501
    assert release.edition.sources == (Source("tiny.xml", "0" * 64, 7),)
    verify(path)


def test_the_file_is_read_only_and_the_only_one(tmp_path: Path) -> None:
    path = tmp_path / "tiny.sqlite"
    write_release(content(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert files(tmp_path) == ["tiny.sqlite"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        Release(path)._database.execute("DELETE FROM code")


def test_a_compile_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def broken():
        yield Entry("1", "Chapter", None, "chapter", billable=False)
        raise RuntimeError("the publisher's file ends here")

    with pytest.raises(RuntimeError):
        write_release(Content(content().edition, broken()), tmp_path / "tiny.sqlite")
    assert files(tmp_path) == []


CHILD = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from symphony.books import shelf
from symphony.books.model import Content, Edition, Entry
from symphony.errors import BooksError

def entries():
    yield Entry("1", "Chapter", None, "chapter", billable=False)
    for n in range(20_000):
        yield Entry(f"A{n}", f"Disease number {n} of many", "1", "category", billable=True)

def content():
    edition = Edition("icd10cm", "2026-04-01", "t", date(2026, 4, 1), None, ())
    return Content(edition, entries())

def compiling(title):
    print("compiling", flush=True)
    return lambda entries: print(entries, flush=True)

shelf._EMBEDDED["icd10cm"] = ("2026-04-01", content)

def compile(folder):
    try:
        return shelf.Shelf(Path(folder), compiling).release("icd10cm").counts()["billable"]
    except BooksError as error:
        print(error)
        sys.exit(error.exit_code)
"""


def child(what: str) -> "subprocess.Popen[str]":
    """A process of its own with a release of 20,000 codes in the place of the embedded one."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD + what], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def test_a_disk_that_fills_up_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with child(f"""
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
compile({str(tmp_path)!r})
""") as process:
        out, err = process.communicate()
    assert process.returncode == 4, err
    told = out.splitlines()[-1]
    assert told.startswith("cannot write the code book")
    assert "SYMPHONY_HOME" in told
    assert err == ""
    assert files(tmp_path) == []


def test_a_killed_compile_leaves_no_half_file_and_the_next_one_succeeds(tmp_path: Path) -> None:
    with child(f"compile({str(tmp_path)!r})") as process:
        for _ in range(5):  # "compiling", then a line for every thousand entries
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    left = files(tmp_path)
    assert left
    assert not any(name.endswith(".sqlite") for name in left)

    with child(f"print(compile({str(tmp_path)!r}))") as process:
        assert process.communicate()[0].splitlines()[-1] == "20000"
    assert files(tmp_path) == ["2026-04-01.sqlite"]


@pytest.mark.usefixtures("tiny")
def test_two_compiles_at_once_write_one_file(tmp_path: Path) -> None:
    begun: list[str] = []

    def compiling(title: str):
        begun.append(title)
        time.sleep(0.2)
        return lambda _: None

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(Shelf(tmp_path, compiling).release, "icd10cm") for _ in range(2)]
        found = [one.result().counts() for one in both]
    assert begun == ["A tiny release"]
    assert found[0] == found[1]
    assert files(tmp_path) == ["2026-04-01.sqlite"]


def test_two_processes_at_once_compile_once_and_both_get_the_release(tmp_path: Path) -> None:
    running = [child(f"print(compile({str(tmp_path)!r}))") for _ in range(2)]
    told = [process.communicate()[0].splitlines() for process in running]
    assert [lines[-1] for lines in told] == ["20000", "20000"]
    assert sum("compiling" in lines for lines in told) == 1
    assert files(tmp_path) == ["2026-04-01.sqlite"]


@pytest.mark.usefixtures("tiny")
def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BooksError, match="SYMPHONY_HOME"):
        Shelf(tmp_path / "file").release("icd10cm")


@pytest.mark.usefixtures("tiny")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_may_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(BooksError, match="SYMPHONY_HOME"):
            Shelf(tmp_path).release("icd10cm")
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.usefixtures("tiny")
def test_a_database_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(module, "_write", full)
    with pytest.raises(BooksError, match=r"disk is full.*Free some space"):
        Shelf(tmp_path).release("icd10cm")
    assert files(tmp_path) == []


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize(
    "broken", [b"", b"not a database at all", b"SQLite format 3\x00" + b"x" * 5]
)
def test_a_damaged_embedded_release_is_compiled_anew(tmp_path: Path, broken: bytes) -> None:
    path = Shelf(tmp_path).path("icd10cm", "2026-04-01")
    path.parent.mkdir(parents=True)
    path.write_bytes(broken)
    assert Shelf(tmp_path).release("icd10cm").code("A0001")


@pytest.mark.usefixtures("tiny")
def test_an_embedded_release_of_another_schema_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "schema", lambda: "0")
    write_release(content(entries=1), Shelf(tmp_path).path("icd10cm", "2026-04-01"))
    monkeypatch.undo()
    monkeypatch.setitem(shelf_module._EMBEDDED, "icd10cm", ("2026-04-01", content))
    release = Shelf(tmp_path).release("icd10cm")
    assert release.facts["schema"] == schema()
    assert release.counts()["billable"] == 3


@pytest.mark.usefixtures("tiny")
def test_another_release_of_another_schema_is_to_be_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(module, "schema", lambda: "0")
        write_release(content("other", "2026-01-01"), Shelf(tmp_path).path("other", "2026-01-01"))
    with pytest.raises(BooksError, match="another version of symphony; install it again"):
        Shelf(tmp_path).release("other")


def read_everything(path: Path) -> None:
    release = Release(path)
    for code in release.codes():
        release.notes(code.code)


def test_a_release_damaged_behind_its_first_page_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "tiny.sqlite"
    write_release(content(entries=2000), path)
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(BooksError, match=r"tiny\.sqlite.*damaged"):
        read_everything(path)


@pytest.mark.usefixtures("tiny")
def test_the_release_in_force_on_the_day_is_taken(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    newer = content(release="2026-07-01")
    write_release(newer, shelf.path("icd10cm", "2026-07-01"))
    assert shelf.release("icd10cm", date(2026, 6, 30)).edition.release == "2026-04-01"
    assert shelf.release("icd10cm", date(2026, 7, 1)).edition.release == "2026-07-01"
    assert shelf.release("icd10cm").edition.release == "2026-07-01"


@pytest.mark.usefixtures("tiny")
def test_a_date_that_no_edition_covers_says_which_are_there(tmp_path: Path) -> None:
    with pytest.raises(BooksError) as error:
        Shelf(tmp_path).release("icd10cm", date(2024, 3, 1))
    told = str(error.value)
    assert "2024-03-01" in told
    assert "2026-04-01 (2026-04-01 to 2026-09-30)" in told
    assert "symphony books install icd10cm@2024-03-01" in told


def test_an_unknown_system_says_which_are_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'icd9'.*there are: icd10cm"):
        Shelf(tmp_path).release("icd9")


@pytest.mark.usefixtures("tiny")
def test_a_removed_embedded_release_comes_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.release("icd10cm")
    shelf.remove("icd10cm", "2026-04-01")
    assert files(tmp_path) == []
    assert shelf.release("icd10cm").code("A0001")
    with pytest.raises(UsageError, match="not installed; there are: 2026-04-01"):
        shelf.remove("icd10cm", "2020-01-01")


def test_another_table_of_words_is_another_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    schema.cache_clear()
    before = schema()
    schema.cache_clear()
    monkeypatch.setattr(module, "_MADE_WITH", module._MADE_WITH[1:])
    assert schema() != before
    monkeypatch.undo()
    schema.cache_clear()
    assert schema() == before
