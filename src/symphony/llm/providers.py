"""From a name to a model: providers by name, any OpenAI-compatible server by its address."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import tomli

from symphony.errors import InternalError, UsageError
from symphony.language.tables import toml

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
    theirs = _compatible(name, base_url) if base_url else _by_name(name, timeout)
    family = f"compatible:{name}" if base_url else name
    sent = sampling(family, wanted or {})
    synchronous = not base_url and name.startswith("bedrock:")
    return PydanticAIModel(theirs, name, timeout=timeout, sampling=sent, client_waits=synchronous)


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


def _by_name(name: str, timeout: float) -> Any:
    missing = list(_missing(name.partition(":")[0], os.environ))
    if missing:
        raise UsageError(f"the model {name!r} needs {missing[0]}")
    if name.startswith("bedrock:"):
        return _bedrock(name, timeout)
    from pydantic_ai.exceptions import UserError  # noqa: PLC0415 - heavy, and an extra
    from pydantic_ai.models import infer_model  # noqa: PLC0415 - heavy, and an extra

    try:
        return infer_model(name)  # it reads keys and addresses from the environment
    except (UserError, ValueError, ImportError) as error:
        raise UsageError(f"the model {name!r} cannot be used: {error}") from error
    except Exception as error:
        # A provider's own complaint about a missing key or region, each of another class.
        raise UsageError(f"the model {name!r} is not configured: {error}") from error


def _bedrock(name: str, timeout: float) -> Any:
    """A client of ours: theirs would try again by itself, and has no time-out of an exchange."""
    from pydantic_ai.models.bedrock import BedrockConverseModel  # noqa: PLC0415 - heavy
    from pydantic_ai.providers.bedrock import BedrockProvider  # noqa: PLC0415 - heavy

    # By name: they have no types, and are not there without the extra.
    session = import_module("boto3").Session()
    if not os.environ.get("AWS_BEARER_TOKEN_BEDROCK") and session.get_credentials() is None:
        raise UsageError(
            f"the model {name!r} needs AWS credentials (AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, a profile, a role, or AWS_BEARER_TOKEN_BEDROCK)"
        )
    config = import_module("botocore.config").Config(
        retries={"total_max_attempts": 1}, read_timeout=timeout
    )
    client = session.client("bedrock-runtime", config=config)
    plain = name.removeprefix("bedrock:")
    return BedrockConverseModel(plain, provider=BedrockProvider(bedrock_client=client))


@dataclass(frozen=True, slots=True)
class _Provider:
    """What a provider needs (``data/providers.toml``)."""

    name: str
    needs: tuple[str, ...]
    module: str
    extra: str


@dataclass(frozen=True, slots=True)
class _Providers:
    provider: tuple[_Provider, ...]


@lru_cache(maxsize=1)
def _providers() -> dict[str, _Provider]:
    read = toml(resources.files("symphony.llm") / "data" / "providers.toml", _Providers)
    return {provider.name: provider for provider in read.provider}


def _missing(provider: str, environment: Mapping[str, str]) -> Iterator[str]:
    """What a provider that we know lacks, in words."""
    known = _providers().get(provider)
    if known is None:
        return
    if not _is_installed(known.module):
        yield f"a package: pip install 'pydantic-ai-slim[{known.extra}]'"
    for need in known.needs:
        names = need.split("|")
        if not any(environment.get(name, "").strip() for name in names):
            yield f"{' or '.join(names)} in the environment"


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


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
    read = tomli.loads(file.read_text("utf-8"))
    entries = read.pop("sampling")
    if read or any(set(entry) != {"model", "accepts"} for entry in entries):
        raise InternalError("sampling.toml: keys are model and accepts")
    return tuple((entry["model"], tuple(entry["accepts"])) for entry in entries)
