"""A real llama.cpp server with a tiny model, and a proxy before it that misbehaves on request."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from symphony.books.shelf import Shelf
from symphony.books.store import Release

ROOT = Path(__file__).parents[2]
TOOL = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared")) / "tools" / "tiny_gguf.py"
CONTEXT = 49152

_SERVE = """
import signal, sys, xllamacpp
p = xllamacpp.CommonParams()
p.model.path, p.port, p.hostnames = sys.argv[1], int(sys.argv[2]), ["127.0.0.1"]
p.n_ctx, p.n_parallel, p.warmup, p.cpuparams.n_threads = int(sys.argv[3]), 4, False, 1
server = xllamacpp.Server(p)
print(server.listening_address, flush=True)
signal.pause()
"""


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The embedded release of ICD-10-CM."""
    return Shelf(tmp_path_factory.mktemp("home")).release("icd10cm")


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of 300 kB that calls a look-up first and then closes every bracket it may."""
    for name in ("xllamacpp", "gguf", "pydantic_ai"):
        pytest.importorskip(name, reason="needs the extras [llm] and [llm-test]")
    if not TOOL.is_file():
        pytest.skip(f"needs {TOOL}, which writes the tiny model")
    spec = importlib.util.spec_from_file_location("tiny_gguf", TOOL)
    tiny = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    tiny.CONTEXT = CONTEXT  # one character is one token for it
    path = tmp_path_factory.mktemp("weights") / "agent.gguf"
    tiny.make("agent", str(path))
    return path


class Server:
    """llama.cpp's own server in a process of its own, to be killed and started again."""

    def __init__(self, weights: Path) -> None:
        self.weights = weights
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        arguments = [sys.executable, "-c", _SERVE, str(self.weights), str(self.port)]
        self.process = subprocess.Popen(
            [*arguments, str(4 * CONTEXT)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1) as r:
                    if r.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        pytest.fail("the tiny server did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture(scope="session")
def server(weights: Path) -> Iterator[Server]:
    made = Server(weights)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def another_server(weights: Path) -> Iterator[Server]:
    """A server that a test may kill."""
    made = Server(weights)
    made.start()
    yield made
    made.kill()


class Proxy:
    """Passes requests on, or does what the script says for the next ones."""

    def __init__(self, target: str) -> None:
        self.script: list[str] = []
        self.passed = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.answer(self, body, target)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes, target: str) -> None:
        todo = self.script.pop(0) if self.script else "pass"
        if todo == "slow":
            time.sleep(0.5)
        if todo in ("429", "500"):
            return self.send(handler, int(todo), b'{"error": {"message": "no", "type": "x"}}')
        if todo == "drop":
            handler.close_connection = True
            handler.connection.close()
            return None
        if todo == "huge":
            return self.send(handler, 200, _huge())
        request = urllib.request.Request(
            f"{target}/chat/completions", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            data = reply.read()
        self.passed += 1
        return self.send(handler, 200, data[: len(data) // 2] if todo == "half" else data)

    def send(self, handler: BaseHTTPRequestHandler, status: int, data: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        if status == 429:
            handler.send_header("Retry-After", "0.1")
        handler.end_headers()
        handler.wfile.write(data)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _huge() -> bytes:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": "x" * 10_000_000},
        "finish_reason": "stop",
    }
    return json.dumps(
        {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    made = Proxy(server.url)
    yield made
    made.close()
