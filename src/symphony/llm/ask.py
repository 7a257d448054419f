"""One question to a model: look-ups on the way, an answer of the asked form, or a typed failure.

The answer is bound to a pydantic model. What does not fit is told to the model by the place in the
answer and asked for again; look-ups are counted, and one that does not exist is refused.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from symphony.llm.failures import TooLong, Unreadable
from symphony.llm.port import Exchange, Message, Model, Reply, Shape, Tool, ToolCall
from symphony.llm.usage import Meter

Answer = TypeVar("Answer", bound=BaseModel)

LONGEST_REPLY = 200_000
"""Characters; more than this is nothing that was asked for."""

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class LookUp:
    """A tool with what it does: from checked arguments to text. Reads only, and never raises."""

    tool: Tool
    read: Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """What is asked.

    ``look_ups`` is how many tool calls are answered. ``check`` gives complaints about an answer
    that has the form but not the sense; they are told to the model as wrong form is. Where the
    question is ``lenient``, they are told once, and the next answer is taken as it is.
    """

    stage: str
    instructions: str
    text: str
    shape: type[Answer]
    tools: tuple[LookUp, ...] = ()
    look_ups: int = 0
    check: Callable[[Answer], Sequence[str]] = lambda _: ()
    lenient: bool = False
    variant: int = 0
    max_output_tokens: int = 8000


@dataclass(frozen=True, slots=True)
class Conversation(Generic[Answer]):
    """The answer, and what was said, so that a further question can be put behind it."""

    answer: Answer
    exchange: Exchange


class Desk:
    """Where questions are put for one encounter: a model, and a meter that counts and stops."""

    def __init__(self, model: Model, meter: Meter) -> None:
        """A desk with the model, counting on the meter."""
        self.model = model
        self.meter = meter

    def ask(self, question: Question[Answer]) -> Conversation[Answer]:
        """The answer.

        Raises:
            Failure: the model could not be asked, or did not answer in the asked form.
        """
        exchange = Exchange(
            stage=question.stage,
            instructions=question.instructions,
            messages=(Message("user", question.text),),
            shape=Shape(question.shape.__name__.lower(), schema_of(question.shape)),
            tools=tuple(look_up.tool for look_up in question.tools),
            max_output_tokens=question.max_output_tokens,
            variant=question.variant,
        )
        return self._converse(question, exchange)

    def follow(self, said: Conversation[Any], more: Message, shape: type[Answer]) -> Answer:
        """The answer to a further question behind a conversation, of another form.

        Raises:
            Failure: as ``ask``.
        """
        exchange = replace(
            _with(said.exchange, more),
            shape=Shape(shape.__name__.lower(), schema_of(shape)),
            tools=(),
        )
        question = Question(exchange.stage, exchange.instructions, "", shape)
        return self._converse(question, exchange).answer

    def _converse(self, question: Question[Answer], exchange: Exchange) -> Conversation[Answer]:
        attempt, looked = 1, 0
        while True:
            reply = self._exchange(exchange, attempt)
            if reply.calls:
                if looked > question.look_ups + _ATTEMPTS:
                    raise Unreadable(
                        f"{exchange.stage}, attempt {attempt}: "
                        f"the model goes on asking after {looked} look-ups"
                    )
                exchange, looked = self._looked_up(question, exchange, reply, looked)
                continue
            found, complaints = _read(reply.text, question)
            heard = question.lenient and attempt > 1
            if found is not None and (heard or not complaints):
                return Conversation(found, _with(exchange, Message("assistant", reply.text)))
            if attempt == _ATTEMPTS:
                raise Unreadable(
                    f"{exchange.stage}, attempt {attempt}: "
                    f"the answer is not of the asked form ({_brief(complaints)})"
                )
            exchange = _complained(exchange, reply, complaints)
            attempt += 1

    def _exchange(self, exchange: Exchange, attempt: int) -> Reply:
        promise = self.meter.reserve(exchange)
        reply: Reply | None = None
        try:
            reply = self.model.exchange(exchange)
        finally:
            self.meter.settle(promise, exchange.stage, self.model.name, reply)
        if len(reply.text) + sum(len(call.arguments) for call in reply.calls) > LONGEST_REPLY:
            raise TooLong(
                f"{exchange.stage}, attempt {attempt}: the reply has more than "
                f"{LONGEST_REPLY} characters"
            )
        return reply

    def _looked_up(
        self, question: Question[Answer], exchange: Exchange, reply: Reply, looked: int
    ) -> tuple[Exchange, int]:
        by_name = {look_up.tool.name: look_up for look_up in question.tools}
        turns = [Message("assistant", reply.text, calls=reply.calls)]
        for call in reply.calls:
            looked += 1
            found = (
                "No more look-ups: give the final answer now."
                if looked > question.look_ups
                else _look_up(by_name, call)
            )
            turns.append(Message("tool", found, answers=call.id, tool=call.name))
        return _with(exchange, *turns), looked


def _look_up(by_name: Mapping[str, LookUp], call: ToolCall) -> str:
    look_up = by_name.get(call.name)
    if look_up is None:
        return f"There is no such look-up; there are: {', '.join(by_name)}."
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError:
        return "The arguments are not JSON."
    if not isinstance(arguments, dict):
        return "The arguments are not an object."
    return look_up.read(arguments)


def _read(text: str, question: Question[Answer]) -> tuple[Answer | None, Sequence[str]]:
    try:
        found = question.shape.model_validate_json(_bare(text))
    except ValidationError as error:
        # Places and kinds only: the values would repeat the note.
        return None, [
            f"{'.'.join(str(part) for part in problem['loc']) or 'the answer'}: {problem['type']}"
            for problem in error.errors(include_input=False, include_url=False)[:8]
        ]
    return found, question.check(found)


def _bare(text: str) -> str:
    """The JSON without the fence that some models put around it."""
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```"):
        return stripped.removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    return stripped


def _complained(exchange: Exchange, reply: Reply, complaints: Sequence[str]) -> Exchange:
    listed = "\n".join(f"- {complaint}" for complaint in complaints[:20])
    return _with(
        exchange,
        Message("assistant", reply.text or "(empty)"),
        Message(
            "user",
            f"That answer cannot be used:\n{listed}\nGive the whole answer again, corrected, "
            "as JSON of the asked form and nothing else.",
        ),
    )


def _with(exchange: Exchange, *turns: Message) -> Exchange:
    return replace(exchange, messages=(*exchange.messages, *turns))


def _brief(complaints: Sequence[str]) -> str:
    return f"{len(complaints)} complaints, first: {complaints[0][:80]}" if complaints else "empty"


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a shape, without titles: they repeat the names and cost tokens."""
    # As for serialization every field is required, as strict providers want it.
    schema: dict[str, Any] = _untitled(shape.model_json_schema(mode="serialization"))
    return schema


def _untitled(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _untitled_properties(value) if key == "properties" else _untitled(value)
            for key, value in node.items()
            if key not in ("title", "default")
        }
    return [_untitled(item) for item in node] if isinstance(node, list) else node


def _untitled_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    # A property may be called "title"; only the annotation goes.
    return {name: _untitled(value) for name, value in properties.items()}
