"""Which engine does the four stages: the offline one, or a language model for all or some."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from symphony.errors import SymphonyError, UsageError

if TYPE_CHECKING:
    from symphony.coding.by_model import ModelSettings, Way
    from symphony.coding.coder import Coder
    from symphony.coding.result import Result
    from symphony.encounter.model import Encounter

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = ("engine", "model", "base_url", "tape", "replay", "stage", "budget_usd", "passes")
"""The options that ``engine_options`` adds, by the names that a command gets them under."""


def engine_options(command: Command) -> Command:
    """``--engine`` and what a model needs."""
    return click.option(
        "--engine", type=click.Choice(["offline", "llm"]), default="offline",
        envvar="SYMPHONY_ENGINE", show_default=True, show_envvar=True,
        help="Who does the four stages.",
    )(model_options(command))  # fmt: skip


def model_options(command: Command) -> Command:
    """What a model needs."""
    options = (
        click.option("--model", envvar="SYMPHONY_MODEL", show_envvar=True, metavar="PROVIDER:NAME",
                     help="Language model, for --engine llm."),
        click.option("--base-url", envvar="SYMPHONY_BASE_URL", show_envvar=True, metavar="URL",
                     help="An OpenAI-compatible server: vLLM, Ollama, llama.cpp."),
        click.option("--stage", multiple=True, metavar="STAGE=offline",
                     help="Leave a stage offline, such as navigator=offline; may be repeated."),
        click.option("--tape", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                     help="Record the model's replies here, and never pay for one twice."),
        click.option("--replay", is_flag=True, help="Answer from the tape alone, without a model."),
        click.option("--budget-usd", type=click.FloatRange(min=0), metavar="USD",
                     help="The most that one encounter may cost."),
        click.option("--passes", type=click.IntRange(1, 5), default=1, show_default=True,
                     help="How often the model reads the note; findings are united."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


class Answer(NamedTuple):
    """The encounter's result, and the failure that cut it short, if one did."""

    result: "Result"
    failure: SymphonyError | None


def code_with(coder: "Coder", encounter: "Encounter", given: Mapping[str, Any]) -> Answer:
    """The encounter coded by the engine that was asked for.

    A model that fails does not raise here: what was done before is in the result, and what was not
    is ``not_evaluated`` in its findings.

    Raises:
        UsageError: options that do not go together.
    """
    if given["engine"] == "offline":
        refuse_model_options(given)
        return Answer(coder.code(encounter), None)
    from symphony.coding.by_model import ModelEngine
    from symphony.coding.case import Case

    releases = coder.releases(encounter.date_of_service)
    with ModelEngine(model_settings(given)) as engine:
        coded = engine.code([Case(encounter, release, coder.scope) for release in releases])
    return Answer(coded.result, coded.failure)


def refuse_model_options(given: Mapping[str, Any]) -> None:
    """Refuse what was typed for a model that nobody asked for.

    Raises:
        UsageError: names the options.
    """
    # --model and --base-url may come from the environment and harm nobody; the others were typed.
    typed = [name for name in ("tape", "replay", "stage", "budget_usd") if given[name]]
    if typed:
        named = ", ".join("--" + name.replace("_", "-") for name in typed)
        raise UsageError(f"{named} only has a meaning with --engine llm")


def model_settings(given: Mapping[str, Any]) -> "ModelSettings":
    """The settings that the options give, and ``SYMPHONY_...`` variables where none was typed.

    Raises:
        UsageError: a value is not what it should be.
    """
    import os
    from dataclasses import replace
    from decimal import Decimal

    from symphony.coding.model_settings import settings_from

    base = settings_from(os.environ)
    usd = given["budget_usd"]
    return replace(
        base,
        model=given["model"] or base.model,
        base_url=given["base_url"] or base.base_url,
        stages={**base.stages, **dict(_stage(one) for one in given["stage"])},
        tape=given["tape"] or base.tape,
        replay=given["replay"] or base.replay,
        budget=base.budget if usd is None else replace(base.budget, usd=Decimal(str(usd))),
        passes=given["passes"] if given["passes"] > 1 else base.passes,
        profile=given["profile"],
        semantic=given["semantic"],
    )


def _stage(written: str) -> "tuple[str, Way]":
    stage, _, way = written.partition("=")
    if way == "offline":
        return stage, "offline"
    if way == "model":
        return stage, "model"
    raise UsageError(f"--stage {written!r} is not STAGE=offline or STAGE=model")
