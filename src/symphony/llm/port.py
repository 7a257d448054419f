"""The port: what the agents say to a language model and what they hear back.

One exchange goes out whole and one reply comes back whole; nothing here knows a provider. Whatever
stands between an agent and a provider (the tape, patience, a double in a test) is a ``Model`` too.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["user", "assistant", "tool"]
JsonSchema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """A read-only look-up that a model may ask for; ``parameters`` is a JSON schema (object)."""

    name: str
    description: str
    parameters: JsonSchema


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A look-up that the model asks for; ``arguments`` is JSON as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. A ``tool`` turn answers the call named by ``answers``."""

    role: Role
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    answers: str | None = None
    tool: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The form that the final answer must have: a name and a JSON schema."""

    name: str
    json_schema: JsonSchema


@dataclass(frozen=True, slots=True)
class Exchange:
    """All that is sent at once. The constant part comes first, so that providers can cache it.

    ``variant`` tells apart exchanges that are equal on purpose (a second pass over the same text);
    it is not sent.
    """

    stage: str
    instructions: str
    messages: tuple[Message, ...]
    shape: Shape
    tools: tuple[Tool, ...] = ()
    max_output_tokens: int = 8000
    variant: int = 0

    def canonical(self) -> str:
        """The exchange as JSON with sorted keys: equal text for equal exchanges."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def characters(self) -> int:
        """How many characters are sent."""
        said = sum(len(m.text) + sum(len(c.arguments) for c in m.calls) for m in self.messages)
        told = sum(len(json.dumps(tool.parameters)) + len(tool.description) for tool in self.tools)
        return len(self.instructions) + said + told + len(json.dumps(self.shape.json_schema))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one exchange or of many; ``cached`` are those of ``input`` read from a cache."""

    input: int = 0
    cached: int = 0
    output: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        """The sum."""
        return Tokens(
            self.input + other.input, self.cached + other.cached, self.output + other.output
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text of the final answer (JSON, unchecked), or look-ups asked for."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    tokens: Tokens = field(default_factory=Tokens)
    model: str = ""
    """The model that the provider says has answered."""


class Model(Protocol):
    """Whatever can answer an exchange. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """What the model is called, settings that change its answers included."""
        ...

    def exchange(self, exchange: Exchange) -> Reply:
        """The reply.

        Raises:
            ModelError: one of ``failures``.
        """
        ...
