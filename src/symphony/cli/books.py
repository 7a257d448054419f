"""``symphony books``: which code books there are, and installing, comparing, checking them."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symphony.cli.options import open_shelf
from symphony.errors import UsageError

if TYPE_CHECKING:
    from symphony.books.diff import Diff
    from symphony.books.model import Edition

_FORMAT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")


@click.group(short_help="List, install, compare, verify and remove code books.")
def books() -> None:
    """Code books: every release of every code system is one file; several lie side by side."""


@books.command("list")
@_FORMAT
def list_books(form: str) -> None:
    """Show what is installed and what can be downloaded."""
    from symphony.books.catalog import catalog

    shelf = open_shelf()
    installed = [edition for name in shelf.systems() for edition in shelf.installed(name)]
    known = {(edition.system, edition.release) for edition in installed}
    offers = [o for o in catalog() if (o.system, o.release.isoformat()) not in known]
    if form == "json":
        click.echo(json.dumps(
            {"installed": [_edition(e) for e in installed],
             "available": [{"system": o.system, "release": o.release.isoformat(),
                            "title": o.title, "licence": o.licence} for o in offers]},
            indent=2, ensure_ascii=False,
        ))  # fmt: skip
        return
    for edition in installed:
        until = edition.effective_to or "further notice"
        click.echo(
            f"{edition.system:<10} {edition.release}  {edition.title}"
            f"  (in force {edition.effective_from} to {until})"
        )
    if offers:
        click.echo("\ncan be downloaded with: symphony books install SYSTEM@RELEASE")
    for o in offers:
        click.echo(f"{o.system:<10} {o.release}  {o.title}  [{o.licence}]")


@books.command()
@click.argument("what", metavar="SYSTEM[@RELEASE]")
@click.option(
    "--from",
    "places",
    multiple=True,
    metavar="PATH|URL",
    help="A file, folder, archive or address; may be repeated. Else the catalog's.",
)
@click.option("--mirror", help="Address below which the catalog's files lie by name.")
@click.option("--sha256", help="What a single --from URL must have.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="For a plain table: code, title, parent, billable, terms, level, from.",
)
@click.option("--title", help="How the release is called; else as its files say.")
@_FORMAT
def install(
    what: str,
    places: tuple[str, ...],
    mirror: str | None,
    sha256: str | None,
    columns: tuple[str, ...],
    title: str | None,
    form: str,
) -> None:
    """Install a release: RELEASE is the day from which it is in force, such as 2026-10-01.

    Files are known by their content, never by their name. An installed release of the same name is
    replaced only when the new one is complete.
    """
    from symphony.books.install import Order
    from symphony.books.install import install as put

    system, release = _asked(what)
    shelf = open_shelf()
    paths, release = _files(system, release, places, mirror, sha256, shelf.folder.parent)
    order = Order(system, release, title, _columns(columns))
    done = put(shelf, order, paths)
    if form == "json":
        click.echo(json.dumps(
            {"edition": _edition(done.edition) if done.edition else None,
             "counts": dict(done.counts), "files": [str(path) for path in done.paths],
             "ignored": list(done.ignored)},
            indent=2, ensure_ascii=False,
        ))  # fmt: skip
        return
    if done.edition:
        click.echo(f"installed {done.edition.title} ({system} {done.edition.release})")
    for name, count in sorted(done.counts.items()):
        click.echo(f"  {count:>8,}  {name.replace('_', ' ')}")
    if "derived_from" in done.facts:
        click.echo(f"  derived from {done.facts['derived_from']} by the publisher's changes")
    for path in done.paths:
        click.echo(f"  {path}")
    for name in done.ignored:
        click.echo(f"symphony: not used, no known format of {system}: {name}", err=True)


@books.command()
@click.argument("system")
@click.argument("old")
@click.argument("new")
@_FORMAT
def diff(system: str, old: str, new: str, form: str) -> None:
    """Compare two installed releases: codes added, deleted and retitled, notes changed."""
    from symphony.books.diff import compare

    shelf = open_shelf()
    found = compare(shelf.at(system, old), shelf.at(system, new))
    if form == "json":
        click.echo(json.dumps(_diff(found), indent=2, ensure_ascii=False))
        return
    for code, name in found.added:
        click.echo(f"+ {code:<9} {name}")
    for code, name in found.deleted:
        click.echo(f"- {code:<9} {name}")
    for revised in found.revised:
        click.echo(f"~ {revised.code:<9} {revised.before}\n  {'':<9} {revised.after}")
    for code in found.notes:
        click.echo(f"n {code}")
    counts = found.counts()
    click.echo(
        f"{system} {old} to {new}: +{counts['added']} -{counts['deleted']}, "
        f"{counts['revised']} retitled, notes changed at {counts['notes']}"
    )


@books.command()
@click.argument("what", metavar="SYSTEM@RELEASE")
def remove(what: str) -> None:
    """Remove an installed release."""
    system, release = _asked(what)
    if release is None:
        raise UsageError("name the release to remove, as in icd10cm@2025-10-01")
    open_shelf().remove(system, release.isoformat())
    click.echo(f"removed {system} {release}")


@books.command()
@click.argument("systems", nargs=-1, metavar="[SYSTEM]...")
def verify(systems: tuple[str, ...]) -> None:
    """Check installed releases: the file's structure, and every row against its fingerprint."""
    from symphony.books.integrity import verify as check

    shelf = open_shelf()
    for system in systems or shelf.systems():
        for edition in shelf.editions(system):
            found = check(shelf.path(system, edition.release))
            click.echo(f"{system:<10} {edition.release}  intact  {found[:16]}")


