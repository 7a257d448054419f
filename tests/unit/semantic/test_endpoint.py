"""An embeddings endpoint: what is sent, what is believed, and how it may fail."""

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from twenty_words import Server, answer, send, vector

from symphony.errors import UsageError
from symphony.llm.failures import Failure, RateLimited, Refused, TimedOut, Unreachable, Unreadable
from symphony.llm.patience import Waits

pytest.importorskip("numpy", reason="needs the extra [semantic]")

from symphony.llm.embeddings import EmbeddingsEndpoint

Behaviour = Callable[[BaseHTTPRequestHandler], None]
SECRET = "Wilhelmina has gout"


def endpoint(server: Server, **more: Any) -> EmbeddingsEndpoint:
    told = {"waits": Waits(attempts=3), "sleep": lambda _: None, "timeout": 2.0, **more}
    return EmbeddingsEndpoint(server.url, "twenty", **told)


def body(data: object) -> Behaviour:
    sent = data if isinstance(data, bytes) else json.dumps(data).encode()
    return lambda handler: send(handler, 200, sent)


def status(code: int, **headers: str) -> Behaviour:
    said = json.dumps({"error": {"message": f"bad input: {SECRET}"}}).encode()
    return lambda handler: send(handler, code, said, **headers)


def test_rows_come_in_the_order_of_the_texts(server: Server) -> None:
    rows = endpoint(server).embed(["heart attack", "knee", "lung"], "name")
    for text, row in zip(["heart attack", "knee", "lung"], rows, strict=True):
        assert row.tolist() == pytest.approx(vector(text), abs=1e-5)
    assert server.bodies == [
        {"model": "twenty", "input": ["heart attack", "knee", "lung"], "encoding_format": "float"}
    ]


def test_many_texts_are_sent_in_parts(server: Server) -> None:
    rows = endpoint(server).embed([f"knee {n}" for n in range(150)], "name")
    assert rows.shape == (150, 8)
    assert [len(one["input"]) for one in server.bodies] == [64, 64, 22]


def test_a_query_is_sent_once(server: Server) -> None:
    asked = endpoint(server)
    asked.embed(["heart", "knee"], "query")
    asked.embed(["knee", "lung", "knee", "heart"], "query")
    assert [one["input"] for one in server.bodies] == [["heart", "knee"], ["lung"]]


def test_the_key_goes_into_the_header_only(server: Server) -> None:
    endpoint(server, key="s3cret").embed(["heart"], "query")
    endpoint(server).embed(["heart"], "query")
    assert server.keys == ["Bearer s3cret", None]
    assert "s3cret" not in json.dumps(server.bodies)


def test_the_address_may_be_written_with_its_last_part(server: Server) -> None:
    written = EmbeddingsEndpoint(f"{server.url}/embeddings/", "twenty")
    assert written.embed(["heart"], "query").shape == (1, 8)
    assert written.identity == endpoint(server).identity


def test_identity_is_of_address_and_name(server: Server) -> None:
    other = EmbeddingsEndpoint(server.url, "another")
    assert len({endpoint(server).identity, other.identity}) == 2
    assert EmbeddingsEndpoint(server.url, "twenty", key="k").identity == endpoint(server).identity


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/v1",
        "127.0.0.1:80/v1",
        "/models",
        "http:///v1",
        "http://u:p@x/v1",
        "http://x/v1?k=1",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        EmbeddingsEndpoint(url, "m")


def test_what_passes_is_tried_again(server: Server) -> None:
    waited: list[float] = []
    server.script += [status(503), status(429, Retry_After="7")]
    rows = endpoint(server, sleep=waited.append).embed(["knee"], "name")
    assert rows.shape == (1, 8)
    assert waited == [1.0, 7.0]


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (status(500), Unreachable),
        (status(429), RateLimited),
        (status(401), Refused),
        (status(404), Refused),
        (status(400), Refused),
        (status(302, Location="http://127.0.0.1:9/elsewhere"), Refused),
        (lambda handler: handler.connection.close(), Unreachable),
        (body(b"not json"), Unreadable),
        (body([]), Unreadable),
        (body({"data": []}), Unreadable),
        (body({"data": [{"index": 0, "embedding": "AAAA"}]}), Unreadable),
        (body({"data": [{"index": 0, "embedding": [0.0, 0.0]}]}), Unreadable),
        (body({"data": [{"index": 0, "embedding": [1.0, float("nan")]}]}), Unreadable),
        (body({"data": [{"index": 0, "embedding": [1.0, float("inf")]}]}), Unreadable),
        (body({"data": [{"index": 1, "embedding": [1.0, 2.0]}]}), Unreadable),
        (body({"data": [{"index": 0, "embedding": [1.0]}, {"index": 0, "embedding": [1.0]}]}),
         Unreadable),
    ],
)  # fmt: skip
def test_every_failure_is_typed_and_says_nothing_of_the_text(
    server: Server, behaviour: Behaviour, kind: type[Failure]
) -> None:
    server.script += [behaviour] * 3
    with pytest.raises(kind) as caught:
        endpoint(server, key="s3cret").embed([SECRET], "query")
    chain = f"{caught.value} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert "Wilhelmina" not in chain
    assert "s3cret" not in chain
    assert caught.value.exit_code == 5
    assert len(server.bodies) == (3 if kind.passing else 1)


def test_a_server_that_does_not_answer(server: Server) -> None:
    server.script += [lambda _: time.sleep(0.5)]
    with pytest.raises(TimedOut, match=r"within 0\.1 s"):
        endpoint(server, timeout=0.1, waits=Waits(attempts=1)).embed(["knee"], "query")


def test_nobody_listens() -> None:
    nobody = EmbeddingsEndpoint("http://127.0.0.1:9/v1", "m", waits=Waits(attempts=1))
    with pytest.raises(Unreachable, match="attempt 1: no connection"):
        nobody.embed(["knee"], "query")


def test_vectors_of_several_lengths(server: Server) -> None:
    server.script += [
        lambda handler: answer(handler, [[1.0, 0.0]] * 64),
        lambda handler: answer(handler, [[1.0, 0.0, 0.0]]),
    ]
    with pytest.raises(Unreadable, match="several lengths"):
        endpoint(server).embed(["knee"] * 65, "name")


def test_a_wish_to_wait_too_long_is_told_at_once(server: Server) -> None:
    server.script += [status(429, Retry_After="3600")]
    with pytest.raises(RateLimited):
        endpoint(server).embed(["knee"], "name")
    assert len(server.bodies) == 1
