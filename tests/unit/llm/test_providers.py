"""Every named provider: where it is asked, with which key, in which form, and what is said when
something is missing. No request leaves the machine: the transports are replaced."""

import importlib.util
import json

import pytest

from symphony.coding.extractor.answer import Extraction
from symphony.errors import UsageError
from symphony.llm import providers
from symphony.llm.ask import schema_of
from symphony.llm.failures import Refused
from symphony.llm.port import Exchange, Message, Shape, Tokens, Tool
from symphony.llm.providers import connect

pytest.importorskip("pydantic_ai", reason="needs the extra [llm]")

SAID = '{"problems": [], "entries": []}'
ENVIRONMENT = {
    "OPENAI_API_KEY": "key-openai",
    "ANTHROPIC_API_KEY": "key-anthropic",
    "AZURE_OPENAI_ENDPOINT": "https://clinic.openai.azure.com",
    "AZURE_OPENAI_API_KEY": "key-azure",
    "OPENAI_API_VERSION": "2026-06-01",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "GOOGLE_API_KEY": "key-google",
}
TOKENS = {"openai": 11, "anthropic": 12, "azure": 13, "bedrock": 14, "google": 15}

OPENAI = {
    "id": "r", "object": "response", "created_at": 1, "model": "gpt-6", "status": "completed",
    "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
    "output": [{"id": "m", "type": "message", "role": "assistant", "status": "completed",
                "content": [{"type": "output_text", "text": SAID, "annotations": []}]}],
    "usage": {"input_tokens": 11, "output_tokens": 3, "total_tokens": 14,
              "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
              "output_tokens_details": {"reasoning_tokens": 0}},
}  # fmt: skip
ANTHROPIC = {
    "id": "m", "type": "message", "role": "assistant", "model": "claude-opus-5",
    "content": [{"type": "text", "text": SAID}], "stop_reason": "end_turn", "stop_sequence": None,
    "usage": {"input_tokens": 12, "output_tokens": 3},
}  # fmt: skip
AZURE = {
    "id": "c", "object": "chat.completion", "created": 1, "model": "gpt-5",
    "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": SAID}}],
    "usage": {"prompt_tokens": 13, "completion_tokens": 3, "total_tokens": 16},
}  # fmt: skip
BEDROCK = {
    "output": {"message": {"role": "assistant", "content": [{"text": SAID}]}},
    "stopReason": "end_turn", "metrics": {"latencyMs": 1},
    "usage": {"inputTokens": 14, "outputTokens": 3, "totalTokens": 17},
}  # fmt: skip
GOOGLE = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": SAID}]},
                    "finishReason": "STOP"}],
    "modelVersion": "gemini-3-pro",
    "usageMetadata": {"promptTokenCount": 15, "candidatesTokenCount": 3, "totalTokenCount": 18},
}  # fmt: skip
ANSWERS = {
    "api.openai.com": OPENAI,
    "api.anthropic.com": ANTHROPIC,
    "clinic.openai.azure.com": AZURE,
    "bedrock-runtime.eu-central-1.amazonaws.com": BEDROCK,
    "generativelanguage.googleapis.com": GOOGLE,
}

# Model, address, header with the key, and the place of the schema in what is sent.
ASKED = [
    pytest.param(
        "openai:gpt-6",
        "https://api.openai.com/v1/responses",
        ("authorization", "Bearer key-openai"),
        ("text", "format", "schema"),
        id="openai",
    ),
    pytest.param(
        "anthropic:claude-opus-5",
        "https://api.anthropic.com/v1/messages",
        ("authorization", "Bearer key-anthropic"),
        ("output_config", "format", "schema"),
        id="anthropic",
    ),
    pytest.param(
        "azure:gpt-5",
        "https://clinic.openai.azure.com/openai/deployments/gpt-5/chat/completions"
        "?api-version=2026-06-01",
        ("api-key", "key-azure"),
        ("response_format", "json_schema", "schema"),
        id="azure",
    ),
    pytest.param(
        "bedrock:anthropic.claude-opus-4-5",
        "https://bedrock-runtime.eu-central-1.amazonaws.com"
        "/model/anthropic.claude-opus-4-5/converse",
        ("authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/"),
        ("outputConfig", "textFormat", "structure", "jsonSchema", "schema"),
        id="bedrock",
    ),
    pytest.param(
        "google:gemini-3-pro",
        "https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:generateContent",
        ("x-goog-api-key", "key-google"),
        ("generationConfig", "responseJsonSchema"),
        id="google",
    ),
]
MODELS = [case.values[0] for case in ASKED]


