"""Search by meaning against a real ``/v1/embeddings``: llama.cpp's own, with random weights.

The vectors mean nothing, but all around them is real: requests, batches, replies, pooling. A name
of the book that is asked for must come first, at a cosine of 1.
"""

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from symphony.books.compile import write_release
from symphony.books.model import Content, Edition, Entry
from symphony.books.store import Release
from symphony.coding.semantic import SemanticSettings, described, semantic_search
from symphony.errors import ModelError

ROOT = Path(__file__).parents[2]
TOOL = Path(os.environ.get("SYMPHONY_SHARED", ROOT.parent / "shared")) / "tools" / "tiny_gguf.py"
NAMES = ("Acute myocardial infarction", "Effusion, knee", "Pneumonia, unspecified organism")

_SERVE = """
import signal, sys, xllamacpp
p = xllamacpp.CommonParams()
p.model.path, p.port, p.hostnames = sys.argv[1], int(sys.argv[2]), ["127.0.0.1"]
p.n_ctx = p.n_batch = p.n_ubatch = 8192
p.n_parallel, p.warmup, p.cpuparams.n_threads = 2, False, 1
p.embedding, p.pooling_type = True, xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
server = xllamacpp.Server(p)
print(server.listening_address, flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """llama.cpp's server in a process of its own, giving embeddings."""
    for name in ("xllamacpp", "gguf", "numpy"):
        pytest.importorskip(name, reason="needs the extra [llm-test]")
    if not TOOL.is_file():
        pytest.skip(f"needs {TOOL}, which writes the tiny model")
    spec = importlib.util.spec_from_file_location("tiny_gguf", TOOL)
    tiny = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    weights = tmp_path_factory.mktemp("weights") / "random.gguf"
    tiny.make("random", str(weights))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(weights), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def _wait(health: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the tiny server ended"
        try:
            with urllib.request.urlopen(health, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the tiny server did not start")


@pytest.fixture
def small(tmp_path: Path) -> Release:
    entries = [Entry(f"A{at:02}", name, None, "category", billable=True)
               for at, name in enumerate(NAMES)]  # fmt: skip
    edition = Edition("icd10cm", "2026-04-01", "Small", date(2026, 4, 1), None, ())
    path = tmp_path / "icd10cm" / "2026-04-01.sqlite"
    write_release(Content(edition, entries), path)
    return Release(path)


def test_a_real_server_gives_the_vectors(url: str, small: Release) -> None:
    settings = SemanticSettings(url, "tiny")
    search = semantic_search(small, settings)
    for at, name in enumerate(NAMES):
        hits = search(name, 3)
        assert hits[0].code.code == f"A{at:02}"
        assert hits[0].score == pytest.approx(1.0, abs=0.01)
        assert hits[1].score < 0.999
    assert described(settings).startswith("tiny sha256:")


def test_a_real_server_says_no(url: str, small: Release) -> None:
    wrong = SemanticSettings(url.removesuffix("/v1") + "/none", "tiny")
    with pytest.raises(ModelError, match="status 404"):
        semantic_search(small, wrong)
