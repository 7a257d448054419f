"""What the folder of a published sentence model says about how it is to be used.

The layout is the one of sentence-transformers and Optimum: ``model.onnx`` (or ``onnx/model.onnx``),
``tokenizer.json``, ``1_Pooling/config.json``, ``sentence_bert_config.json``, ``modules.json`` and
``config_sentence_transformers.json``. All but the first two may be missing.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from symphony.errors import InputError

Pooling = Literal["mean", "cls"]

_RECIPE = "1"
"""Changes when the same files would give other vectors."""

_LONGEST = 256
"""Tokens: no name and no mention needs more, and long ones cost with the square."""

_LARGEST_CONFIG = 1_000_000
_KNOWN_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """A sentence model on disk.

    ``beyond`` names modules that the model has behind its transformer and that only an ONNX file
    that computes whole sentences can hold. ``query`` and ``name`` are put before such texts.
    """

    folder: Path
    graph: Path
    tokenizer: Path
    pooling: Pooling
    longest: int
    beyond: tuple[str, ...]
    query: str
    name: str
    identity: str


def described(path: Path) -> SentenceModel:
    """The model in a folder, or the one of a certain ONNX file.

    Raises:
        InputError: it is no such folder; names what is missing or not understood.
    """
    graph = path if path.is_file() else _graph(path)
    folder = path if path.is_dir() else graph.parent
    if folder.name == "onnx" and not (folder / "tokenizer.json").is_file():
        folder = folder.parent
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise InputError(f"{folder} has no tokenizer.json, which belongs to the model; add it")
    pooling = _pooling(folder)
    longest = _longest(folder)
    beyond = _beyond(folder)
    query, name = _prompts(folder)
    return SentenceModel(
        folder=folder,
        graph=graph,
        tokenizer=tokenizer,
        pooling=pooling,
        longest=longest,
        beyond=beyond,
        query=query,
        name=name,
        identity=_identity([*_parts(graph), tokenizer], (pooling, longest, query, name)),
    )


def _graph(folder: Path) -> Path:
    if not folder.is_dir():
        raise InputError(
            f"there is no sentence model at {folder}; name the folder that holds its model.onnx"
        )
    for usual in (folder / "model.onnx", folder / "onnx" / "model.onnx"):
        if usual.is_file():
            return usual
    found = sorted([*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")])
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{folder} has several ONNX files and no model.onnx; name one of them")
    raise InputError(
        f"{folder} has no ONNX file; models are published with one (onnx/model.onnx), or "
        "exported with: optimum-cli export onnx"
    )


def _pooling(folder: Path) -> Pooling:
    told = _config(folder / "1_Pooling" / "config.json")
    modes = [key.removeprefix("pooling_mode_") for key, value in told.items()
             if key.startswith("pooling_mode_") and value is True]  # fmt: skip
    if modes in ([], ["mean_tokens"]):
        return "mean"  # what sentence-transformers does where nothing is said
    if modes == ["cls_token"]:
        return "cls"
    raise InputError(
        f"{folder} pools by {', '.join(sorted(modes))}; only mean and cls are known here"
    )


def _longest(folder: Path) -> int:
    for file, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
        ("config.json", "max_position_embeddings"),
    ):
        said = _config(folder / file).get(key)
        if isinstance(said, int) and said > 2:
            return min(said, _LONGEST)
    return _LONGEST


def _beyond(folder: Path) -> tuple[str, ...]:
    listed = _config(folder / "modules.json").get("modules", ())
    kinds = [str(one.get("type", "")).rpartition(".")[2] for one in listed if isinstance(one, dict)]
    return tuple(kind for kind in kinds if kind not in _KNOWN_MODULES)


def _prompts(folder: Path) -> tuple[str, str]:
    """What the model wants before a query and before a text that is looked for."""
    prompts = _config(folder / "config_sentence_transformers.json").get("prompts")
    if not isinstance(prompts, dict):
        return "", ""
    name = prompts.get("document", prompts.get("passage", ""))
    return str(prompts.get("query") or ""), str(name or "")


def _config(file: Path) -> dict[str, Any]:
    """The object in a JSON file, empty where there is none; a list is its ``modules``."""
    if not file.is_file():
        return {}
    try:
        if file.stat().st_size > _LARGEST_CONFIG:
            raise InputError(f"{file} is too large for a configuration")
        read = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{file} cannot be read as JSON; fetch the model again") from error
    return read if isinstance(read, dict) else {"modules": read if isinstance(read, list) else ()}


def _parts(graph: Path) -> list[Path]:
    """The ONNX file and the files beside it that hold its weights, where it keeps them apart."""
    apart = [file for file in graph.parent.iterdir()
             if file.name.endswith((".data", "_data")) and file.is_file()]  # fmt: skip
    return [graph, *sorted(apart)]


def _identity(files: list[Path], settings: tuple[object, ...]) -> str:
    found = hashlib.sha256(repr((_RECIPE, *settings)).encode())
    try:
        for file in files:
            with file.open("rb") as content:
                found.update(hashlib.file_digest(content, "sha256").digest())
    except OSError as error:
        raise InputError(f"cannot read {error.filename}: {error.strerror}") from error
    return found.hexdigest()
