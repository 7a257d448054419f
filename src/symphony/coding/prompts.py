"""The prompts: Markdown beside each agent, read once, and known in a result by their hash."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import resources

STAGES = ("extractor", "navigator", "validator", "reconciler")


@cache
def prompt(stage: str, name: str = "prompt") -> str:
    """The prompt of that name in the folder of the stage."""
    file = resources.files("symphony.coding") / stage / f"{name}.md"
    return file.read_text(encoding="utf-8").strip()


def every_prompt() -> dict[str, str]:
    """All prompts that the program can send, by ``stage/name``."""
    found: dict[str, str] = {}
    for stage in STAGES:
        folder = resources.files("symphony.coding") / stage
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".md"):
                name = file.name.removesuffix(".md")
                found[f"{stage}/{name}"] = prompt(stage, name)
    return found


def fingerprint(stages: Iterable[str]) -> str | None:
    """The SHA-256 over the prompts of the stages that a model does; None where it does none."""
    wanted = set(stages)
    chosen = {k: v for k, v in every_prompt().items() if k.split("/")[0] in wanted}
    if not chosen:
        return None
    joined = "\0".join(f"{key}\0{chosen[key]}" for key in sorted(chosen))
    return hashlib.sha256(joined.encode()).hexdigest()
