"""``symphony guidelines``: a section, the sections that touch a code, or those that hold words."""

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import click

from symphony.cli.options import date_option, open_shelf, system_option
from symphony.errors import UsageError

if TYPE_CHECKING:
    from symphony.books.guidelines.book import Guidelines
    from symphony.books.guidelines.section import Section

_SETTINGS = click.Choice(["outpatient", "inpatient", "emergency"])
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z]\.?[0-9A-Z]{0,4}", re.IGNORECASE)


@click.command(short_help="Read the coding guidelines by section, code or words.")
@click.argument("asked", nargs=-1, required=True, metavar="WORDS|SECTION|CODE")
@system_option
@date_option
@click.option("--setting", type=_SETTINGS, help="Only what binds this care setting.")
@click.option("--limit", type=click.IntRange(1, 100), default=8, show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def guidelines(
    asked: tuple[str, ...],
    system: str,
    on: date | None,
    setting: str | None,
    limit: int,
    form: str,
) -> None:
    """Show a section (I.C.4.a), the sections that touch a code (E11.9), or that hold WORDS.

    The official text is shown where it is installed; else this project's digest, which is a finding
    aid and not the guidelines.
    """
    from symphony.books.guidelines.library import rules_on

    shelf = open_shelf()
    book = rules_on(shelf.folder / system, system, on)
    if not len(book):
        raise UsageError(
            f"no rule book of {system} is installed; install one with: "
            f"symphony books install {system} --from PATH"
        )
    found = [s for s in _found(book, " ".join(asked), limit) if s.binds(setting)]
    if form == "json":
        click.echo(json.dumps([_object(s) for s in found[:limit]], indent=2, ensure_ascii=False))
        return
    click.echo("\n\n".join(_page(section, full=len(found) == 1) for section in found[:limit]))
    if not found:
        click.echo("no section has these words", err=True)
    elif all(section.text is None for section in found):
        click.echo("(a digest in our own words; the official text binds)", err=True)


def _found(book: "Guidelines", asked: str, limit: int) -> "list[Section]":
    section = book.section(asked)
    if section is not None:
        below = book.within(section.id) if not section.text else ()
        return [section, *below]
    if _CODE.fullmatch(asked):
        plain = asked.upper()
        dotted = plain if len(plain) <= 3 or "." in plain else f"{plain[:3]}.{plain[3:]}"
        return list(book.sections_for(dotted))
    return list(book.search(asked, limit))


def _page(section: "Section", *, full: bool) -> str:
    page = f"  (page {section.page})" if section.page else ""
    binds = f"  [{', '.join(section.settings)}]" if section.settings else ""
    lines = [f"{section.id}  {section.title}{binds}{page}"]
    if section.says:
        lines.append(f"  {section.says}")
    if section.text and (full or not section.says):
        text = section.text if full else f"{section.text[:300]} ..."
        lines += [f"  | {line}" for line in text.splitlines()]
    return "\n".join(lines)


def _object(section: "Section") -> dict[str, object]:
    return {
        "section": section.id,
        "title": section.title,
        "says": section.says,
        "text": section.text,
        "page": section.page,
        "codes": list(section.codes),
        "settings": list(section.settings),
    }
