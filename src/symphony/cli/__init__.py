"""The command line: one module a command, loaded when the command is called."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from symphony import __version__
from symphony.errors import SymphonyError

_COMMANDS = {
    "batch": "Code many encounters: JSONL in, one result a line out.",
    "books": "List, install, compare, verify and remove code books.",
    "check": "Check codes that somebody else assigned.",
    "code": "Code the documents of one encounter.",
    "evaluate": "Measure the coding against gold codes.",
    "guidelines": "Read the coding guidelines by section, code or words.",
    "index": "Walk the alphabetic index and its tables.",
    "lookup": "Show codes with their notes, seventh characters and neighbours.",
    "search": "Find codes by words.",
}
"""Every command with its one-line help, so that ``--help`` need not load them."""


class _Lazy(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"symphony.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader that has gone (``... | head``) is nobody to tell anything."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_output()
            ctx.exit(0)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symphony")
def cli() -> None:
    """Medical coding that explains itself.

    Clinical documents in, codes out: each with the words that prove it, the path through the
    official books and the rule that allowed it, and what was not coded and why.
    """


_OBJECTS_BETWEEN, _ROUNDS = 50_000, 20


def main() -> None:
    """Run the command line and leave with the contract's exit code."""
    # Books and tables are a million objects that stay: to look among them for cycles at Python's
    # usual pace takes a fifth of the time in which one note is coded.
    gc.set_threshold(_OBJECTS_BETWEEN, _ROUNDS, _ROUNDS)
    if isinstance(sys.stdout, TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # a file or a pipe gets UTF-8 on every platform
    try:
        cli.main(prog_name="symphony", standalone_mode=False)
    except SymphonyError as error:
        _leave(str(error), error.exit_code)
    except click.exceptions.Abort:
        _leave("interrupted", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except OSError as error:
        _close_output()
        _leave(f"cannot read or write: {error.strerror or type(error).__name__}", 3)
    except Exception as error:
        if os.environ.get("SYMPHONY_TRACEBACK"):
            raise
        _leave(_our_fault(error), 1)


def _close_output() -> None:
    """Whatever still waits to be written goes nowhere, or Python would complain on leaving."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _our_fault(error: Exception) -> str:
    """Where it happened and of what kind: never the message, which may hold words of a note."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "symphony" in Path(frame.filename).parts]
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"
    return (
        f"our fault: {type(error).__name__} at {place}; please report it (with "
        "SYMPHONY_TRACEBACK=1 in the environment the whole traceback is shown)"
    )


def _leave(message: str, exit_code: int) -> None:
    click.echo(f"symphony: {message}", err=True)
    sys.exit(exit_code)
