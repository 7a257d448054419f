"""Options that several commands share, and what they mean in our own types."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symphony.errors import InputError, UsageError

if TYPE_CHECKING:
    from symphony.books.shelf import Shelf
    from symphony.books.store import Release
    from symphony.coding.case import Scope

Command = TypeVar("Command", bound=Callable[..., Any])


class _Date(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-04-30", param, ctx)


def date_option(command: Command) -> Command:
    """``--date``: the date of service, which chooses the release."""
    return click.option(
        "--date", "on", type=_Date(), help="Date of service; chooses the release in force."
    )(command)


def release_option(command: Command) -> Command:
    """``--release``: one release by its name, whatever the date."""
    return click.option(
        "--release",
        "named",
        help="This release, whatever the date; as symphony books list names it.",
    )(command)


def open_release(
    shelf: "Shelf", system: str, on: date | None, named: str | None = None
) -> "Release":
    """The release to read: the one that is named, else the one of the date, else the newest.

    Raises:
        UsageError, BooksError: as ``Shelf.release``.
    """
    wanted = system if named is None else f"{system}@{named}"
    release = shelf.release(wanted, on)
    warn_if_outdated(shelf, wanted, on)
    return release


def system_option(command: Command) -> Command:
    """``--system``, once."""
    return click.option("--system", default="icd10cm", show_default=True, help="Code system.")(
        command
    )


admitted_option = click.option(
    "--admitted-from",
    type=click.Choice(["observation", "outpatient_surgery"]),
    help="Where an inpatient was before.",
)
"""``--admitted-from``, which decides on the principal diagnosis (guidelines II.I and II.J)."""


def profile_option(command: Command) -> Command:
    """``--profile``: which rules hold."""
    return click.option(
        "--profile", default="official", show_default=True, metavar="NAME",
        help="Which rules hold: official, official-external-causes (V00-Y99 in every setting), "
        "code-each-problem, which combines nothing; not for billing: each-mention, every condition "
        "that is named, each-mention-negated, those denied too.",
    )(command)  # fmt: skip


def coding_options(command: Command) -> Command:
    """The options of ``code`` and ``batch`` that say how to code."""
    for option in reversed(
        (
            click.option("--system", "systems", multiple=True, default=("icd10cm",),
                         show_default=True,
                         help="Code system, or SYSTEM@RELEASE; may be repeated."),
            click.option("--setting", type=click.Choice(["outpatient", "inpatient", "emergency"]),
                         default="outpatient", show_default=True, help="Care setting."),
            click.option("--include", help="Only codes under these: E11,I10 or @FILE."),
            click.option("--exclude", help="No codes under these: V,W,X,Y or @FILE."),
            click.option("--patient-age", type=click.FloatRange(0, 130), help="In years."),
            click.option("--patient-sex", type=click.Choice(["F", "M"], case_sensitive=False)),
            admitted_option,
        )
    ):  # fmt: skip
        command = option(command)
    from symphony.cli.semantic import semantic_options

    return date_option(profile_option(semantic_options(command)))


def open_shelf() -> "Shelf":
    """The shelf of releases, with a progress bar on standard error while one is compiled."""
    from symphony.books.shelf import Shelf

    return Shelf(compiling=_compiling)


_ENTRIES = 98_500
"""About how many entries the embedded release has: the length of the progress bar."""


def _compiling(title: str) -> Callable[[int], None]:
    click.echo(f"compiling {title} (once)", err=True)
    bar = click.progressbar(range(_ENTRIES), file=sys.stderr)
    done = 0

    def advance(entries: int) -> None:
        nonlocal done
        done += entries
        bar.update(entries)
        if entries < 1000:  # the last report
            bar.render_finish()

    return advance


def warn_if_outdated(shelf: "Shelf", system: str, on: date | None) -> None:
    """One line on standard error where, without a date, the newest release has run out."""
    if on is not None or "@" in system:
        return
    installed = shelf.installed(system)
    if not installed:
        return
    newest = installed[-1]
    today = datetime.now(tz=UTC).date()
    if newest.effective_to is not None and newest.effective_to < today:
        click.echo(
            f"symphony: warning: coding with {newest.title}, which ended on {newest.effective_to}; "
            f"for today's codes: symphony books install {system}@{today}",
            err=True,
        )


def scope_of(include: str | None, exclude: str | None) -> "Scope":
    """The scope that ``--include`` and ``--exclude`` give."""
    from symphony.coding.case import Scope

    return Scope(_codes(include), _codes(exclude))


def _codes(given: str | None) -> tuple[str, ...]:
    if given is None:
        return ()
    if given.startswith("@"):
        from symphony.encounter.readers.text import read_text

        given = read_text(Path(given[1:]))
    codes = tuple(code.strip().upper() for code in given.replace(",", "\n").split("\n"))
    # Both ways of writing a code, E119 and E11.9, since only one of them can be in a release.
    dotted = (f"{c[:3]}.{c[3:]}" for c in codes if len(c) > 3 and "." not in c)
    kept = tuple(code for code in (*codes, *dotted) if code)
    if not kept:
        raise UsageError("--include and --exclude need at least one code, such as E11 or E11.9")
    return kept


def write_out(text: str, out: Path | None) -> None:
    """Write a result to standard output or to a file, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    if out.is_dir():
        raise InputError(f"cannot write {out}: it is a folder; name a file in it")
    try:
        if out.exists() and not out.is_file():  # a device or a pipe: nothing to put in its place
            out.write_text(text, encoding="utf-8")
            return
        _replace(out, text)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}") from error


def _replace(out: Path, text: str) -> None:
    draft = out.with_name(f".{out.name}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(out)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
