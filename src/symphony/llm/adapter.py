"""The adapter: our exchanges spoken through pydantic-ai, which only this and ``providers`` import.

Everything runs on one event loop in a thread of its own, so that callers may be plain functions in
any number of threads. The final answer is asked for by JSON schema where the model supports that,
and as a tool call where it does not, or where there are look-ups too (local servers cannot hold a
schema and tools at once).
"""

import asyncio
import concurrent.futures
import inspect
import threading
from collections.abc import Mapping
from typing import Any

from pydantic_ai import exceptions as theirs
from pydantic_ai.direct import model_request
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model as TheirModel
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from symphony.llm.failures import Failure, RateLimited, Refused, TimedOut, Unreachable, Unreadable
from symphony.llm.port import Exchange, Message, Reply, Tokens, ToolCall

_FINAL = "final_result"
_CLIENTS = ("anthropic", "boto3", "botocore", "google", "httpx", "httpx2", "openai")
"""The providers' own libraries, whose errors pydantic-ai does not always make its own."""


class PydanticAIModel:
    """A model of any provider that pydantic-ai knows. Close it when done."""

    def __init__(
        self,
        model: TheirModel,
        name: str,
        *,
        timeout: float = 120.0,
        sampling: Mapping[str, Any] | None = None,
        client_waits: bool = False,
    ) -> None:
        """Of a pydantic-ai model.

        Args:
            model: theirs.
            name: ours, for tapes and results.
            timeout: seconds for one whole exchange.
            sampling: settings that the model is known to accept (``providers.sampling``).
            client_waits: whether the client was given its time-out and retries when it was made
                (boto3) and takes neither with a request.
        """
        self._model = model
        self._name = name
        self._timeout = timeout
        self._sampling = dict(sampling or {})
        self._client_waits = client_waits
        self._takes_schema = bool(model.profile.get("supports_json_schema_output", False))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="llm", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """What the model is called, with the sampling settings that are sent."""
        sent = ",".join(f"{key}={value}" for key, value in sorted(self._sampling.items()))
        return f"{self._name}[{sent}]" if sent else self._name

    def exchange(self, exchange: Exchange) -> Reply:
        """The provider's reply.

        Raises:
            Failure: whatever went wrong, typed; without any text that was sent or received.
        """
        waiting = asyncio.run_coroutine_threadsafe(self._ask(exchange), self._loop)
        try:
            return waiting.result(self._timeout + 5.0)
        except (TimeoutError, concurrent.futures.TimeoutError):
            waiting.cancel()
            raise TimedOut(f"no whole reply within {self._timeout:g} s") from None

    def close(self) -> None:
        """Close the connections and end the thread. Exchanges under way fail."""
        closing = asyncio.run_coroutine_threadsafe(self._close(), self._loop)
        closing.result(10.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10.0)
        self._loop.close()

    async def _close(self) -> None:
        client = getattr(self._model, "client", None)
        if client is not None and hasattr(client, "close"):
            closing = client.close()
            if inspect.isawaitable(closing):  # boto3's client is not asynchronous
                await closing
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _ask(self, exchange: Exchange) -> Reply:
        by_schema = self._takes_schema and not exchange.tools
        try:
            return await self._send(exchange, by_schema=by_schema)
        except Refused as refusal:
            if not (by_schema and refusal.__cause__ and _dislikes_schema(refusal.__cause__)):
                raise
        self._takes_schema = False
        return await self._send(exchange, by_schema=False)

    async def _send(self, exchange: Exchange, *, by_schema: bool) -> Reply:
        try:
            async with asyncio.timeout(self._timeout):
                response = await model_request(
                    self._model,
                    _messages(exchange),
                    model_settings=self._settings(exchange),
                    model_request_parameters=_parameters(exchange, by_schema=by_schema),
                )
        except TimeoutError:
            raise TimedOut(f"no whole reply within {self._timeout:g} s") from None
        except Exception as error:
            failure = _failure(error)
            if failure is None:
                raise
            raise failure from error
        return _reply(response, self._name)

    def _settings(self, exchange: Exchange) -> ModelSettings:
        settings = ModelSettings(max_tokens=exchange.max_output_tokens, cache=True)
        if not self._client_waits:
            settings["timeout"] = self._timeout
            settings["max_retries"] = 0  # ours tries again (patience.py); theirs would do so unseen
        for key, value in self._sampling.items():
            settings[key] = value  # type: ignore[literal-required]  # keys come from sampling.toml
        return settings


