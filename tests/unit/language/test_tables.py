"""The strict readers of our data files: a slip is an error that says where."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from symphony.errors import InternalError
from symphony.language.tables import columns, rows, toml


@dataclass(frozen=True, slots=True)
class Inner:
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    inner: Inner
    weight: float = 1.0


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "data.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_becomes_the_shape(file) -> None:
    read = toml(file('name = "a"\n[inner]\ncues = ["x", "y"]\n'), Shape)
    assert read == Shape("a", Inner(frozenset({"x", "y"})))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('name = "a"\nnmae = "b"\n[inner]\ncues = []\n', "nmae"),
        ('name = "a"\n[inner]\ncues = []\ncue = 1\n', "inner.cue"),
        ('name = "a"\n[inner]\n', "inner.cues"),
        ("name = 3\n[inner]\ncues = []\n", "name"),
        ('name = "a\n', "data.toml"),
    ],
)
def test_an_unknown_missing_or_ill_typed_key_is_refused_by_file_and_key(
    file, text: str, named: str
) -> None:
    with pytest.raises(InternalError, match=r"data\.toml") as error:
        toml(file(text), Shape)
    assert named in str(error.value)


def test_rows_come_with_line_numbers_comments_and_blanks_left_out(tmp_path: Path) -> None:
    path = tmp_path / "data.tsv"
    path.write_text("# note\na\tb\n\n1\t2\n# x\n3\t\n", encoding="utf-8")
    assert list(rows(path, ("a", "b"))) == [(4, ("1", "2")), (6, ("3", ""))]


@pytest.mark.parametrize(
    "text",
    [
        "# note\na\tb\n1\t2\n3\t\n",
        "a\tb\n1\t2",
        "a\tb\n",
        "a\tb\n1\t2\n# x\n\n3\t4\n",
        "a\tb\n\t\n1\t2\n",
        "",
    ],
)
def test_columns_are_the_rows_turned(tmp_path: Path, text: str) -> None:
    path = tmp_path / "data.tsv"
    path.write_text(text, encoding="utf-8")
    read = [fields for _, fields in rows(path, ("a", "b"))]
    found = columns(path, ("a", "b"))
    assert len(found) == 2
    assert list(zip(*found, strict=True)) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\tc\n1\t2\n", r"data\.tsv:1: header"),
        ("a\tb\n1\t2\n3\n4\t5\t6\n", r"data\.tsv:3: 1 fields, not 2"),
        ("a\tb\n1\t2\n3\n", r"data\.tsv:3: 1 fields, not 2"),
    ],
)
def test_columns_refuse_what_rows_refuse(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "data.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InternalError, match=told):
        columns(path, ("a", "b"))
