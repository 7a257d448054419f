"""``symphony search``: codes by words."""

import json
from datetime import date

import click

from symphony.cli.options import (
    date_option,
    open_release,
    open_shelf,
    release_option,
    system_option,
)
from symphony.errors import UsageError


@click.command(short_help="Find codes by words.")
@click.argument("words", nargs=-1, required=True)
@system_option
@date_option
@release_option
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def search(
    words: tuple[str, ...], system: str, on: date | None, named: str | None, limit: int, form: str
) -> None:
    """Find codes by words, best fit first; a header is marked with a dash."""
    from symphony.books.search import Search

    query = " ".join(words).strip()
    if not query:
        raise UsageError("say which words to search for, such as: symphony search ankle sprain")
    shelf = open_shelf()
    release = open_release(shelf, system, on, named)
    hits = Search(release)(query, limit)
    if form == "json":
        found = [
            {"code": h.code.code, "title": h.code.title, "billable": h.code.billable,
             "name": h.name, "score": round(h.score, 3)}
            for h in hits
        ]  # fmt: skip
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for hit in hits:
        mark = " " if hit.code.billable else "-"
        also = "" if hit.name == hit.code.title else f"  ({hit.name})"
        click.echo(f"{hit.code.code:<8}{mark} {hit.code.title}{also}")
    if not hits:
        click.echo("no name in the book has these words", err=True)
