"""The commands ``books``, ``index`` and ``guidelines`` as a user types them."""

import json
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from symphony.errors import SymphonyError

_spec = spec_from_file_location("toy", Path(__file__).with_name("toy.py"))
assert _spec is not None
assert _spec.loader is not None
toy = module_from_spec(_spec)
_spec.loader.exec_module(toy)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYMPHONY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("symphony.books.shelf._EMBEDDED", {})
    return tmp_path


def run(name: str, *arguments: str) -> Result:
    command = getattr(import_module(f"symphony.cli.{name}"), name)
    assert isinstance(command, click.Command)
    return CliRunner().invoke(command, list(arguments), standalone_mode=False)


def done(name: str, *arguments: str) -> str:
    result = run(name, *arguments)
    assert result.exception is None, result.exception
    return result.output


def test_install_list_verify_diff_remove(home: Path) -> None:
    first, second = (
        toy.folder(home / "a"),
        toy.folder(home / "b", toy.CODES + "B2.1,Sock,B2,yes,\n"),
    )
    (first / "strange.bin").write_bytes(b"\x00\x00")
    told = done("books", "install", "toy@2026-01-01", "--from", str(first))
    assert "3  billable" in told
    assert "not used, no known format of toy: strange.bin" in told
    done("books", "install", "toy@2027-01-01", "--from", str(second), "--title", "Toy 2027")
    assert "Toy 2027  (in force 2027-01-01 to further notice)" in done("books", "list")
    assert done("books", "verify", "toy").count("intact") == 2
    assert "+ B2.1" in done("books", "diff", "toy", "2026-01-01", "2027-01-01")
    found = json.loads(done("books", "diff", "toy", "2026-01-01", "2027-01-01", "--format", "json"))
    assert found["counts"] == {"added": 1, "deleted": 0, "revised": 0, "notes": 0}
    assert found["added"] == [{"code": "B2.1", "title": "Sock"}]
    done("books", "remove", "toy@2026-01-01")
    listed = json.loads(done("books", "list", "--format", "json"))
    assert [e["release"] for e in listed["installed"]] == ["2027-01-01"]
    assert {"system", "release", "title", "licence"} == set(listed["available"][0])


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["install", "toy", "--from", "/nowhere/at/all"], 3),
        (["install", "to/y@2026-01-01", "--from", "."], 2),
        (["install", "toy@soon", "--from", "."], 2),
        (["install", "klingon@2026-01-01"], 2),
        (["install", "toy@2026-01-01", "--from", "http://example.org/a.zip"], 2),
        (["install", "toy@2026-01-01", "--from", ".", "--column", "colour=Red"], 2),
        (["remove", "toy"], 2),
        (["diff", "toy", "1", "2"], 2),
    ],
)
def test_mistakes_have_their_exit_codes(home: Path, arguments: list[str], exit_code: int) -> None:
    result = run("books", *arguments)
    assert isinstance(result.exception, SymphonyError)
    assert result.exception.exit_code == exit_code
    assert not list(home.rglob("*.sqlite"))


def test_index_prints_a_branch_and_follows_references(home: Path) -> None:
    done("books", "install", "toy@2026-01-01", "--from", str(toy.folder(home / "a")))
    assert done("index", "sock,", "stolen,", "left", "--system", "toy") == (
        "Sock, stolen, left  B2.0\n"
    )
    assert done("index", "hacking", "--system", "toy") == (
        "Hacking\n  see Cough\n    Cough\n    - dragon  B1.1\n"
    )
    found = json.loads(done("index", "cough", "--system", "toy", "--format", "json"))
    assert found[0]["below"][0]["codes"] == [{"printed": "B1.1", "code": "B1.1", "role": "default"}]


def test_guidelines_by_section_code_and_words(home: Path) -> None:
    done("books", "install", "toy@2026-01-01", "--from", str(toy.folder(home / "a")))
    told = done("guidelines", "2", "--system", "toy")
    assert told.startswith("2  Socks  (page 1)\n  | B2.0 is used for left socks only.")
    by_words = json.loads(
        done("guidelines", "left", "socks", "--system", "toy", "--format", "json")
    )
    assert by_words[0]["section"] == "2"
    digest = json.loads(done("guidelines", "I11.0", "--setting", "inpatient", "--format", "json"))
    assert digest[0]["section"] == "I.C.9.a.1"
    assert digest[0]["text"] is None
    assert "official text binds" in done("guidelines", "IV.H")


def test_a_system_without_rules_says_how_to_install_them(home: Path) -> None:
    result = run("guidelines", "anything", "--system", "nobody")
    assert isinstance(result.exception, SymphonyError)
    assert "symphony books install nobody --from PATH" in str(result.exception)
    assert home.exists()
