"""Installing a release: all or nothing, whatever happens."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from symphony.books import compile as compiling
from symphony.books.alphabetic import Index
from symphony.books.diff import compare
from symphony.books.guidelines.library import rules_on
from symphony.books.history import history
from symphony.books.install import Installed, Order, install
from symphony.books.integrity import verify
from symphony.books.shelf import Shelf
from symphony.errors import BooksError, UsageError

_spec = spec_from_file_location("toy", Path(__file__).with_name("toy.py"))
assert _spec is not None
assert _spec.loader is not None
toy = module_from_spec(_spec)
_spec.loader.exec_module(toy)

GONE = "B1.1 is not valid on 2027-02-01: it was deleted on 2027-01-01; in its place: B1.2, B1.3."
FIRST, SECOND = date(2026, 1, 1), date(2027, 1, 1)
LATER = (
    toy.CODES.replace("B1.1,Dragon cough,B1,yes,smoky cough\n", "")
    .replace("Stolen left sock", "Stolen left foot sock")
    + "B1.2,Dragon hiccup,B1,yes,\nB1.3,Dragon sneeze,B1,yes,\n"
)  # fmt: skip


def put(shelf: Shelf, path: Path, codes: str = toy.CODES, day: date = FIRST) -> Installed:
    index = toy.INDEX.replace("B1.1", "B1.2") if codes is LATER else toy.INDEX
    return install(shelf, Order("toy", day), [toy.folder(path, codes, index)])


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "home")


def test_a_folder_of_plain_files_becomes_a_release(shelf: Shelf, tmp_path: Path) -> None:
    done = put(shelf, tmp_path / "toy")
    release = shelf.release("toy", date(2026, 6, 1))
    assert done.counts["billable"] == 3
    assert [code.code for code in release.children("B1")] == ["B1.0", "B1.1"]
    assert [code.code for code in release.ancestors("B1.0")] == ["B1.0", "B1", "B"]
    assert {term.text for term in release.terms("B1.0")} >= {"eyebrow burn", "brow scorch"}
    assert release.named("brow eyebrow") == ()
    assert [term.code for term in release.named("burn eyebrow")] == ["B1.0"]
    assert verify(done.paths[0]) == release.facts["digest"]


def test_the_index_is_walked_and_loops_are_cut(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path / "toy")
    index = Index(shelf.release("toy"))
    line = index.find("sock, left, stolen")[0]
    assert (line.path, line.codes[0].code) == (("Sock", "stolen", "left"), "B2.0")
    branch = index.branch(index.find("hacking")[0])
    there = branch.sent_to[0][2]
    assert there is not None
    assert [below.line.codes[0].code for below in there.below] == ["B1.1"]
    loop = index.branch(index.find("loop")[0])
    assert loop.sent_to[0][2] is not None
    assert loop.sent_to[0][2].sent_to == (("see", "Loop", None),)


def test_rules_come_with_the_codes(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path / "toy")
    rules = rules_on(shelf.folder / "toy", "toy", date(2026, 6, 1))
    section = rules.section("2")
    assert section is not None
    assert section.text == "B2.0 is used for left socks only."
    assert [s.id for s in rules.sections_for("B2.0")] == ["2", "1"]
    assert [s.id for s in rules.search("dragons")] == ["1"]
    assert len(rules_on(shelf.folder / "toy", "toy", date(2025, 6, 1))) == 0


def test_two_editions_lie_side_by_side(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path / "one")
    put(shelf, tmp_path / "two", LATER, SECOND)
    old, new = shelf.release("toy", date(2026, 6, 1)), shelf.release("toy", date(2027, 6, 1))
    assert old.code("B1.1") is not None
    assert new.code("B1.1") is None
    found = compare(old, new)
    assert found.counts() == {"added": 2, "deleted": 1, "revised": 1, "notes": 0}
    assert found.deleted == (("B1.1", "Dragon cough"),)
    with pytest.raises(BooksError, match="no installed release of toy is in force on 2025-01-01"):
        shelf.release("toy", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("code", "on", "says"),
    [
        ("B1.1", "2027-02-01", GONE),
        ("B1.1", "2026-02-01", "B1.1 will be deleted on 2027-01-01; in its place: B1.2, B1.3."),
        ("B1.2", "2026-02-01", "B1.2 is not valid on 2026-02-01 yet: it is valid from 2027-01-01."),
        ("B9.9", "2026-02-01", "B9.9 is a complete code in no installed release of toy."),
        ("B1.0", "2026-02-01", None),
    ],
)  # fmt: skip
def test_a_code_that_is_not_valid_says_when_it_was(
    shelf: Shelf, tmp_path: Path, code: str, on: str, says: str | None
) -> None:
    put(shelf, tmp_path / "one")
    put(shelf, tmp_path / "two", LATER, SECOND)
    day = date.fromisoformat(on)
    assert history(shelf, "toy", code, day).message("toy", day) == says


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (toy.CODES + "B1.0,Again,B1,yes,\n", "the code 'B1.0' again"),
        (toy.CODES + ",No code,B1,yes,\n", "no code"),
        (toy.CODES.replace("B1.1,Dragon", "B1.4,Dragon"), "not in the tabular list"),
    ],
)
def test_a_bad_file_leaves_the_old_release_intact(
    shelf: Shelf, tmp_path: Path, codes: str, says: str
) -> None:
    before = verify(put(shelf, tmp_path / "toy").paths[0])
    with pytest.raises(BooksError, match=says):
        put(shelf, tmp_path / "bad", codes)
    assert verify(shelf.path("toy", "2026-01-01")) == before
    assert _drafts(shelf) == []


def test_a_full_disk_leaves_the_old_release_intact(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = verify(put(shelf, tmp_path / "toy").paths[0])

    def full(*_: object) -> None:
        message = "database or disk is full"
        raise sqlite3.OperationalError(message)

    monkeypatch.setattr(compiling, "write_axes", full)
    with pytest.raises(BooksError, match="disk is full"):
        put(shelf, tmp_path / "again", LATER)
    assert verify(shelf.path("toy", "2026-01-01")) == before
    assert _drafts(shelf) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX")
def test_a_disk_that_takes_no_more_leaves_the_old_release_intact(
    shelf: Shelf, tmp_path: Path
) -> None:
    before = verify(put(shelf, tmp_path / "toy").paths[0])
    many = toy.CODES + "".join(f"B2.{n},Sock {n},B2,yes,\n" for n in range(1, 20_000))
    path = toy.folder(tmp_path / "many", many)
    script = (
        "import resource, signal, sys; from pathlib import Path; from datetime import date\n"
        "from symphony.books.shelf import Shelf; from symphony.books.install import *\n"
        "from symphony.errors import BooksError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "order = Order('toy', date(2026, 1, 1))\n"
        "try: install(Shelf(Path(sys.argv[1])), order, [Path(sys.argv[2])])\n"
        "except BooksError as error: print(error); sys.exit(error.exit_code)"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "home"), str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 4, made.stderr
    assert "cannot write the code book" in made.stdout
    assert verify(shelf.path("toy", "2026-01-01")) == before
    assert _drafts(shelf) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("after", [0.0, 0.15, 0.3])
def test_a_kill_at_any_moment_leaves_the_old_release_intact(
    shelf: Shelf, tmp_path: Path, after: float
) -> None:
    before = verify(put(shelf, tmp_path / "toy").paths[0])
    many = toy.CODES + "".join(f"B2.{n},Sock {n},B2,yes,\n" for n in range(1, 60_000))
    path = toy.folder(tmp_path / "many", many)
    script = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from symphony.books.shelf import Shelf; from symphony.books.install import *\n"
        "print('begun', flush=True)\n"
        "install(Shelf(Path(sys.argv[1])), Order('toy', date(2026, 1, 1)), [Path(sys.argv[2])])"
    )
    victim = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "home"), str(path)], stdout=subprocess.PIPE
    )
    assert victim.stdout is not None
    victim.stdout.readline()
    time.sleep(after)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    assert verify(shelf.path("toy", "2026-01-01")) == before
    put(shelf, tmp_path / "next")  # and the next one clears up after it
    assert _drafts(shelf) == []


def _install(home: Path, path: Path) -> None:
    install(Shelf(home), Order("toy", FIRST), [path])


def test_two_installs_at_once_both_succeed(tmp_path: Path) -> None:
    path = toy.folder(tmp_path / "toy")
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    both = [context.Process(target=_install, args=(tmp_path / "home", path)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert [one.exitcode for one in both] == [0, 0]
    assert verify(Shelf(tmp_path / "home").path("toy", "2026-01-01"))


def test_a_changed_byte_is_found(shelf: Shelf, tmp_path: Path) -> None:
    path = put(shelf, tmp_path / "toy").paths[0]
    path.chmod(0o644)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE code SET title = 'Dragon sniff' WHERE code = 'B1.1'")
    database.close()
    with pytest.raises(BooksError, match="was changed"):
        verify(path)


def test_a_torn_file_is_found(shelf: Shelf, tmp_path: Path) -> None:
    path = put(shelf, tmp_path / "toy").paths[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(BooksError, match="damaged"):
        verify(path)


def test_a_release_can_be_removed(shelf: Shelf, tmp_path: Path) -> None:
    put(shelf, tmp_path / "toy")
    shelf.remove("toy", "2026-01-01")
    with pytest.raises(UsageError, match="no release of code system 'toy'"):
        shelf.release("toy")
    with pytest.raises(UsageError, match="not installed"):
        shelf.remove("toy", "2026-01-01")


def test_files_of_no_known_format_are_named(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "what.bin").write_bytes(b"\x00\x01")
    with pytest.raises(BooksError, match=r"found: what\.bin"):
        install(shelf, Order("toy", FIRST), [tmp_path / "what.bin"])


def test_without_a_day_the_command_to_type_is_said(shelf: Shelf, tmp_path: Path) -> None:
    path = toy.folder(tmp_path / "toy")
    (path / "rules.md").unlink()
    with pytest.raises(UsageError, match="toy@2026-10-01"):
        install(shelf, Order("toy"), [path])


def _drafts(shelf: Shelf) -> list[str]:
    return [path.name for path in (shelf.folder / "toy").glob(".*.sqlite.*")]
