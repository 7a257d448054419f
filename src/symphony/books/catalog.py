"""The catalog of official downloads: which files make a release, and how they are checked."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from symphony.errors import InternalError, UsageError
from symphony.language.patterns import lazy

_SHA256 = lazy(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Download:
    """One file: where it is, and its size and checksum where they are known."""

    url: str
    size: int | None = None
    sha256: str | None = None

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.url.rstrip("/").rpartition("/")[2] or "download"


@dataclass(frozen=True, slots=True)
class Offer:
    """A release that can be downloaded."""

    system: str
    release: date
    title: str
    licence: str
    files: tuple[Download, ...]


@cache
def catalog() -> tuple[Offer, ...]:
    """All offers, by system and release.

    Raises:
        InternalError: the catalog has an unknown key or a malformed entry.
    """
    file = resources.files("symphony.books") / "catalog.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        _offer(system, release, table)
        for system, releases in tables.items()
        for release, table in releases.items()
    )


def _offer(system: str, release: str, table: dict[str, object]) -> Offer:
    where = f"catalog.toml: {system} {release}"
    files = table.get("files")
    if table.keys() != {"title", "licence", "files"} or not isinstance(files, list) or not files:
        raise InternalError(f"{where}: must have title, licence and files")
    return Offer(
        system,
        date.fromisoformat(release),
        str(table["title"]),
        str(table["licence"]),
        tuple(_download(where, item) for item in files),
    )


def _download(where: str, item: dict[str, object]) -> Download:
    if not item.keys() <= {"url", "size", "sha256"}:
        raise InternalError(f"{where}: unknown {sorted(item.keys() - {'url', 'size', 'sha256'})}")
    url, size, sha256 = item.get("url"), item.get("size"), item.get("sha256")
    if not isinstance(url, str) or not url.startswith("https://"):
        raise InternalError(f"{where}: an https address is needed")
    if not isinstance(size, int | None) or not (
        sha256 is None or (isinstance(sha256, str) and _SHA256.fullmatch(sha256))
    ):
        raise InternalError(f"{where}: size or sha256 is malformed")
    return Download(url, size, sha256)


def offer(system: str, on: date | None) -> Offer:
    """What to download for a system and a day: that release, or the one in force then.

    Raises:
        UsageError: nothing is offered for it; says what is and how to install from a file.
    """
    there = sorted((o for o in catalog() if o.system == system), key=lambda o: o.release)
    fitting = [o for o in there if on is None or o.release <= on]
    if not fitting:
        names = ", ".join(str(o.release) for o in there) or "none"
        raise UsageError(
            f"no download is known for {system}{f' on {on}' if on else ''} (known: {names}); "
            f"install it from a file with: symphony books install {system}@RELEASE --from PATH"
        )
    return fitting[-1]
