"""Downloads against a server on this machine: resumed, checked, refused."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from symphony.books.catalog import Download, catalog, offer
from symphony.books.download import fetch
from symphony.errors import BooksError, UsageError

CONTENT = bytes(range(256)) * 800


class Server(ThreadingHTTPServer):
    """Serves one file; breaks off after ``breaks`` bytes the first times it is asked."""

    breaks: int = 0
    times: int = 0
    status: int = 200
    onward: str = ""
    ranges: bool = True
    asked: list[str | None]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        if self.server.onward:
            self.send_response(302)
            self.send_header("Location", self.server.onward)
            self.end_headers()
            return
        if self.server.status != 200:
            self.send_error(self.server.status)
            return
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if asked and not self.server.ranges:
            begin = 0
        if begin >= len(CONTENT):
            self.send_error(416)
            return
        rest = CONTENT[begin:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.server.times:
            self.server.times -= 1
            rest = rest[: self.server.breaks]
        self.wfile.write(rest)

    def log_message(self, *args: object) -> None:  # type: ignore[override]
        """Stay quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server(("127.0.0.1", 0), Handler) as made:
        made.asked = []
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def wanted(server: Server, **known: object) -> Download:
    return Download(f"http://127.0.0.1:{server.server_port}/codes.zip", **known)  # type: ignore[arg-type]


SHA = hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_downloaded_once(server: Server, tmp_path: Path) -> None:
    file = wanted(server, size=len(CONTENT), sha256=SHA)
    received: list[int] = []
    path = fetch(file, tmp_path, advance=received.append)
    assert path.read_bytes() == CONTENT
    assert sum(received) == len(CONTENT)
    assert fetch(file, tmp_path) == path
    assert server.asked == [None]


def test_an_interrupted_download_goes_on_where_it_broke_off(server: Server, tmp_path: Path) -> None:
    server.breaks, server.times = 70_000, 2
    path = fetch(wanted(server, sha256=SHA), tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=70000-", "bytes=140000-"]


def test_what_another_run_left_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    (tmp_path / "codes.zip.part").write_bytes(CONTENT[:1000])
    assert fetch(wanted(server, sha256=SHA), tmp_path).read_bytes() == CONTENT
    assert server.asked == ["bytes=1000-"]


def test_a_server_that_cannot_resume_begins_anew(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    (tmp_path / "codes.zip.part").write_bytes(b"old")
    assert fetch(wanted(server, sha256=SHA), tmp_path).read_bytes() == CONTENT


def test_a_wrong_checksum_is_refused_and_nothing_is_kept(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="expected checksum"):
        fetch(wanted(server, sha256="0" * 64), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_size_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match=r"has 204800 bytes, not 7"):
        fetch(wanted(server, size=7), tmp_path)


def test_a_download_that_never_ends_well_is_kept_for_later(server: Server, tmp_path: Path) -> None:
    server.breaks, server.times = 100, 99
    with pytest.raises(BooksError, match="broke off 4 times"):
        fetch(wanted(server, size=len(CONTENT)), tmp_path)
    assert (tmp_path / "codes.zip.part").stat().st_size == 400


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (503, 4)])
def test_errors_of_the_server_are_named(
    server: Server, tmp_path: Path, status: int, asked: int
) -> None:
    server.status = status
    with pytest.raises(BooksError, match=str(status)):
        fetch(wanted(server), tmp_path)
    assert len(server.asked) == asked


def test_nobody_at_home_is_a_books_error(tmp_path: Path, server: Server) -> None:
    port = server.server_port
    server.shutdown()
    server.server_close()
    with pytest.raises(BooksError, match="cannot download"):
        fetch(Download(f"http://127.0.0.1:{port}/a.zip"), tmp_path)


@pytest.mark.parametrize("url", ["http://example.org/a.zip", "file:///etc/passwd", "ftp://x/a.zip"])
def test_only_https_leaves_this_machine(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="https"):
        fetch(Download(url), tmp_path)


def test_a_server_is_not_followed_away_from_https(server: Server, tmp_path: Path) -> None:
    server.onward = "http://example.org/codes.zip"
    with pytest.raises(BooksError, match="without https"):
        fetch(wanted(server), tmp_path)


def test_a_mirror_is_asked_instead(server: Server, tmp_path: Path) -> None:
    file = Download("https://publisher.example/deep/codes.zip", sha256=SHA)
    mirror = f"http://127.0.0.1:{server.server_port}/mirror/"
    assert fetch(file, tmp_path, mirror).read_bytes() == CONTENT


def test_a_proxy_is_asked_where_one_is_named(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    # Nobody listens on port 1 of this machine: only the proxy can answer.
    path = fetch(Download("http://localhost:1/codes.zip", sha256=SHA), tmp_path)
    assert path.read_bytes() == CONTENT


def test_the_catalog_offers_what_is_in_force() -> None:
    offers = catalog()
    assert {o.system for o in offers} >= {"icd10cm", "icd10pcs", "hcpcs", "icd11"}
    on = offer("icd10cm", max(o.release for o in offers if o.system == "icd10cm"))
    assert all(file.url.startswith("https://") for file in on.files)
    with pytest.raises(UsageError, match="--from PATH"):
        offer("klingon", None)
