"""What was predicted: read from the lines of results, so that a run can be scored again later.

A line is the contract's result, as ``symphony code`` and ``symphony batch`` write it, and ours adds
``evaluation`` (which dataset, engine and settings) and ``stages`` (what each agent held). Lines of
other systems need only ``id`` and ``codes``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symphony.encounter.model import Span
from symphony.errors import InputError
from symphony.evaluation.naming import code_name, system_name
from symphony.evaluation.problems import Problems


@dataclass(frozen=True, slots=True)
class PredictedCode:
    """A code that was given; ``confidence`` None where the system states none."""

    system: str
    code: str
    confidence: float | None = None
    evidence: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    """The text of each evidence, as the system gave it."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that a stage put aside, and why."""

    stage: str
    code: str | None
    reason: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Stages:
    """What each agent held when it was done: the spans, then the codes."""

    mentions: tuple[Span, ...]
    navigate: frozenset[str]
    validate: frozenset[str]
    left: tuple[Left, ...] = ()
    top: tuple[str, ...] = ()
    """The first candidate of every mention."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """All that was said about one chart. ``codes`` are in sequence."""

    id: str
    codes: tuple[PredictedCode, ...]
    candidates: tuple[PredictedCode, ...] = ()
    excluded: tuple[Left, ...] = ()
    stages: Mapping[str, Stages] | None = None
    seconds: float | None = None
    calls: int = 0
    tokens: int = 0
    cost_usd: float | None = None
    texts: Mapping[str, str] | None = None
    """The sha256 of every document that was read."""
    error: str | None = None
    dataset: str | None = None
    """The dataset of the run, so that one file can hold several; None in files of other systems."""
    engine: str | None = None
    settings: str | None = None
    """The fingerprint of engine and settings."""


Key = tuple[str | None, str]
"""A dataset's name, or None, and a chart's id."""


def read(path: Path) -> dict[Key, Prediction]:
    """The predictions of a JSONL file by dataset and chart.

    Raises:
        InputError: names every malformed or repeated line.
    """
    problems = Problems()
    found: dict[Key, Prediction] = {}
    for number, row in lines(path, problems):
        try:
            made = prediction(row)
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.add(path, number, "not a result: id, or a code's system and code, is missing")
            continue
        key = (made.dataset, made.id)
        if key in found:
            problems.add(path, number, f"id {made.id!r} is there already")
        found[key] = made
    problems.check()
    return found


def lines(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file of results with their line numbers."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 at byte {error.start}") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            problems.add(path, number, "not a JSON object")


def prediction(row: Mapping[str, Any]) -> Prediction:
    """The prediction in one line.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the line does not have the shape.
    """
    usage = row.get("usage") or {}
    stages = row.get("stages")
    run = row.get("evaluation") or {}
    return Prediction(
        id=str(row["id"]),
        codes=tuple(_code(c) for c in row.get("codes") or []),
        candidates=tuple(_code(c) for c in row.get("candidates") or []),
        excluded=tuple(
            Left("", e.get("code"), str(e.get("reason", "")), _spans(e.get("evidence")))
            for e in row.get("excluded") or []
        ),
        stages={system: _stages(data) for system, data in stages.items()} if stages else None,
        seconds=usage.get("seconds") or None,  # a batch writes 0 for not told
        calls=int(usage.get("calls") or 0),
        tokens=int(usage.get("input_tokens") or 0) + int(usage.get("output_tokens") or 0),
        cost_usd=usage.get("cost_usd"),
        texts={d["id"]: d["sha256"] for d in row.get("documents") or [] if "sha256" in d} or None,
        error=_error(row.get("error")),
        dataset=run.get("dataset"),
        engine=run.get("engine"),
        settings=run.get("settings"),
    )


def _error(written: Any) -> str | None:
    """What went wrong, as we write it (a sentence) or a batch does (an object with a kind)."""
    if isinstance(written, dict):
        return str(written.get("kind") or written.get("message") or "failed")
    return None if written is None else str(written)


def _code(row: Mapping[str, Any]) -> PredictedCode:
    system = system_name(str(row["system"]))
    confidence = row.get("confidence")
    evidence = row.get("evidence") or []
    return PredictedCode(
        system,
        code_name(system, str(row["code"])),
        None if confidence is None else float(confidence),
        _spans(evidence),
        tuple(str(e.get("text", "")) for e in evidence),
    )


def _spans(rows: Any) -> tuple[Span, ...]:
    return tuple(
        Span(str(e.get("document", "")), int(e["start"]), int(e["end"])) for e in rows or []
    )


def _stages(data: Mapping[str, Any]) -> Stages:
    looked = data["navigate"]
    return Stages(
        mentions=tuple(Span(d, s, e) for d, s, e in data["extract"]),
        navigate=frozenset(code for codes in looked for code in codes),
        validate=frozenset(data["validate"]),
        left=tuple(
            Left(stage, code, reason, tuple(Span(d, s, e) for d, s, e in spans))
            for stage, code, reason, spans in data["left"]
        ),
        top=tuple(codes[0] for codes in looked if codes),
    )
