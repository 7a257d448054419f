"""A BERT sentence model that is published as safetensors only, written as ONNX.

    python benchmarks/semantic/to_onnx.py FOLDER

FOLDER holds ``config.json`` and ``model.safetensors`` as sentence-transformers publishes them;
``model.onnx`` is written beside them. Needs the package ``onnx``; neither torch nor transformers.
Most published models have an ONNX file already and need none of this.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[np.float32]


def weights(file: Path) -> dict[str, Array]:
    """The tensors of a safetensors file: a length, a JSON header, then the bytes."""
    raw = file.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    found: dict[str, Array] = {}
    for name, told in header.items():
        if name != "__metadata__" and told["dtype"] == "F32":
            first, last = (8 + size + at for at in told["data_offsets"])
            array = np.frombuffer(raw[first:last], np.float32).reshape(told["shape"])
            found[name.removeprefix("bert.")] = array
    return found


class Graph:
    """Collects nodes and weights; every method gives the name of what it computes."""

    def __init__(self, tensors: dict[str, Array], epsilon: float) -> None:
        self.tensors, self.epsilon = tensors, epsilon
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def keep(self, name: str, array: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.asarray(array, order="C"), name)
        return name

    def tensor(self, name: str) -> str:
        return self.keep(name, self.tensors[name])

    def linear(self, x: str, name: str) -> str:
        weight = self.keep(f"{name}.weight", self.tensors[f"{name}.weight"].T)
        return self.op("Add", self.op("MatMul", x, weight), self.tensor(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        scale, bias = self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=self.epsilon)

    def gelu(self, x: str) -> str:
        half, one = self.keep("half", np.float32(0.5)), self.keep("one", np.float32(1.0))
        root = self.keep("root", np.float32(np.sqrt(2.0)))
        erf = self.op("Add", self.op("Erf", self.op("Div", x, root)), one)
        return self.op("Mul", self.op("Mul", x, half), erf)


def embedded(graph: Graph) -> str:
    place = "embeddings"
    zero, one = graph.keep("zero", np.int64(0)), graph.keep("step", np.int64(1))
    length = graph.op("Gather", graph.op("Shape", "input_ids"), one, axis=0)
    spots = graph.op("Range", zero, length, one)
    words = graph.op("Gather", graph.tensor(f"{place}.word_embeddings.weight"), "input_ids")
    kinds = graph.op("Gather", graph.tensor(f"{place}.token_type_embeddings.weight"),
                     "token_type_ids")  # fmt: skip
    order = graph.op("Gather", graph.tensor(f"{place}.position_embeddings.weight"), spots)
    summed = graph.op("Add", graph.op("Add", words, kinds), order)
    return graph.norm(summed, f"{place}.LayerNorm")


def masked(graph: Graph) -> str:
    """Nought where a token counts, a large negative number where it is padding."""
    axes = graph.keep("axes", np.array([1, 2], np.int64))
    floats = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    missing = graph.op("Sub", graph.keep("all", np.float32(1.0)), floats)
    low = graph.op("Mul", missing, graph.keep("low", np.float32(-10000.0)))
    return graph.op("Unsqueeze", low, axes)


def layer(graph: Graph, x: str, mask: str, at: int, heads: int, width: int) -> str:
    place = f"encoder.layer.{at}"
    split = graph.keep("split", np.array([0, 0, heads, width // heads], np.int64))
    join = graph.keep("join", np.array([0, 0, width], np.int64))

    def parted(part: str, order: list[int]) -> str:
        flat = graph.linear(x, f"{place}.attention.self.{part}")
        return graph.op("Transpose", graph.op("Reshape", flat, split), perm=order)

    query, value = parted("query", [0, 2, 1, 3]), parted("value", [0, 2, 1, 3])
    key = parted("key", [0, 2, 3, 1])
    scale = graph.keep("scale", np.float32(1 / np.sqrt(width / heads)))
    scores = graph.op("Add", graph.op("Mul", graph.op("MatMul", query, key), scale), mask)
    mixed = graph.op("MatMul", graph.op("Softmax", scores, axis=-1), value)
    flat = graph.op("Reshape", graph.op("Transpose", mixed, perm=[0, 2, 1, 3]), join)
    attended = graph.linear(flat, f"{place}.attention.output.dense")
    x = graph.norm(graph.op("Add", attended, x), f"{place}.attention.output.LayerNorm")
    inner = graph.gelu(graph.linear(x, f"{place}.intermediate.dense"))
    outer = graph.linear(inner, f"{place}.output.dense")
    return graph.norm(graph.op("Add", outer, x), f"{place}.output.LayerNorm")


def model(folder: Path) -> onnx.ModelProto:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
        raise SystemExit("only BERT with GELU is written here")
    graph = Graph(weights(folder / "model.safetensors"), config["layer_norm_eps"])
    width = config["hidden_size"]
    x, mask = embedded(graph), masked(graph)
    for at in range(config["num_hidden_layers"]):
        x = layer(graph, x, mask, at, config["num_attention_heads"], width)
    graph.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    shape = ["batch", "tokens"]
    made = helper.make_graph(
        graph.nodes,
        folder.name,
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape)
         for name in ("input_ids", "attention_mask", "token_type_ids")],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, width])],
        list(graph.constants.values()),
    )  # fmt: skip
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


if __name__ == "__main__":
    there = Path(sys.argv[1])
    onnx.save(model(there), str(there / "model.onnx"))
    print(f"wrote {there / 'model.onnx'}")
