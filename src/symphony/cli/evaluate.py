"""``symphony evaluate``: how good the coding is, on data with gold codes."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symphony.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symphony.evaluation.gold import Dataset
    from symphony.evaluation.run import Advance, Shard
    from symphony.evaluation.score import Score
    from symphony.evaluation.settings import JudgeSettings, RunSettings


class DefaultRun(click.Group):
    """A group that runs ``run`` where the first argument is not one of its commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``run`` before arguments that name no command."""
        if not args or args[0] not in self.commands:
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultRun)
def evaluate() -> None:
    """Measure the coding against gold codes."""


_FILE = click.Path(path_type=Path, dir_okay=False)


@evaluate.command()
@click.argument("data", nargs=-1, type=click.Path(path_type=Path))
@click.option("--system", "systems", multiple=True, help="Code system (default: the gold's).")
@click.option(
    "--engine",
    envvar="SYMPHONY_ENGINE",
    default="offline",
    show_default=True,
    help="offline, or module:function for a pipeline or coder of your own.",
)
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Use the edition in force on that day."
)
@click.option("--restrict", help="Restricted system: gold (the gold's codes) or a file of codes.")
@click.option(
    "--leave-out", multiple=True, metavar="RANGE", help="Leave codes out of the gold, as V-Y."
)
@click.option(
    "--leave-out-from",
    type=click.Choice(["gold", "both"]),
    default="gold",
    show_default=True,
    help="gold: predicted codes of the range are wrong; both: they are not counted either.",
)
@click.option("--gold-mentions", is_flag=True, help="Give the marked evidence to the later stages.")
@click.option(
    "--predictions", type=_FILE, help="Keep results here, one a line; a stopped run goes on."
)
@click.option(
    "--score", "kept", type=_FILE, multiple=True, help="Score kept results; nothing is run."
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--shard", default="1/1", metavar="N/M", help="Only the N-th of M parts.")
@click.option("--seed", type=int, default=0, show_default=True, help="For all that is drawn.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def run(data: tuple[Path, ...], **given: Any) -> None:
    """Code the charts of DATA and measure against their gold codes.

    DATA is JSONL: {"id", "text", "codes": [{"system", "code", "evidence"}]}.
    """
    from symphony.books.shelf import Shelf
    from symphony.evaluation import session
    from symphony.evaluation.datasets.options import Options
    from symphony.evaluation.report.text import text
    from symphony.evaluation.score import facts

    if not data:
        raise click.UsageError("name at least one file with gold codes")
    datasets = session.load(data, Options())
    shelf = Shelf()
    systems, left = session.systems(datasets, given["systems"], shelf)
    for system, count in left.items():
        click.echo(f"not judged: {count} gold codes of {system}", err=True)
    settings, judge = _settings(datasets, systems, given)
    shard = _shard(given["shard"])
    scores: list[Score] = []
    for dataset in datasets:
        found = _predictions(dataset, settings, shard, given)
        scores += session.judged(dataset, found, settings, judge, shelf, shard)
    if given["as_json"]:
        click.echo(json.dumps([facts(score) for score in scores], indent=1))
    else:
        click.echo(text(scores, judge), nl=False)


def _settings(
    datasets: "Sequence[Dataset]", systems: tuple[str, ...], given: dict[str, Any]
) -> "tuple[RunSettings, JudgeSettings]":
    from symphony.evaluation.session import labels_of
    from symphony.evaluation.settings import JudgeSettings, RunSettings, code_range

    restrict = given["restrict"]
    ranges = tuple(code_range(one) for one in given["leave_out"])
    settings = RunSettings(
        engine=given["engine"],
        systems=systems,
        on=given["on"].date() if given["on"] else None,
        gold_mentions=given["gold_mentions"],
        labels=labels_of(datasets, restrict) if restrict else None,
        seed=given["seed"],
    )
    return settings, JudgeSettings(ranges, given["leave_out_from"], given["seed"])


def _shard(written: str) -> "Shard":
    from symphony.evaluation.run import Shard

    index, _, of = written.partition("/")
    if index.isdigit() and of.isdigit() and 1 <= int(index) <= int(of):
        return Shard(int(index), int(of))
    raise UsageError(f"--shard {written!r} is not N/M with N from 1 to M, for example 2/4")


def _predictions(
    dataset: "Dataset", settings: "RunSettings", shard: "Shard", given: dict[str, Any]
) -> Any:
    from symphony.evaluation import predictions, session

    if given["kept"]:
        return {key: one for path in given["kept"] for key, one in predictions.read(path).items()}
    job = session.Job(given["predictions"], shard, given["workers"])
    with ExitStack() as stack:
        return session.predict(dataset, settings, job, lambda n, c: _bar(stack, n, c))


def _bar(stack: ExitStack, name: str, charts: int) -> "Advance":
    bar = click.progressbar(length=charts, label=name, file=sys.stderr)
    shown = stack.enter_context(bar)
    return shown.update
