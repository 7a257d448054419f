"""A small book, and what a sentence model of twenty words gives: both are known wholly.

Every word stands for one thing, and words that mean the same stand for the same thing: so "heart
attack" and "myocardial infarction" have no word in common and one meaning.
"""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symphony.books.model import Content, Edition, Entry

if TYPE_CHECKING:
    from collections.abc import Callable

MEANINGS = (
    ("heart", "cardiac", "myocardial"),
    ("attack", "infarction"),
    ("lung", "pneumonia"),
    ("knee",),
    ("water", "effusion"),
    ("acute",),
    ("unspecified", "of", "the", "on"),
)
"""A dimension each; the last one hardly weighs."""

CODES = (
    ("I21", "Acute myocardial infarction", "category", False, "1"),
    ("I21.9", "Acute myocardial infarction, unspecified", "subcategory", True, "I21"),
    ("J18", "Pneumonia, unspecified organism", "category", False, "1"),
    ("J18.9", "Pneumonia, unspecified organism", "subcategory", True, "J18"),
    ("M25", "Other joint disorder", "category", False, "1"),
    ("M25.46", "Effusion, knee", "subcategory", True, "M25"),
)


def book(more: tuple[Entry, ...] = ()) -> Content:
    entries = [Entry("1", "Chapter", None, "chapter", billable=False)]
    entries += [Entry(code, title, parent, level, billable=billable)
                for code, title, level, billable, parent in CODES]  # fmt: skip
    edition = Edition("icd10cm", "2026-04-01", "Small", date(2026, 4, 1), None, ())
    return Content(edition, [*entries, *more])


def vector(text: str) -> list[float]:
    """What the model gives for a text, computed by hand: the mean of its words, of length 1."""
    words = ["[cls]", *text.lower().replace(",", " ").split(), "[sep]"]
    rows = [_row(word) for word in words]
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    length = sum(value * value for value in mean) ** 0.5
    return [value / length for value in mean]


def _row(word: str) -> list[float]:
    row = [0.0] * (len(MEANINGS) + 1)
    for at, meaning in enumerate(MEANINGS):
        if word in meaning:
            row[at] = 0.1 if "of" in meaning else 1.0
    if not any(row) and not word.startswith("["):
        row[-1] = 0.5  # a word that is not known
    if word == "[cls]":
        row[-1] = 0.01
    return row


def put(file: Path, content: object) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content))


def tokenizer(folder: Path) -> list[str]:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(word for one in MEANINGS for word in one)]
    model = models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]")
    made = Tokenizer(model)
    made.normalizer = normalizers.Sequence([normalizers.Lowercase(), normalizers.Replace(",", " ")])
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.save(str(folder / "tokenizer.json"))
    return words


def graph(folder: Path, words: list[str], output: str) -> None:
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    rows = [_row(word.lower()) for word in words]
    rows[0] = [9.0] * len(rows[0])  # padding that counted would be seen
    rows[1] = _row("unknown")
    table = numpy_helper.from_array(np.array(rows, np.float32), "table")
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["tokens"])]
    shape: list[Any] = ["batch", "tokens", 8]
    if output == "sentence_embedding":
        nodes.append(helper.make_node("ReduceMax", ["tokens"], [output], axes=[1], keepdims=0))
        shape = ["batch", 8]
    else:
        nodes.append(helper.make_node("Identity", ["tokens"], [output]))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
              for name in ("input_ids", "attention_mask")]  # fmt: skip
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
    graph = helper.make_graph(nodes, "twenty", inputs, outputs, [table])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(folder / "model.onnx"))


class Server:
    """An embeddings endpoint that knows the twenty words, or does what it is told to first."""

    def __init__(self) -> None:
        self.script: list[Callable[[BaseHTTPRequestHandler], None]] = []
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.bodies.append(body)
                outer.keys.append(self.headers["Authorization"])
                if outer.script:
                    outer.script.pop(0)(self)
                else:
                    answer(self, [vector(text) for text in body["input"]])

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def answer(handler: BaseHTTPRequestHandler, vectors: list[list[float]]) -> None:
    data = [{"object": "embedding", "index": at, "embedding": row}
            for at, row in enumerate(vectors)]  # fmt: skip
    # In any order: the index says which is which.
    send(handler, 200, json.dumps({"object": "list", "data": data[::-1]}).encode())


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    for key, value in headers.items():
        handler.send_header(key.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
