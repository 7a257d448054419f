import io
import os
import sys
from pathlib import Path

import pytest

from symphony.encounter.readers.text import decode, read_text
from symphony.errors import InputError


def written(folder: Path, content: bytes) -> Path:
    path = folder / "note.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "text", ["", "a\r\nb\rc\n", "\tTab\u00a0and emoji 🩺 e\u0301", "\n\n", "\u2028 \x0c page"]
)
def test_text_is_read_exactly_as_it_stands(tmp_path: Path, text: str):
    assert read_text(written(tmp_path, text.encode())) == text


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path):
    assert read_text(written(tmp_path, b"\xef\xbb\xbfPlan")) == "Plan"
    assert decode("a\ufeffb".encode(), "x") == "a\ufeffb"


def test_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("né\r\n".encode())))
    assert read_text("-") == "né\r\n"


def test_an_error_on_standard_input_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    with pytest.raises(InputError, match="standard input is not UTF-8 text: byte 0xff at offset 0"):
        read_text("-")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"caf\xe9 au lait", "byte 0xe9 at offset 3"),
        (b"%PDF-1.7\n...", "looks like a PDF"),
        (b"{\\rtf1\\ansi", "looks like an RTF file"),
        (b"PK\x03\x04\x14\x00word/document.xml", "looks like a Word"),
        (b"PK\x03\x04\x14\x00other", "looks like a ZIP"),
        (b"\xff\xfea\x00", "is UTF-16"),
        (b"a\x00b", "a NUL byte at offset 1"),
        (b"a\x01\x02b", "many control bytes"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(tmp_path: Path, content: bytes, said: str):
    path = written(tmp_path, content)
    with pytest.raises(InputError) as caught:
        read_text(path)
    message = str(caught.value)
    assert said in message
    assert message.startswith(str(path))
    assert message.endswith(".")
    assert caught.value.exit_code == 3


def test_a_stray_control_character_is_no_reason_to_refuse():
    assert decode(b"x" * 200 + b"\x01", "note").endswith("\x01")


def test_the_text_of_a_note_is_never_in_the_message():
    with pytest.raises(InputError) as caught:
        decode(b"Jane Doe has gout \xe9", "note.txt")
    assert "Jane" not in str(caught.value)


def test_a_missing_file(tmp_path: Path):
    with pytest.raises(InputError, match="does not exist"):
        read_text(tmp_path / "none.txt")


def test_a_directory(tmp_path: Path):
    with pytest.raises(InputError, match="is a directory"):
        read_text(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path):
    path = written(tmp_path, b"x")
    path.chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        read_text(path)


def test_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="may not be read"):
        read_text(tmp_path / "note.txt")


def test_a_path_through_a_file_a_long_name_and_a_nul(tmp_path: Path):
    inside = written(tmp_path, b"x") / "note.txt"
    for path in (inside, tmp_path / ("x" * 300), "a\0b"):
        with pytest.raises(InputError):
            read_text(path)
