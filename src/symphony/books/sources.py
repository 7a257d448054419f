"""Publishers' files as they are given: a file, a folder, or an archive, also one in another.

Nothing is unpacked to the disk: members are read into memory, under limits, and known by their
content. A name inside an archive is only ever shown, so it cannot point anywhere.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from lxml import etree

from symphony.books.model import Source
from symphony.errors import BooksError, InputError

LARGEST_FILE = 400_000_000
LARGEST_TOTAL = 1_500_000_000
MOST_FILES = 4_000
DEEPEST = 3
"""How many archives may lie in one another."""

_HEAD = 4096
_IGNORED = (".pdf", ".docx", ".rtf", ".png", ".jpg", ".gif", ".exe")


@dataclass(frozen=True)
class Given:
    """One file as it was given, archive members included."""

    name: str
    data: bytes = field(repr=False)

    @cached_property
    def source(self) -> Source:
        """What a release records of it."""
        return Source(self.name, hashlib.sha256(self.data).hexdigest(), len(self.data))

    @cached_property
    def text(self) -> str:
        """The file as text: UTF-8 or UTF-16 with a mark, UTF-8 without, or else Windows-1252."""
        if self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.data.decode("utf-16")
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("cp1252", errors="replace")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their ends."""
        return self.text.splitlines()

    @cached_property
    def head(self) -> str:
        """The beginning, enough to recognise most files by."""
        if self.is_xlsx:
            return ""
        coding = "utf-16" if self.data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        return self.data[:_HEAD].decode(coding, errors="replace").lstrip("\ufeff")

    @property
    def first_lines(self) -> list[str]:
        """The whole lines of the beginning that are not blank, without their ends."""
        lines = self.head.splitlines()
        whole = lines[:-1] if len(self.data) > _HEAD else lines
        return [line for line in whole if line.strip()]

    @property
    def is_xml(self) -> bool:
        """Whether it begins as XML does."""
        return self.head.lstrip().startswith("<")

    @property
    def is_xlsx(self) -> bool:
        """Whether it is an Excel workbook: an archive that holds one."""
        return self.data[:4] == b"PK\x03\x04"

    @cached_property
    def xml(self) -> etree._Element:
        """The root element.

        Raises:
            BooksError: the XML is damaged, or declares entities (none of the publishers does; an
                XML bomb or a reach for another file would).
        """
        return parse_xml(self.data, self.name)

    def forget(self) -> None:
        """Let go of what was made of the bytes: a parsed tabular list is ten times as large."""
        for made in ("text", "lines", "xml"):
            self.__dict__.pop(made, None)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root element of an XML file, read without entities, DTDs or the network."""
    plain = data.replace(b"\x00", b"") if b"\x00" in data[:200] else data
    if b"<!ENTITY" in plain:
        raise BooksError(f"{name} declares XML entities, which no publisher does; it is not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BooksError(f"{name} is damaged: {error}. Download it again.") from error


def gather(path: Path) -> tuple[Given, ...]:
    """All files at a path, archives opened; documents that hold no codes (PDF ...) left out.

    Raises:
        InputError: there is nothing at the path.
        BooksError: an archive is damaged, encrypted, points outside itself, or is larger or
            deeper than any publisher's.
    """
    if not path.exists():
        raise InputError(f"there is no file or folder {path}")
    limits = _Limits()
    found: list[Given] = []
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if path.is_dir() and file.name.casefold().endswith(_IGNORED):
            continue
        try:
            size = file.stat().st_size
            limits.take(file.name, size)
            data = file.read_bytes()
        except OSError as error:
            raise InputError(f"cannot read {file}: {error.strerror}") from error
        found += _opened(Given(file.name, data), limits, depth=0)
    return tuple(found)


class _Limits:
    def __init__(self) -> None:
        self.files = 0
        self.bytes = 0

    def take(self, name: str, size: int) -> None:
        self.files += 1
        self.bytes += size
        too_much = size > LARGEST_FILE or self.bytes > LARGEST_TOTAL or self.files > MOST_FILES
        if too_much:
            raise BooksError(
                f"{name}: more files or larger ones than any code book has; give the one file or "
                "archive that is the book"
            )


def _opened(given: Given, limits: _Limits, depth: int) -> Iterator[Given]:
    if not zipfile.is_zipfile(io.BytesIO(given.data)):
        if given.data[:2] == b"PK":
            raise BooksError(f"{given.name} is damaged or incomplete. Download it again.")
        yield given
        return
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                yield given  # a workbook is an archive too
                return
            if depth >= DEEPEST:
                raise BooksError(f"{given.name}: archives lie more than {DEEPEST} deep")
            for member in archive.infolist():
                yield from _member(archive, member, limits, depth)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise BooksError(f"{given.name} is damaged ({error}). Download it again.") from error


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: _Limits, depth: int
) -> Iterator[Given]:
    inside = PurePosixPath(member.filename.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0:1]:
        raise BooksError(f"the archive holds a path outside itself ({member.filename!r})")
    if member.is_dir() or inside.name.startswith("._") or "__MACOSX" in inside.parts:
        return
    if inside.name.casefold().endswith(_IGNORED):
        return
    if member.flag_bits & 0x1:
        raise BooksError(f"{inside.name} is encrypted; unpack it first")
    limits.take(inside.name, member.file_size)
    with archive.open(member) as stream:
        # The size in the directory may lie: never more than was promised is read.
        data = stream.read(member.file_size + 1)
    if len(data) > member.file_size:
        raise BooksError(f"{inside.name} is larger than its archive says; it is not read")
    yield from _opened(Given(inside.name, data), limits, depth + 1)
