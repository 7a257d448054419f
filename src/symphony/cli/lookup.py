"""``symphony lookup``: what the books say of a code."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from symphony.cli.options import (
    date_option,
    open_release,
    open_shelf,
    release_option,
    system_option,
)
from symphony.errors import UsageError

if TYPE_CHECKING:
    from symphony.books.shelf import Shelf
    from symphony.books.store import Release


@click.command(short_help="Show codes with their notes, seventh characters and neighbours.")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@system_option
@date_option
@release_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def lookup(
    codes: tuple[str, ...], system: str, on: date | None, named: str | None, form: str
) -> None:
    """Show codes, headers, blocks or chapters: title, place in the book, every note that binds."""
    shelf = open_shelf()
    release = open_release(shelf, system, on, named)
    day = on if named is None else None
    entries = [_entry(shelf, release, code, day) for code in codes]
    if form == "json":
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    click.echo("\n\n".join(_page(entry) for entry in entries))


def _entry(shelf: "Shelf", release: "Release", asked: str, on: date | None) -> dict[str, object]:
    code = release.code(asked) or release.code(_dotted(asked.upper()))
    if code is None:
        edition = release.edition
        told = _history(shelf, release, _dotted(asked.upper()), on)
        raise UsageError(
            f"{asked!r} is not in {edition.title}. "
            + (told or "Find it by words with: symphony search WORDS")
        )
    notes = release.notes(code.code)
    return {
        "system": release.facts["system"],
        "release": release.facts["release"],
        "code": code.code,
        "title": code.title,
        "level": code.level,
        "billable": code.billable,
        "history": _history(shelf, release, code.code, on),
        "path": [{"code": c.code, "title": c.title} for c in release.ancestors(code.code)[1:]],
        "names": [t.text for t in release.terms(code.code) if t.kind in ("inclusion", "includes")],
        "notes": [{"kind": n.kind.value, "text": n.text, "from": n.owner} for n in notes],
        "seventh": [
            {"character": s.character, "meaning": s.meaning, "from": s.owner}
            for s in release.seventh(code.code)
        ],
        "children": [{"code": c.code, "title": c.title} for c in release.children(code.code)],
    }


def _history(shelf: "Shelf", release: "Release", code: str, on: date | None) -> str | None:
    """When the code came or goes, over the installed releases; None where that is plain."""
    from symphony.books.history import history

    system = release.facts["system"]
    found = history(shelf, system, code, on)
    known = found.valid or found.began or found.ended
    return found.message(system, on) if known else None


def _dotted(code: str) -> str:
    return code if len(code) <= 3 or "." in code else f"{code[:3]}.{code[3:]}"


def _page(entry: dict[str, object]) -> str:
    lines = [f"{entry['code']}  {entry['title']}"]
    lines.append("  a complete code" if entry["billable"] else "  a header: not complete")
    lines += [f"  {entry['history']}"] if entry["history"] else []
    lines += [f"  in {above['code']}  {above['title']}" for above in _list(entry, "path")]
    lines += [f"  also: {name}" for name in _list(entry, "names")]
    lines += [
        f"  {note['kind'].replace('_', ' ')} ({note['from']}): {note['text']}"
        for note in _list(entry, "notes")
    ]
    lines += [
        f"  7th {seventh['character']} ({seventh['from']}): {seventh['meaning']}"
        for seventh in _list(entry, "seventh")
    ]
    lines += [f"  below: {child['code']}  {child['title']}" for child in _list(entry, "children")]
    return "\n".join(lines)


def _list(entry: dict[str, object], key: str) -> list[Any]:
    value = entry[key]
    assert isinstance(value, list)
    return value