def _parameters(exchange: Exchange, *, by_schema: bool) -> ModelRequestParameters:
    shape = exchange.shape
    if by_schema:
        return ModelRequestParameters(
            output_mode="native",
            output_object=OutputObjectDefinition(dict(shape.json_schema), name=shape.name),
            allow_text_output=True,
        )
    final = ToolDefinition(
        name=_FINAL,
        parameters_json_schema=dict(shape.json_schema),
        description="Give the final answer.",
        kind="output",
    )
    looks = [
        ToolDefinition(
            name=t.name, parameters_json_schema=dict(t.parameters), description=t.description
        )
        for t in exchange.tools
    ]
    return ModelRequestParameters(
        function_tools=looks, output_mode="tool", output_tools=[final], allow_text_output=False
    )


def _messages(exchange: Exchange) -> list[ModelMessage]:
    made: list[ModelMessage] = []
    for message in exchange.messages:
        if message.role == "assistant":
            made.append(_assistant(message))
        elif message.role == "tool":
            part = ToolReturnPart(message.tool or "", message.text, message.answers or "")
            _joined(made, part)
        else:
            _joined(made, UserPromptPart(message.text))
    return [
        ModelRequest(turn.parts, instructions=exchange.instructions)
        if isinstance(turn, ModelRequest)
        else turn
        for turn in made
    ]


def _joined(made: list[ModelMessage], part: UserPromptPart | ToolReturnPart) -> None:
    last = made[-1] if made else None
    if isinstance(last, ModelRequest):
        made[-1] = ModelRequest([*last.parts, part])
    else:
        made.append(ModelRequest([part]))


def _assistant(message: Message) -> ModelResponse:
    parts: list[TextPart | ToolCallPart] = [TextPart(message.text)] if message.text else []
    parts += [ToolCallPart(call.name, call.arguments, call.id) for call in message.calls]
    return ModelResponse(parts)


def _reply(response: ModelResponse, name: str) -> Reply:
    tokens = Tokens(
        response.usage.input_tokens, response.usage.cache_read_tokens, response.usage.output_tokens
    )
    calls: list[ToolCall] = []
    text = ""
    for part in response.parts:
        if isinstance(part, ToolCallPart) and part.tool_name == _FINAL:
            return Reply(part.args_as_json_str(), (), tokens, response.model_name or name)
        if isinstance(part, ToolCallPart):
            # Their ids are random; ours are the same on every run.
            calls.append(ToolCall(f"call_{len(calls)}", part.tool_name, part.args_as_json_str()))
        elif isinstance(part, TextPart):
            text += part.content
    return Reply(text, tuple(calls), tokens, response.model_name or name)


def _failure(error: Exception) -> Failure | None:
    """What kind of failure their error is; None where it is none of a model's."""
    status = getattr(error, "status_code", None)
    told = f"status {status}" if status else type(error).__name__
    match error:
        case theirs.ModelRateLimitError():
            made: Failure = RateLimited(f"the provider limits the rate ({told})", error.retry_after)
        case theirs.ModelTimeoutError() | theirs.ModelRequestTimeout():
            made = TimedOut(f"no whole reply in time ({told})")
        case theirs.ModelContextWindowExceededError():
            made = Refused(f"the request is longer than the model's context ({told})")
        case theirs.ModelQuotaExceededError() | theirs.ModelRequestRejectedError():
            made = Refused(f"the provider refuses it ({told}); check model name, key and quota")
        case theirs.ModelHTTPError() if error.status_code < 500 and error.status_code != 408:
            made = Refused(f"the provider refuses it ({told})")
        case theirs.ModelAPIError():
            made = Unreachable(f"the provider cannot be reached or failed ({told})")
        case theirs.UnexpectedModelBehavior():
            made = Unreadable(f"the provider's reply is not a chat completion ({told})")
        case theirs.UserError():
            made = Refused("pydantic-ai cannot send this request to this model")
        case _ if type(error).__module__.partition(".")[0] in _CLIENTS:
            made = Refused(f"the provider's client cannot send it ({told})")
        case _:
            return None
    return made


def _dislikes_schema(error: BaseException) -> bool:
    status = getattr(error, "status_code", None)
    body = str(getattr(error, "body", "")).casefold()
    return status in (400, 422, 501) and any(
        word in body for word in ("response_format", "json_schema", "schema", "grammar")
    )
