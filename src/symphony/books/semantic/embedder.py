"""The port to whatever turns texts into vectors, and what the extra is needed for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from symphony.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Side = Literal["name", "query"]
"""What a text is: a name in a book, or what somebody asks for. Some models treat them apart."""

LONGEST_TEXT = 1000
"""Characters of a text that are read; no name of a book is a third as long."""


class Embedder(Protocol):
    """A sentence model, wherever it runs."""

    @property
    def name(self) -> str:
        """What the model is called, for people."""
        ...

    @property
    def identity(self) -> str:
        """64 hexadecimal characters: different wherever the vectors may be."""
        ...

    def embed(self, texts: Sequence[str], side: Side) -> "Floats":
        """One row a text, of length 1, in the order of the texts.

        Raises:
            SymphonyError: the model cannot be asked, or does not give such rows.
        """
        ...


def needs_extra(error: ImportError) -> UsageError:
    """What to say where a library of the extra is not installed."""
    return UsageError(
        f"semantic search needs the extra [semantic] ({error.name} is not installed); "
        "install it with: pip install 'symphony-coding[semantic]'"
    )


def unit_rows(rows: "Floats") -> "Floats | None":
    """The rows scaled to length 1; None where one has no length or is not of numbers."""
    import numpy as np  # noqa: PLC0415 - an extra

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths == 0).any():
        return None
    return np.asarray(rows / lengths, np.float32)
