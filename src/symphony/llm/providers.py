"""From a name to a model: providers by name, any OpenAI-compatible server by its address."""

import os
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from symphony.errors import InternalError, UsageError

if TYPE_CHECKING:
    from symphony.llm.adapter import PydanticAIModel

_INSTALL = "install it with: pip install 'symphony-coding[llm]'"


def connect(
    name: str,
    base_url: str | None = None,
    *,
    timeout: float = 120.0,
    wanted: Mapping[str, Any] | None = None,
) -> "PydanticAIModel":
    """A live model.

    Args:
        name: ``PROVIDER:NAME`` (``openai:...``, ``anthropic:...``, ``azure:...``, ``bedrock:...``,
            ``google:...``); with a base URL, the name that the server knows it by.
        base_url: the address of an OpenAI-compatible server, ``/v1`` included.
        timeout: seconds for one whole exchange.
        wanted: sampling settings; only those that the model is known to accept are sent.

    Raises:
        UsageError: the extra is not installed, or no such provider is known or configured.
    """
    try:
        from symphony.llm.adapter import PydanticAIModel  # noqa: PLC0415 - heavy, and an extra
    except ImportError as error:
        raise UsageError(f"a language model needs the extra [llm]; {_INSTALL}") from error
    theirs = _compatible(name, base_url) if base_url else _by_name(name)
    family = f"compatible:{name}" if base_url else name
    sent = sampling(family, wanted or {})
    return PydanticAIModel(theirs, name, timeout=timeout, sampling=sent)


def _compatible(name: str, base_url: str) -> Any:
    from openai import AsyncOpenAI  # noqa: PLC0415 - heavy, and an extra
    from pydantic_ai.models.openai import OpenAIChatModel  # noqa: PLC0415 - heavy, and an extra
    from pydantic_ai.profiles.openai import OpenAIModelProfile  # noqa: PLC0415 - heavy
    from pydantic_ai.providers.openai import OpenAIProvider  # noqa: PLC0415 - heavy, and an extra

    key = os.environ.get("SYMPHONY_API_KEY") or os.environ.get("OPENAI_API_KEY") or "none"
    # Their client would try again by itself, unseen and uncounted: ours does it (patience.py).
    client = AsyncOpenAI(base_url=base_url, api_key=key, max_retries=0)
    profile = OpenAIModelProfile(supports_json_schema_output=True)
    plain = name.removeprefix("openai:")
    return OpenAIChatModel(plain, provider=OpenAIProvider(openai_client=client), profile=profile)


def _by_name(name: str) -> Any:
    from pydantic_ai.exceptions import UserError  # noqa: PLC0415 - heavy, and an extra
    from pydantic_ai.models import infer_model  # noqa: PLC0415 - heavy, and an extra

    try:
        return infer_model(name)
    except (UserError, ValueError, ImportError) as error:
        raise UsageError(f"the model {name!r} cannot be used: {error}") from error
    except Exception as error:
        # A provider's own complaint about a missing key or region, each of another class.
        raise UsageError(f"the model {name!r} is not configured: {error}") from error


def sampling(model: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of the wanted settings, those that the model is known to accept (``data/sampling.toml``)."""
    fitting = [
        (len(pattern), accepts) for pattern, accepts in _table() if fnmatchcase(model, pattern)
    ]
    accepted = max(fitting)[1] if fitting else ()
    return {key: value for key, value in wanted.items() if key in accepted}


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, tuple[str, ...]], ...]:
    file = resources.files("symphony.llm") / "data" / "sampling.toml"
    read = tomllib.loads(file.read_text("utf-8"))
    entries = read.pop("sampling")
    if read or any(set(entry) != {"model", "accepts"} for entry in entries):
        raise InternalError("sampling.toml: keys are model and accepts")
    return tuple((entry["model"], tuple(entry["accepts"])) for entry in entries)
