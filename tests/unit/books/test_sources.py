"""Files as they are given: archives opened in memory, nothing trusted."""

import io
import zipfile
from pathlib import Path

import pytest

from symphony.books import sources
from symphony.books.sources import Given, gather, parse_xml
from symphony.errors import BooksError, InputError


def archive(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


def test_archives_in_archives_are_opened(tmp_path: Path) -> None:
    inner = archive({"deep/codes.txt": b"A00 Cholera", "notes.pdf": b"%PDF"})
    (tmp_path / "outer.zip").write_bytes(archive({"inner.zip": inner, "b.txt": b"x"}))
    found = gather(tmp_path / "outer.zip")
    assert [(given.name, given.data) for given in found] == [
        ("codes.txt", b"A00 Cholera"),
        ("b.txt", b"x"),
    ]


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("1")
    (tmp_path / "sub" / "b.txt").write_text("2")
    (tmp_path / "c.PDF").write_text("3")
    assert [given.name for given in gather(tmp_path)] == ["a.txt", "b.txt"]


def test_what_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        gather(tmp_path / "nothing")


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt"]
)
def test_a_path_outside_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.zip").write_bytes(archive({name: b"x"}))
    with pytest.raises(BooksError, match="outside itself"):
        gather(tmp_path / "a.zip")
    assert sorted(path.name for path in tmp_path.parent.rglob("evil.txt")) == []


@pytest.mark.parametrize("cut", [30, 200, 2])
def test_a_truncated_archive_is_refused(tmp_path: Path, cut: int) -> None:
    whole = archive({"a.txt": bytes(range(256)) * 4, "b.txt": b"y" * 500})
    (tmp_path / "a.zip").write_bytes(whole[:-cut])
    with pytest.raises(BooksError, match="damaged"):
        gather(tmp_path / "a.zip")


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    whole = bytearray(archive({"a.txt": bytes(range(256)) * 40}))
    whole[60] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(bytes(whole))
    with pytest.raises(BooksError, match="damaged"):
        gather(tmp_path / "a.zip")


def test_archives_too_deep_are_refused(tmp_path: Path) -> None:
    data = archive({"a.txt": b"x"})
    for _ in range(sources.DEEPEST + 1):
        data = archive({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(BooksError, match="deep"):
        gather(tmp_path / "a.zip")


def test_a_bomb_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LARGEST_FILE", 10_000)
    (tmp_path / "a.zip").write_bytes(archive({"zeros.txt": bytes(20_000)}))
    with pytest.raises(BooksError, match="larger"):
        gather(tmp_path / "a.zip")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    whole = bytearray(archive({"a.txt": b"secret"}))
    central = whole.index(b"PK\x01\x02")
    whole[6] |= 1
    whole[central + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(whole))
    with pytest.raises(BooksError, match="encrypted"):
        gather(tmp_path / "a.zip")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>"""
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""
)


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_entities_are_refused(data: bytes) -> None:
    with pytest.raises(BooksError, match="entities"):
        parse_xml(data, "bomb.xml")


def test_a_dtd_that_is_only_named_is_not_read() -> None:
    root = parse_xml(b'<!DOCTYPE ClaML SYSTEM "http://127.0.0.1:1/x.dtd"><ClaML/>', "a.xml")
    assert root.tag == "ClaML"


def test_damaged_xml_names_the_file() -> None:
    with pytest.raises(BooksError, match=r"a\.xml is damaged"):
        parse_xml(b"<a><b></a>", "a.xml")


@pytest.mark.parametrize(
    "data", ["Ménière".encode(), "Ménière".encode("utf-8-sig"), "Ménière".encode("cp1252"),
             "Ménière".encode("utf-16")]
)  # fmt: skip
def test_text_is_decoded_whatever_its_encoding(data: bytes) -> None:
    assert Given("a.txt", data).text == "Ménière"
