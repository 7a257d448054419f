"""Plain text files and standard input."""

import errno
import sys
from pathlib import Path

from symphony.errors import InputError

STANDARD_INPUT = "-"

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word (DOC) file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PLAIN_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")
_CONTROL_SHARE = 0.02


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file, or of standard input for ``-``, exactly as it stands there.

    Line ends stay as they are. A byte-order mark at the beginning is not part of the text: it is
    taken off, and offsets count from the character after it. An empty file gives an empty text.

    Raises:
        InputError: it cannot be read, or is not UTF-8 text; the message says which and what to do.
    """
    name = str(path)
    if name == STANDARD_INPUT:
        return decode(sys.stdin.buffer.read(), "standard input")
    return decode(_read(Path(path), name), name)


def decode(content: bytes, name: str) -> str:
    """The bytes as text, by the rules of :func:`read_text`; the name is for errors.

    Raises:
        InputError: the bytes are not UTF-8 text.
    """
    _refuse_binary(content, name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not UTF-8 text: byte 0x{content[error.start]:02x} at offset {error.start}; "
            f"convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8."
        ) from error
    return text.removeprefix("\ufeff")


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{name} does not exist; check the path.") from error
    except IsADirectoryError as error:
        raise InputError(f"{name} is a directory; give the files in it.") from error
    except PermissionError as error:
        raise InputError(f"{name} may not be read; check its permissions.") from error
    except ValueError as error:
        raise InputError("A file name holds a NUL character; check the path.") from error
    except OSError as error:
        reason = "the path is too long" if error.errno == errno.ENAMETOOLONG else error.strerror
        raise InputError(f"{name} cannot be read ({reason}); check the path.") from error


def _refuse_binary(content: bytes, name: str) -> None:
    kind = _kind(content)
    if kind:
        raise InputError(f"{name} looks like {kind}, not plain text; give the text of the note.")
    if content.startswith(_UTF16_MARKS):
        raise InputError(
            f"{name} is UTF-16 text, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8."
        )
    nul = content.find(b"\0")
    if nul >= 0:
        raise InputError(
            f"{name} is binary, not text (a NUL byte at offset {nul}); give a UTF-8 text file."
        )
    if _controls(content) > _CONTROL_SHARE * len(content):
        raise InputError(
            f"{name} is binary, not text (many control bytes); give a UTF-8 text file."
        )


def _kind(content: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if not content.startswith(b"PK\x03\x04"):
        return None
    return "a Word (DOCX) file" if b"word/" in content else "a ZIP archive"


def _controls(content: bytes) -> int:
    plain = bytes(byte for byte in range(32) if byte not in _PLAIN_CONTROLS)
    return len(content) - len(content.translate(None, plain))
