"""Semantic search on the command line: off unless a sentence model is named."""

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from symphony.books.store import Release
    from symphony.coding.semantic import SemanticSettings

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = ("semantic", "semantic_name")
"""The options that ``semantic_options`` adds, by the names that a command gets them under."""


def semantic_options(command: Command) -> Command:
    """``--semantic`` and ``--semantic-name``."""
    named = click.option(
        "--semantic-name", metavar="NAME",
        help="The model's name at that address  [env var: SYMPHONY_SEMANTIC_NAME]",
    )  # fmt: skip
    model = click.option(
        "--semantic", envvar="SYMPHONY_SEMANTIC", show_envvar=True, metavar="MODEL",
        help="Search by meaning, too: the folder of an ONNX sentence model, or the address of an "
        "embeddings endpoint, to which words of the notes then go.",
    )  # fmt: skip
    return model(named(command))


def semantic_settings(given: Mapping[str, Any]) -> "SemanticSettings | None":
    """The settings that the options give, and ``SYMPHONY_SEMANTIC...`` variables.

    Raises:
        UsageError: a value is not what it should be.
    """
    if not given["semantic"] and not given["semantic_name"]:
        return None
    import os

    from symphony.coding.semantic import semantic_from

    return semantic_from(os.environ, given["semantic"], given["semantic_name"])


def prepare_semantic(settings: "SemanticSettings", releases: "Iterable[Release]") -> None:
    """Compute the vectors that are missing, with a progress bar on standard error.

    Raises:
        SymphonyError: the sentence model cannot be used.
    """
    from symphony.coding.semantic import prepare

    prepare(settings, releases, _computing)


def _computing(title: str, names: int) -> Callable[[int], None]:
    click.echo(f"computing vectors of {title} (once)", err=True)
    bar = click.progressbar(range(names), file=sys.stderr)
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        bar.update(more)
        if done == names:
            bar.render_finish()

    return advance
