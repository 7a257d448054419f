"""A sentence model in a folder: read as its own files say, and refused where they say more."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from twenty_words import vector

from symphony.books.semantic.embedder import Embedder
from symphony.books.semantic.folder import described
from symphony.errors import InputError

Make = Callable[..., Path]

TEXTS = ("heart attack", "Acute myocardial infarction, unspecified", "Effusion, knee", "gout")


def model(folder: Path) -> Embedder:
    from symphony.books.semantic.local import LocalModel

    return LocalModel(folder)


@pytest.mark.parametrize("side", ["name", "query"])
def test_rows_are_the_mean_of_the_tokens_without_padding(folder: Path, side: str) -> None:
    rows = model(folder).embed(TEXTS, side)
    assert rows.shape == (4, 8)
    for text, row in zip(TEXTS, rows, strict=True):
        assert row.tolist() == pytest.approx(vector(text), abs=1e-5)


def test_a_text_alone_and_among_others_has_the_same_row(folder: Path) -> None:
    many = [f"knee {'of ' * (n % 9)}water" for n in range(200)]
    together, one = model(folder).embed(many, "name"), model(folder)
    for at in (0, 8, 199):
        assert one.embed([many[at]], "name")[0].tolist() == pytest.approx(together[at].tolist())


def test_cls_pooling_takes_the_first_token(make: Make) -> None:
    row = model(make("cls_token")).embed(["heart attack"], "query")[0]
    assert row.tolist() == [0, 0, 0, 0, 0, 0, 0, 1]


def test_a_graph_that_pools_by_itself_is_believed(make: Make) -> None:
    made = make(
        output="sentence_embedding", modules=[{"type": "sentence_transformers.models.Dense"}]
    )
    row = model(made).embed(["heart attack"], "query")[0]
    assert row[0] == row[1] > 0.7


def test_what_is_asked_and_what_is_named_have_their_own_prefix(make: Make) -> None:
    prompts = {"prompts": {"query": "heart ", "document": "knee "}}
    prefixed = model(make(config_sentence_transformers=prompts))
    assert prefixed.embed(["attack"], "query")[0].tolist() == pytest.approx(vector("heart attack"))
    assert prefixed.embed(["attack"], "name")[0].tolist() == pytest.approx(vector("knee attack"))


def test_a_long_text_is_cut_at_the_length_that_the_model_can_read(folder: Path) -> None:
    rows = model(folder).embed(["knee " * 14, "knee " * 14 + "heart " * 500], "query")
    assert rows[0].tolist() == pytest.approx(rows[1].tolist())


def test_identity_follows_the_weights_and_the_settings(make: Make, tmp_path: Path) -> None:
    first = make()
    copy = tmp_path / "copy"
    shutil.copytree(first, copy)
    assert described(copy).identity == described(first).identity
    (copy / "model.onnx").write_bytes((first / "model.onnx").read_bytes() + b"\0")
    changed = described(copy).identity
    assert changed != described(first).identity
    (copy / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')
    assert described(copy).identity != changed


def test_the_layout_with_a_folder_onnx_is_found(make: Make) -> None:
    made = make()
    (made / "onnx").mkdir()
    (made / "model.onnx").rename(made / "onnx" / "model_int8.onnx")
    assert described(made).graph.name == "model_int8.onnx"
    by_file = described(made / "onnx" / "model_int8.onnx")
    assert by_file == described(made)
    assert model(made).name == "twenty-words/model_int8"


def test_several_graphs_are_not_chosen_from(make: Make) -> None:
    made = make()
    shutil.copy(made / "model.onnx", made / "a.onnx")
    (made / "model.onnx").rename(made / "b.onnx")
    with pytest.raises(InputError, match="several ONNX files"):
        described(made)
    assert described(made / "a.onnx").graph.name == "a.onnx"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("tokenizer.json", None, "no tokenizer.json"),
        ("tokenizer.json", "{}", "not a tokenizer"),
        ("model.onnx", None, "no ONNX file"),
        ("model.onnx", "not a graph", "cannot be loaded"),
        ("1_Pooling/config.json", "{", "cannot be read as JSON"),
        ("1_Pooling/config.json", '{"pooling_mode_max_tokens": true}', "pools by max_tokens"),
        ("modules.json", '[{"type": "a.b.Dense"}]', "modules Dense"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(
    make: Make, file: str, content: str | None, said: str
) -> None:
    made = make()
    (made / file).unlink(missing_ok=True)
    if content is not None:
        (made / file).write_text(content)
    with pytest.raises(InputError, match=said):
        model(made)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sentence model at"):
        described(tmp_path / "none")


def test_without_a_pooling_file_the_mean_is_taken(make: Make) -> None:
    made = make("cls_token")
    shutil.rmtree(made / "1_Pooling")
    assert described(made).pooling == "mean"


def test_the_length_is_taken_from_the_next_file_that_tells_it(make: Make) -> None:
    made = make(
        tokenizer_config={"model_max_length": 10**30}, config={"max_position_embeddings": 9}
    )
    assert described(made).longest == 16
    (made / "sentence_bert_config.json").write_text(json.dumps({}))
    assert described(made).longest == 256
