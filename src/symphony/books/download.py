"""Fetching a publisher's file: resumed where it broke off, checked before it is used.

The standard library is enough: it reads the usual proxy variables (``HTTPS_PROXY``, ``NO_PROXY``)
and checks certificates against the system's store or ``SSL_CERT_FILE``.
"""

import hashlib
import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from symphony import __version__
from symphony.books.catalog import Download
from symphony.books.sources import LARGEST_FILE
from symphony.errors import BooksError, UsageError

_ATTEMPTS = 4
_CHUNK = 1 << 16
_TIMEOUT = 60
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Advance = Callable[[int], None]
"""Called with the number of bytes received since the last call."""


def fetch(
    wanted: Download, folder: Path, mirror: str | None = None, advance: Advance = lambda _: None
) -> Path:
    """The file in the folder, downloaded unless it is there and right.

    What an interrupted download left is gone on with, where the server allows it.

    Args:
        wanted: the file; checked against its size and checksum where they are known.
        folder: where downloads are kept.
        mirror: an address below which the file lies by its name, instead of the publisher's; also
            ``SYMPHONY_MIRROR``.
        advance: told of every piece received.

    Raises:
        UsageError: the address is not https (http only without leaving this machine).
        BooksError: the file cannot be had, or it is not what was expected.
    """
    url = _address(wanted, mirror or os.environ.get("SYMPHONY_MIRROR"))
    target, part = folder / wanted.name, folder / f"{wanted.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.is_file() and _is_right(target, wanted):
            return target
        for attempt in range(1, _ATTEMPTS + 1):
            if _attempt(url, part, wanted, advance, last=attempt == _ATTEMPTS):
                break
        else:
            raise BooksError(
                f"{url} broke off {_ATTEMPTS} times; what came so far is kept, so run it again"
            )
        _check(part, wanted, url)
        part.replace(target)
    except OSError as error:
        if isinstance(error, urllib.error.URLError):
            raise BooksError(f"cannot download {url}: {error.reason}") from error
        raise BooksError(
            f"cannot keep the download in {folder}: {error.strerror or error}. Free some space or "
            "set SYMPHONY_HOME to another folder."
        ) from error
    return target


def _address(wanted: Download, mirror: str | None) -> str:
    url = f"{mirror.rstrip('/')}/{wanted.name}" if mirror else wanted.url
    if not _is_safe(url):
        raise UsageError(f"downloads need an https address; this is not one: {url}")
    return url


def _is_safe(url: str) -> bool:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows no server to an address that would not have been asked in the first place."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not _is_safe(newurl):
            raise BooksError(f"{req.full_url} sends on to an address without https: {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_right(path: Path, wanted: Download) -> bool:
    if wanted.sha256 is not None:
        return _sha256(path) == wanted.sha256
    return wanted.size is not None and path.stat().st_size == wanted.size


def _attempt(url: str, part: Path, wanted: Download, advance: Advance, *, last: bool) -> bool:
    """One try, beginning where the last one ended; whether the file is complete."""
    have = part.stat().st_size if part.is_file() else 0
    request = urllib.request.Request(url, headers=_headers(have))  # noqa: S310 - checked: https
    try:
        # A fresh opener reads the proxy variables as they are now.
        opener = urllib.request.build_opener(_Redirects())
        with opener.open(request, timeout=_TIMEOUT) as answer:
            resumed = answer.status == http.client.PARTIAL_CONTENT
            return _receive(answer, part, have if resumed else 0, advance)
    except urllib.error.HTTPError as error:
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            if wanted.size is None or have == wanted.size:
                return True  # all of it is there
            part.unlink(missing_ok=True)
            return False
        if last or error.code < http.client.INTERNAL_SERVER_ERROR:
            raise BooksError(f"{url} answers {error.code} {error.reason}") from error
        return False
    except (
        http.client.HTTPException,
        ConnectionError,
        TimeoutError,
        urllib.error.URLError,
    ) as error:
        if last:
            raise BooksError(
                f"cannot download {url} ({error}); what came so far is kept, so run it again, or "
                "download it elsewhere and install it with --from PATH"
            ) from error
        return False


def _headers(have: int) -> dict[str, str]:
    agent = {"User-Agent": f"symphony-coding/{__version__}"}
    return {**agent, "Range": f"bytes={have}-"} if have else agent


def _receive(answer: http.client.HTTPResponse, part: Path, begin: int, advance: Advance) -> bool:
    stated = answer.headers.get("Content-Length")
    received = 0
    with part.open("ab" if begin else "wb") as file:
        while piece := answer.read(_CHUNK):
            received += len(piece)
            if begin + received > LARGEST_FILE:
                raise BooksError("the download is larger than any code book; it was given up")
            file.write(piece)
            advance(len(piece))
    return stated is None or received == int(stated)


def _check(part: Path, wanted: Download, url: str) -> None:
    size = part.stat().st_size
    if wanted.size is not None and size != wanted.size:
        part.unlink()
        raise BooksError(f"{url} has {size} bytes, not {wanted.size}; the publisher changed it")
    if wanted.sha256 is not None and _sha256(part) != wanted.sha256:
        part.unlink()
        raise BooksError(
            f"{url} does not have the expected checksum: it was changed or damaged on the way. If "
            "you trust it, download it yourself and install it with --from PATH."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
