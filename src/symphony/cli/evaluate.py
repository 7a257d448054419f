"""``symphony evaluate``: how good the coding is, on data with gold codes."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symphony.cli.engine import model_options, model_settings, refuse_model_options
from symphony.cli.options import date_option, open_shelf, profile_option
from symphony.cli.semantic import prepare_semantic, semantic_options, semantic_settings
from symphony.errors import InputError, ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from symphony.coding.model_settings import ModelSettings
    from symphony.evaluation.gold import Dataset
    from symphony.evaluation.predictions import Key, Prediction
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
_PATH = click.Path(path_type=Path)
_EPILOG = (
    "Further: symphony evaluate compare A B DATA... (two files of results, code by code); "
    "symphony evaluate agreement A B (two gold files on the same notes)."
)


def _judging(command: Any) -> Any:
    """The options that say what is judged and how, for every command that judges."""
    for option in reversed(
        [
            click.option("--system", "systems", multiple=True, help="Code system [the gold's]."),
            click.option("--notes", type=_PATH, help="Notes that the gold keeps apart."),
            click.option("--labels", type=_FILE, multiple=True, help="Labels kept apart."),
            click.option("--split", help="Part of a release: train, val, test, holdout."),
            click.option("--language", help="Language of a release that has several: es, en."),
            click.option("--fingerprint", help="What the notes' fingerprint must be (MDACE)."),
            click.option("--restrict", help="Restricted system: gold, or a file of codes."),
            click.option(
                "--leave-out", multiple=True, metavar="RANGE", help="Not asked of the gold: V-Y."
            ),
            click.option(
                "--leave-out-from",
                type=click.Choice(["gold", "both"]),
                default="gold",
                show_default=True,
                help="gold: predicted codes of the range are wrong; both: not counted either.",
            ),
            click.option(
                "--candidates", is_flag=True, help="Count what was left out of the bill, too."
            ),
            click.option(
                "--evidence-as",
                type=click.Choice(["given", "trimmed", "joined"]),
                default="given",
                show_default=True,
                help="trimmed, joined: cleaned as in MDACE's published scoring.",
            ),
            click.option("--seed", type=int, default=0, show_default=True, help="For all drawn."),
            click.option(
                "--resamples", type=click.IntRange(20), default=1000, show_default=True,
                help="Draws for intervals and tests.",
            ),
            click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON."),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


@evaluate.command(epilog=_EPILOG)
@click.argument("data", nargs=-1, type=_PATH)
@click.option("--list", "listing", is_flag=True, help="Say what each known dataset needs.")
@click.option(
    "--engine",
    "engines",
    envvar="SYMPHONY_ENGINE",
    default=["offline"],
    show_default=True,
    multiple=True,
    help="offline, llm, or module:function for your own, or a mix: A,extractor=B. "
    "Several are judged side by side.",
)
@model_options
@semantic_options
@profile_option
@date_option
@click.option("--gold-mentions", is_flag=True, help="Give the marked evidence to later stages.")
@click.option("--predictions", type=_FILE, help="Keep results here; a stopped run goes on.")
@click.option("--score", "kept", type=_FILE, multiple=True, help="Score kept results; run nothing.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--shard", default="1/1", metavar="N/M", help="Only the N-th of M parts.")
@click.option("--together", is_flag=True, help="Judge all DATA as one set, besides each alone.")
@click.option("--report", type=_PATH, help="Write report.html and report.md into this folder.")
@_judging
def run(data: tuple[Path, ...], listing: bool, **given: Any) -> None:
    """Code the charts of DATA and measure against their gold codes.

    DATA is JSONL: {"id", "text", "codes": [{"system", "code", "evidence"}]}, or a dataset in the
    shape in which it is published (--list), or a folder of these.
    """
    from symphony.evaluation.datasets import catalogue

    if listing:
        click.echo(catalogue.listing())
        return
    if not data:
        raise UsageError("name at least one file or folder with gold codes; see --list")
    if len(given["engines"]) > 1 and given["predictions"]:
        raise UsageError("--predictions keeps the results of one engine; name one, or leave it out")
    _check_model_options(given)
    given["semantic"] = None if given["kept"] else semantic_settings(given)
    judge, scores = _scores(data, given)
    if given["report"]:
        from symphony.evaluation.report import folder

        folder.write(given["report"], scores, judge)
        click.echo(f"wrote {given['report'] / 'report.html'} and report.md", err=True)
    _print(scores, judge, as_json=given["as_json"])


def _check_model_options(given: dict[str, Any]) -> None:
    from symphony.evaluation.engines import asks_a_model

    if not given["kept"] and not any(map(asks_a_model, given["engines"])):
        refuse_model_options(given)


def _refuse_failure(engine: str, errors: "Sequence[str | None]") -> None:
    """Where not one chart could be coded there is nothing to measure."""
    told = [error for error in errors if error]
    if told and len(told) == len(errors):
        raise ModelError(
            f"engine {engine!r} coded none of {len(told)} charts; the first said: {told[0]}"
        )


def _scores(data: tuple[Path, ...], given: dict[str, Any]) -> "tuple[JudgeSettings, list[Score]]":
    from symphony.evaluation import session

    shelf, shard = open_shelf(), _shard(given["shard"])
    datasets = _codable(data, given)
    systems = _systems(datasets, given, shelf)
    if given["semantic"] is not None:
        prepare_semantic(given["semantic"], [shelf.release(one, given["on"]) for one in systems])
    scores: list[Score] = []
    judge = _judge(given)
    for engine in given["engines"]:
        settings = _settings(datasets, systems, engine, given)
        found = _found(datasets, settings, shard, given)
        _refuse_failure(engine, [one.error for one in found.values()])
        for dataset in datasets:
            scores += session.judged([dataset], found, settings, judge, shelf, shard)
        if given["together"]:
            scores += session.judged(datasets, found, settings, judge, shelf, shard)
    return judge, scores


def _codable(data: tuple[Path, ...], given: dict[str, Any]) -> "tuple[Dataset, ...]":
    """The datasets that have text; the others are named on standard error."""
    from symphony.evaluation import session

    datasets = _load(data, given)
    for dataset in datasets:
        if dataset.without_text:
            counts = ", ".join(f"{n} {system}" for system, n in session.gold_counts([dataset]))
            reason = "; ".join(dataset.remarks)
            click.echo(
                f"not judged: {dataset.name}, {len(dataset.charts)} charts ({counts}): {reason}",
                err=True,
            )
    codable = tuple(dataset for dataset in datasets if not dataset.without_text)
    if not codable:
        raise InputError("there is nothing to code: no dataset that was named has its notes")
    return codable


def _load(data: "Sequence[Path]", given: dict[str, Any]) -> "tuple[Dataset, ...]":
    from symphony.evaluation import session
    from symphony.evaluation.datasets.options import Options

    return session.load(
        data,
        Options(
            notes=given["notes"],
            labels=given["labels"],
            split=given["split"],
            language=given["language"],
            fingerprint=given["fingerprint"],
        ),
    )


def _systems(datasets: "Sequence[Dataset]", given: dict[str, Any], shelf: Any) -> tuple[str, ...]:
    from symphony.evaluation import session

    wanted = given["systems"]
    systems, left = session.systems(datasets, wanted, shelf)
    for system, count in left.items():
        why = "not asked for" if wanted else "no release of it is installed"
        click.echo(f"not judged: {count} gold codes of {system} ({why})", err=True)
    return systems


def _settings(
    datasets: "Sequence[Dataset]", systems: tuple[str, ...], engine: str, given: dict[str, Any]
) -> "RunSettings":
    from symphony.evaluation.session import labels_of
    from symphony.evaluation.settings import RunSettings

    restrict = given["restrict"]
    return RunSettings(
        engine=engine,
        systems=systems,
        on=given["on"],
        gold_mentions=given["gold_mentions"],
        labels=labels_of(datasets, restrict) if restrict else None,
        seed=given["seed"],
        model=_model(engine, given),
        profile=given["profile"],
        semantic=given["semantic"],
    )


def _model(engine: str, given: dict[str, Any]) -> "ModelSettings | None":
    from dataclasses import replace

    from symphony.evaluation.engines import asks_a_model

    if given["kept"] or not asks_a_model(engine):
        return None
    settings = model_settings(given)
    settings.check()
    # Seed 0 is everybody's: a model is asked for another one only where one was typed.
    seeded = {**settings.sampling, "seed": given["seed"]} if given["seed"] else settings.sampling
    return replace(settings, sampling=seeded)


def _judge(given: dict[str, Any]) -> "JudgeSettings":
    from symphony.evaluation.settings import JudgeSettings, code_range

    ranges = tuple(code_range(one) for one in given["leave_out"])
    return JudgeSettings(
        ranges,
        given["leave_out_from"],
        given["seed"],
        given["resamples"],
        given["candidates"],
        given["evidence_as"],
    )


def _shard(written: str) -> "Shard":
    from symphony.evaluation.run import Shard

    index, _, of = written.partition("/")
    if index.isdigit() and of.isdigit() and 1 <= int(index) <= int(of):
        return Shard(int(index), int(of))
    raise UsageError(f"--shard {written!r} is not N/M with N from 1 to M, for example 2/4")


def _found(
    datasets: "Sequence[Dataset]", settings: "RunSettings", shard: "Shard", given: dict[str, Any]
) -> "dict[Key, Prediction]":
    from symphony.evaluation import predictions

    if not given["kept"]:
        return _predicted(datasets, settings, shard, given)
    return {key: one for path in given["kept"] for key, one in predictions.read(path).items()}


def _predicted(
    datasets: "Sequence[Dataset]", settings: "RunSettings", shard: "Shard", given: dict[str, Any]
) -> "dict[Key, Prediction]":
    from symphony.evaluation import session
    from symphony.evaluation.kept import Kept
    from symphony.evaluation.run import Crew

    kept = Kept(given["predictions"], settings) if given["predictions"] else None
    found: dict[Key, Prediction] = {}
    with Crew(settings, given["workers"]) as crew:
        for dataset in datasets:
            with ExitStack() as stack:

                def bar(name: str, charts: int, stack: ExitStack = stack) -> "Advance":
                    return _bar(stack, name, charts)

                found.update(session.predict(dataset, crew, shard, kept, bar))
    return found


def _bar(stack: ExitStack, name: str, charts: int) -> "Advance":
    bar = click.progressbar(
        length=charts, label=name, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    shown = stack.enter_context(bar)
    return shown.update


def _print(scores: "Sequence[Score]", judge: "JudgeSettings", *, as_json: bool) -> None:
    from symphony.evaluation.figures import facts
    from symphony.evaluation.report.text import text

    if as_json:
        click.echo(json.dumps([facts(score) for score in scores], indent=1))
    else:
        click.echo(text(scores, judge), nl=False)


@evaluate.command()
@click.argument("a", type=_FILE)
@click.argument("b", type=_FILE)
@click.argument("data", nargs=-1, required=True, type=_PATH)
@_judging
def compare(a: Path, b: Path, data: tuple[Path, ...], **given: Any) -> None:
    """What B's results change against A's, code by code, judged by the gold of DATA.

    A and B are files of results (--predictions). The test exchanges A and B chart by chart.
    """
    from symphony.evaluation import predictions
    from symphony.evaluation.compare import compare as compared
    from symphony.evaluation.figures import plain
    from symphony.evaluation.report.comparison import comparison
    from symphony.evaluation.session import labels_of

    datasets = _load(data, given)
    labels = frozenset(labels_of(datasets, given["restrict"])) if given["restrict"] else None
    first, second = predictions.read(a), predictions.read(b)
    judge = _judge(given)
    made = [
        compared(datasets, first, second, system, judge, labels)
        for system in _systems(datasets, given, open_shelf())
    ]
    if given["as_json"]:
        click.echo(json.dumps([plain(one) for one in made], indent=1))
    else:
        click.echo("\n".join(comparison(one) for one in made), nl=False)


@evaluate.command()
@click.argument("a", type=_PATH)
@click.argument("b", type=_PATH)
@_judging
def agreement(a: Path, b: Path, **given: Any) -> None:
    """How far two gold files on the same notes agree."""
    from symphony.evaluation.figures import plain
    from symphony.evaluation.metrics.agreement import agreement as agreed
    from symphony.evaluation.report.comparison import agreement as shown

    first, second = ([c for d in _load([path], given) for c in d.charts] for path in (a, b))
    there = {code.system for chart in (*first, *second) for code in chart.codes}
    systems = given["systems"] or sorted(there)
    made = {system: agreed(first, second, system) for system in systems}
    if given["as_json"]:
        click.echo(json.dumps(plain(made), indent=1))
    else:
        click.echo("\n".join(shown(one, system) for system, one in made.items()), nl=False)