@pytest.fixture(autouse=True)
def no_other_keys(monkeypatch):
    for name in (*ENVIRONMENT, "GEMINI_API_KEY", "OPENAI_BASE_URL", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")


@pytest.fixture
def keys(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sent(monkeypatch):
    """What is sent, as (address, headers, body); the answer is the provider's own form."""
    seen = []

    def answer(url, headers, body, status=200):
        lowered = {str(k).lower(): _text(v) for k, v in headers.items()}
        seen.append((str(url), lowered, json.loads(body)))
        host = str(url).split("/")[2]
        return ANSWERS[host] if status == 200 else {"error": {"message": "no", "type": "x"}}

    answer.status = 200
    for library in ("httpx", "httpx2"):
        if importlib.util.find_spec(library):
            _replace_http(monkeypatch, importlib.import_module(library), answer)
    if importlib.util.find_spec("botocore"):
        _replace_botocore(monkeypatch, answer)
    seen_and_answer = seen
    answer.seen = seen_and_answer
    return answer


def _text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def _replace_http(monkeypatch, library, answer):
    async def handle(_, request):
        said = answer(request.url, request.headers, await request.aread(), answer.status)
        return library.Response(answer.status, json=said, request=request)

    monkeypatch.setattr(library.AsyncHTTPTransport, "handle_async_request", handle)


def _replace_botocore(monkeypatch, answer):
    from botocore import awsrequest, httpsession

    def send(_, request):
        said = answer(request.url, request.headers, request.body, answer.status)
        raw = _Raw(json.dumps(said).encode())
        headers = {"Content-Type": "application/json"}
        return awsrequest.AWSResponse(request.url, answer.status, headers, raw)

    monkeypatch.setattr(httpsession.URLLib3Session, "send", send)


class _Raw:
    def __init__(self, content):
        self.content = content

    def stream(self, *_, **__):
        yield self.content


def _need(model):
    provider = model.partition(":")[0]
    module = {"bedrock": "boto3", "google": "google.genai"}.get(provider, provider)
    if module != "azure":
        pytest.importorskip(module, reason=f"pip install 'pydantic-ai-slim[{provider}]'")


def _exchange(**more):
    shape = Shape("extraction", schema_of(Extraction))
    return Exchange("extractor", "Read.", (Message("user", "1| words"),), shape, **more)


def _ask(model, exchange):
    live = connect(model)
    try:
        return live.exchange(exchange)
    finally:
        live.close()


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(("model", "url", "key", "place"), ASKED)
def test_a_provider_is_asked_at_its_address_with_its_key_and_our_schema(
    model, url, key, place, sent
):
    _need(model)
    reply = _ask(model, _exchange())
    ((asked, headers, body),) = sent.seen
    assert asked == url
    assert headers[key[0]].startswith(key[1])
    assert Extraction.model_validate_json(reply.text) == Extraction(entries=[])
    assert reply.tokens == Tokens(input=TOKENS[model.partition(":")[0]], output=3)
    schema = body
    for step in place:
        schema = schema[step]
    schema = json.loads(schema) if isinstance(schema, str) else schema
    assert list(schema["properties"]) == ["problems", "entries"]
    assert schema["required"] == ["problems", "entries"]
    told = json.dumps(body)
    assert "1| words" in told
    assert "Read." in told


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("model", MODELS)
def test_look_ups_go_along_as_tools_with_the_answer_as_one_of_them(model, sent):
    _need(model)
    tool = Tool("search", "Find codes.", {"type": "object", "properties": {}})
    _ask(model, _exchange(tools=(tool,)))
    ((_, _, body),) = sent.seen
    tools = json.dumps(body.get("tools") or body["toolConfig"])
    assert '"search"' in tools
    assert '"final_result"' in tools


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("model", MODELS)
def test_a_refused_key_is_a_typed_failure_and_is_not_tried_again(model, sent):
    _need(model)
    sent.status = 401
    with pytest.raises(Refused, match="refuses it"):
        _ask(model, _exchange())
    assert len(sent.seen) == 1


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("model", MODELS)
def test_a_failing_server_is_asked_once_here_and_again_only_by_our_own_patience(model, sent):
    _need(model)
    sent.status = 503
    from symphony.llm.failures import Failure

    with pytest.raises(Failure) as caught:
        _ask(model, _exchange())
    assert caught.value.passing
    assert len(sent.seen) == 1


@pytest.mark.parametrize(
    ("model", "missing"),
    [
        ("openai:gpt-6", "OPENAI_API_KEY"),
        ("anthropic:claude-opus-5", "ANTHROPIC_API_KEY"),
        ("azure:gpt-5", "AZURE_OPENAI_ENDPOINT"),
        ("azure:gpt-5", "AZURE_OPENAI_API_KEY"),
        ("bedrock:anthropic.claude-opus-4-5", "AWS_DEFAULT_REGION"),
        ("google:gemini-3-pro", "GOOGLE_API_KEY"),
    ],
)
@pytest.mark.usefixtures("keys")
def test_a_missing_key_is_named(model, missing, monkeypatch):
    _need(model)
    monkeypatch.delenv(missing)
    with pytest.raises(UsageError, match=f"{model}.* needs {missing}.* in the environment"):
        connect(model)


@pytest.mark.usefixtures("keys")
def test_missing_credentials_of_bedrock_are_named(monkeypatch):
    _need("bedrock:x")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(UsageError, match="needs AWS credentials"):
        connect("bedrock:anthropic.claude-opus-4-5")


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("model", "extra"),
    [
        ("openai:gpt-6", "openai"),
        ("anthropic:claude-opus-5", "anthropic"),
        ("bedrock:anthropic.claude-opus-4-5", "bedrock"),
        ("google:gemini-3-pro", "google"),
    ],
)
def test_a_missing_package_is_named_with_what_to_type(model, extra, monkeypatch):
    monkeypatch.setattr(providers, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=rf"pip install 'pydantic-ai-slim\[{extra}\]'"):
        connect(model)


@pytest.mark.parametrize("model", ["nonsense:gpt", "plain"])
def test_an_unknown_provider_is_refused(model):
    with pytest.raises(UsageError, match="Unknown model"):
        connect(model)
