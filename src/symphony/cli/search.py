"""``symphony search``: codes by words."""

import json
from typing import TYPE_CHECKING, Any

import click

from symphony.cli.options import (
    date_option,
    open_release,
    open_shelf,
    release_option,
    system_option,
)
from symphony.cli.semantic import prepare_semantic, semantic_options, semantic_settings
from symphony.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symphony.books.search import Hit
    from symphony.books.semantic.fused import Found
    from symphony.books.store import Release
    from symphony.coding.semantic import SemanticSettings


@click.command(short_help="Find codes by words.")
@click.argument("words", nargs=-1, required=True)
@system_option
@date_option
@release_option
@semantic_options
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def search(words: tuple[str, ...], system: str, form: str, **given: Any) -> None:
    """Find codes by words, best fit first; a header is marked with a dash."""
    query = " ".join(words).strip()
    if not query:
        raise UsageError("say which words to search for, such as: symphony search ankle sprain")
    semantic = semantic_settings(given)
    release = open_release(open_shelf(), system, given["on"], given["named"])
    hits: Sequence[Hit | Found]
    if semantic is None:
        from symphony.books.search import Search

        hits = Search(release)(query, given["limit"])
    else:
        hits = _fused(release, semantic, query, given["limit"])
    if form == "json":
        click.echo(json.dumps([_facts(hit) for hit in hits], indent=2, ensure_ascii=False))
        return
    for hit in hits:
        click.echo(_line(hit))
    if not hits:
        click.echo("no name in the book has these words", err=True)


def _fused(
    release: "Release", semantic: "SemanticSettings", query: str, limit: int
) -> "Sequence[Found]":
    from symphony.books.search import Search
    from symphony.books.semantic.fused import FusedSearch
    from symphony.coding.semantic import semantic_search

    prepare_semantic(semantic, [release])
    return FusedSearch(Search(release), semantic_search(release, semantic))(query, limit)


def _facts(hit: "Hit | Found") -> dict[str, object]:
    facts: dict[str, object] = {
        "code": hit.code.code, "title": hit.code.title, "billable": hit.code.billable,
        "name": hit.name, "score": round(hit.score, 3),
    }  # fmt: skip
    by = getattr(hit, "by", None)
    return facts if by is None else {**facts, "by": by, "cosine": getattr(hit, "cosine", None)}


def _line(hit: "Hit | Found") -> str:
    mark = " " if hit.code.billable else "-"
    also = "" if hit.name == hit.code.title else f"  ({hit.name})"
    by = "  [by meaning]" if getattr(hit, "by", None) == "meaning" else ""
    return f"{hit.code.code:<8}{mark} {hit.code.title}{also}{by}"