def _asked(what: str) -> tuple[str, date | None]:
    system, _, release = what.partition("@")
    if not system.isidentifier():
        raise UsageError(f"{system!r} is no name for a code system; use letters, digits and _")
    try:
        return system, date.fromisoformat(release) if release else None
    except ValueError as error:
        raise UsageError(f"{release!r} is not a day; write it as {system}@2026-10-01") from error


def _files(
    system: str,
    release: date | None,
    places: tuple[str, ...],
    mirror: str | None,
    sha256: str | None,
    home: Path,
) -> tuple[list[Path], date | None]:
    from symphony.books.catalog import Download, offer
    from symphony.books.download import fetch

    downloads = home / "downloads"
    if not places:
        found = offer(system, release)
        click.echo(f"downloading {found.title} [{found.licence}]", err=True)
        return [fetch(file, downloads, mirror) for file in found.files], found.release
    if sha256 and len(places) != 1:
        raise UsageError("--sha256 goes with one --from URL")
    return [
        fetch(Download(place, sha256=sha256), downloads) if "://" in place else Path(place)
        for place in places
    ], release


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    fields = {"code", "title", "parent", "billable", "terms", "level", "from"}
    pairs = dict(item.partition("=")[::2] for item in given)
    if not pairs.keys() <= fields or not all(pairs.values()):
        raise UsageError(f"--column is FIELD=NAME with a field of: {', '.join(sorted(fields))}")
    return pairs


def _edition(edition: "Edition") -> dict[str, object]:
    return {
        "system": edition.system,
        "release": edition.release,
        "title": edition.title,
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": edition.effective_to.isoformat() if edition.effective_to else None,
        "sources": [{"name": s.name, "sha256": s.sha256, "size": s.size} for s in edition.sources],
    }


def _diff(found: "Diff") -> dict[str, object]:
    return {
        "old": found.old,
        "new": found.new,
        "counts": found.counts(),
        "added": [{"code": code, "title": title} for code, title in found.added],
        "deleted": [{"code": code, "title": title} for code, title in found.deleted],
        "revised": [{"code": r.code, "before": r.before, "after": r.after} for r in found.revised],
        "notes": list(found.notes),
    }
