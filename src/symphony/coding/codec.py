"""Writing a stage's output and reading it back: JSON that round-trips to equal values."""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from symphony.errors import InputError

Stage = TypeVar("Stage")


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def dump(stage: object) -> bytes:
    """The stage's output as JSON."""
    return _adapter(type(stage)).dump_json(stage)


def load(kind: type[Stage], data: bytes) -> Stage:
    """A stage's output of that kind, read from JSON.

    Raises:
        InputError: the JSON does not have the stage's shape.
    """
    try:
        stage: Stage = _adapter(kind).validate_json(data)
    except ValidationError as error:
        places = {".".join(str(part) for part in problem["loc"]) for problem in error.errors()}
        raise InputError(f"not a {kind.__name__}: wrong at {', '.join(sorted(places))}") from None
    return stage
