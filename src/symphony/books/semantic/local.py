"""A sentence model on this machine, run by onnxruntime. Nothing leaves the machine.

A query is always run alone: a quantised model gives a text other vectors in other company, and the
same note must give the same codes however many are coded at once.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symphony.books.semantic.embedder import LONGEST_TEXT, Side, needs_extra, unit_rows
from symphony.books.semantic.folder import SentenceModel, described
from symphony.errors import InputError

if TYPE_CHECKING:
    from symphony.books.semantic.embedder import Floats

_BATCH = 64
_WHOLE = "sentence_embedding"
"""The output of an ONNX file that pools by itself, as Optimum names it."""

_TOKENS = ("last_hidden_state", "token_embeddings")


class LocalModel:
    """A sentence model in a folder of its own."""

    def __init__(self, path: Path) -> None:
        """Read the model.

        Args:
            path: its folder, or one ONNX file in it.

        Raises:
            UsageError: the extra is not installed.
            InputError: the folder holds no model that can be used; says why.
        """
        self._model = described(path)
        self._tokenizer = _tokenizer(self._model)
        self._session = _session(self._model, threads=1)
        self._for_books: Any = None
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._output = _output(self._model, [one.name for one in self._session.get_outputs()])
        self._padding = next(
            (found for word in ("[PAD]", "<pad>")
             if (found := self._tokenizer.token_to_id(word)) is not None), 0
        )  # fmt: skip
        self._query = lru_cache(maxsize=4096)(self._one)
        unknown = set(self._inputs) - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown:
            raise InputError(f"{self._model.graph} wants inputs that are not known here: {unknown}")

    @property
    def name(self) -> str:
        """The folder's name, and the file's where it is not the usual one."""
        model = self._model
        return model.folder.resolve().name + (
            "" if model.graph.name == "model.onnx" else f"/{model.graph.stem}"
        )

    @property
    def identity(self) -> str:
        """A hash of the model's files and of how they are used."""
        return self._model.identity

    def embed(self, texts: Sequence[str], side: Side) -> "Floats":
        """One row of length 1 a text.

        Raises:
            InputError: the model does not give rows of numbers.
        """
        import numpy as np  # noqa: PLC0415 - an extra

        if side == "query":
            return np.stack([self._query(text) for text in texts])
        named = [self._model.name + text for text in texts]
        order = sorted(range(len(named)), key=lambda at: (len(named[at]), at))
        session = self._wide() if len(named) > _BATCH else self._session
        found: list[Floats] = [np.empty(0, np.float32)] * len(named)
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            rows = self._run([named[at] for at in batch], session)
            for at, row in zip(batch, rows, strict=True):
                found[at] = row
        return np.stack(found)

    def _wide(self) -> Any:
        """A session with all cores, for a whole book; queries have one thread, and its bytes."""
        if self._for_books is None:
            self._for_books = _session(self._model, threads=0)
        return self._for_books

    def _one(self, text: str) -> "Floats":
        row: Floats = self._run([self._model.query + text], self._session)[0]
        return row

    def _run(self, texts: Sequence[str], session: Any) -> "Floats":
        import numpy as np  # noqa: PLC0415 - an extra

        told = self._tokenizer.encode_batch([text[:LONGEST_TEXT] for text in texts])
        longest = max(len(one.ids) for one in told)
        ids = np.full((len(told), longest), self._padding, np.int64)
        mask, kinds = np.zeros_like(ids), np.zeros_like(ids)
        for at, one in enumerate(told):
            ids[at, : len(one.ids)], kinds[at, : len(one.ids)] = one.ids, one.type_ids
            mask[at, : len(one.ids)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        try:
            out = session.run([self._output], {name: given[name] for name in self._inputs})
        except Exception as error:  # noqa: BLE001 - theirs have no root of their own
            raise InputError(f"{self._model.graph} cannot be run: {type(error).__name__}") from None
        rows = unit_rows(_pooled(np.asarray(out[0], np.float32), mask, self._model.pooling))
        if rows is None:
            raise InputError(f"{self._model.graph} gives rows that are not numbers")
        return rows


def _pooled(out: "Floats", mask: Any, pooling: str) -> "Floats":
    import numpy as np  # noqa: PLC0415 - an extra

    if out.ndim == 2:
        return out
    if pooling == "cls":
        return np.asarray(out[:, 0], np.float32)
    weights = mask[:, :, None].astype(np.float32)
    return np.asarray((out * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1), np.float32)


def _tokenizer(model: SentenceModel) -> Any:
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise needs_extra(error) from error
    try:
        made = Tokenizer.from_file(str(model.tokenizer))
    except Exception as error:  # theirs is a plain Exception
        raise InputError(f"{model.tokenizer} is not a tokenizer; fetch the model again") from error
    made.no_padding()
    made.enable_truncation(model.longest)
    return made


def _session(model: SentenceModel, threads: int) -> Any:
    try:
        import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise needs_extra(error) from error
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # it writes to standard error by itself; ours are exceptions
    try:
        return onnxruntime.InferenceSession(
            str(model.graph), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # theirs have no root of their own
        raise InputError(
            f"{model.graph} cannot be loaded ({type(error).__name__}); fetch the model again"
        ) from error


def _output(model: SentenceModel, names: Sequence[str]) -> str:
    if _WHOLE in names:
        return _WHOLE
    if model.beyond:
        raise InputError(
            f"{model.folder} has the modules {', '.join(model.beyond)} behind its transformer; "
            f"export it with an output {_WHOLE!r}"
        )
    return next((name for name in _TOKENS if name in names), names[0])
