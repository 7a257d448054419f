"""A data folder with a small book, the model of ``twenty_words`` as a folder, and as a server."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from symphony.books import shelf as shelf_module
from symphony.books.compile import write_release
from symphony.books.shelf import Shelf
from symphony.books.store import Release

sys.path.insert(0, str(Path(__file__).parent))
from twenty_words import Server, book, graph, put, tokenizer


@pytest.fixture
def small(tmp_path: Path) -> Release:
    """The small book, in a data folder of its own."""
    path = tmp_path / "home" / "books" / "icd10cm" / "2026-04-01.sqlite"
    write_release(book(), path)
    return Release(path)


@pytest.fixture
def small_home(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty data folder in which the embedded release is the small book."""
    shelf.release("icd10cm")  # the one that all tests share is compiled from the real book
    monkeypatch.setitem(shelf_module._EMBEDDED, "icd10cm", ("2026-04-01", book))
    monkeypatch.setenv("SYMPHONY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


Make = Callable[..., Path]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Writes a sentence model into a folder as sentence-transformers publishes them."""
    for name in ("numpy", "onnx", "onnxruntime", "tokenizers"):
        pytest.importorskip(name, reason="needs the extras [semantic] and [semantic-test]")

    def made(pooling: str = "mean_tokens", **more: Any) -> Path:
        folder = tmp_path_factory.mktemp("models") / more.pop("name", "twenty-words")
        folder.mkdir()
        vocabulary = tokenizer(folder)
        graph(folder, vocabulary, output=more.pop("output", "last_hidden_state"))
        modes = {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": False}
        modes[f"pooling_mode_{pooling}"] = True
        put(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 8, **modes})
        put(folder / "sentence_bert_config.json", {"max_seq_length": 16})
        for file, content in more.items():
            put(folder / f"{file}.json", content)
        return folder

    return made


@pytest.fixture(scope="session")
def folder(make: Make) -> Path:
    """The model as it usually is: mean pooling."""
    return make()


@pytest.fixture
def server() -> Iterator[Server]:
    pytest.importorskip("numpy", reason="needs the extra [semantic]")
    made = Server()
    yield made
    made.close()
