"""``symphony index``: a branch of the alphabetic index or of its tables."""

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

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
    from symphony.books.alphabetic import Branch, Line

_BOOKS = ("diseases", "external", "neoplasms", "drugs", "procedures")
_LINES = 60


@click.command(short_help="Walk the alphabetic index and its tables.")
@click.argument("words", nargs=-1, required=True)
@system_option
@date_option
@release_option
@click.option("--book", type=click.Choice(_BOOKS), help="Only this part of the index.")
@click.option("--limit", type=click.IntRange(1, 50), default=3, show_default=True,
              help="How many branches.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def index(
    words: tuple[str, ...],
    system: str,
    on: date | None,
    named: str | None,
    book: str | None,
    limit: int,
    form: str,
) -> None:
    """Print the branch that WORDS lead to: main term and subterms, separated by commas.

    References are followed. Without an official index one is derived from the names of codes, and
    its lines say so.
    """
    from symphony.books.alphabetic import Index

    asked = " ".join(words).strip()
    if not asked:
        raise UsageError("say what to look up, such as: symphony index fracture, radius")
    shelf = open_shelf()
    release = open_release(shelf, system, on, named)
    book_of_terms = Index(release)
    lines = book_of_terms.find(asked, book)
    official = [line for line in lines if not line.derived]
    derived = [line for line in lines if line.derived]
    shown = [book_of_terms.branch(line) for line in official[:limit]]
    if form == "json":
        found = [_object(branch) for branch in shown]
        found += [_object_of(line) for line in derived[: limit * 5]]
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for branch in shown:
        for number, text in enumerate(_printed(branch)):
            if number == _LINES:
                click.echo("  ...")
                break
            click.echo(text)
    if derived:
        click.echo("derived from the names of codes (no official index is installed):")
    for line in derived[: limit * 5]:
        click.echo(f"  {line.title}  {line.codes[0].printed}")
    if not lines:
        click.echo("the index has nothing under these words", err=True)


def _printed(branch: "Branch", depth: int = 0) -> Iterator[str]:
    line = branch.line
    title = ", ".join(line.path) if depth == 0 else line.title
    modifiers = f" {line.modifiers}" if line.modifiers else ""
    yield f"{'- ' * depth}{title}{modifiers}{_codes(line)}".rstrip()
    for kind, text, there in branch.sent_to:
        yield f"{'- ' * depth}  {kind.replace('_', ' ')} {text}"
        if there is not None:
            for printed in _printed(there):
                yield f"{'- ' * depth}    {printed}"
    for below in branch.below:
        yield from _printed(below, depth + 1)


def _codes(line: "Line") -> str:
    plain = [found.printed for found in line.codes if found.role in ("default", "stem")]
    second = [f"[{found.printed}]" for found in line.codes if found.role == "manifestation"]
    columns = [
        f"{found.role.replace('_', ' ')} {found.printed}"
        for found in line.codes
        if found.role not in ("default", "stem", "manifestation")
    ]
    return "".join(f"  {part}" for part in [*plain, *second, "; ".join(columns)] if part)


def _object(branch: "Branch") -> dict[str, object]:
    return {
        **_object_of(branch.line),
        "sent_to": [
            {"kind": kind, "text": text, "branch": _object(there) if there else None}
            for kind, text, there in branch.sent_to
        ],
        "below": [_object(below) for below in branch.below],
    }


def _object_of(line: "Line") -> dict[str, object]:
    return {
        "book": line.book,
        "path": list(line.path),
        "modifiers": line.modifiers,
        "derived": line.derived,
        "codes": [{"printed": c.printed, "code": c.code, "role": c.role} for c in line.codes],
        "references": [{"kind": kind, "text": text} for kind, text in line.references],
    }
