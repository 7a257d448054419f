"""The vectors of all names of a release by one model: computed once, kept, checked when read.

One file a release and model, ``SYMPHONY_HOME/books/SYSTEM/vectors/RELEASE.MODEL.npz``. A row is
kept as whole numbers from -127 to 127 with one factor, a quarter of the room of 32-bit floats; its
cosines differ from the exact ones by less than 0.01.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from symphony.books.compile import Progress
from symphony.books.lock import locked
from symphony.books.semantic.embedder import Embedder, needs_extra
from symphony.books.store import Release
from symphony.errors import BooksError, InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from symphony.books.semantic.embedder import Floats

FORMAT = "1"
_CHUNK = 2048
"""Names that are given to the model at once: between two reports of progress."""

_SAME = 0.9
"""The least cosine of a name's vector with the one that was kept. Two models give about 0; one that
is quantised gives a name alone a little other than among others."""

Computing = Callable[[str, int], Progress]
"""Called with a title and the number of names when a computation begins; gives the progress."""


def quiet(_title: str, _names: int) -> Progress:
    """No report of progress."""
    return lambda _names: None


@dataclass(frozen=True, slots=True)
class Vectors:
    """The names of a release as rows; ``terms`` are their ids, ``codes`` those of their codes.

    Rows stand in the order of the codes; a row times its factor has length 1.
    """

    terms: "NDArray[np.uint32]"
    codes: "NDArray[np.uint32]"
    rows: "NDArray[np.int8]"
    factors: "Floats"


def path_of(release: Release, embedder: Embedder) -> Path:
    """Where the vectors of the release by this model are, or would be."""
    name = f"{release.path.stem}.{embedder.identity[:16]}.npz"
    return release.path.parent / "vectors" / name


def vectors_of(release: Release, embedder: Embedder, computing: Computing = quiet) -> Vectors:
    """The vectors, from the file where it is right, else computed and kept.

    Raises:
        UsageError: the extra is not installed.
        BooksError: the data folder cannot be written.
        SymphonyError: the model failed.
    """
    try:
        import numpy as np  # noqa: F401, PLC0415 - an extra; said here, not somewhere inside
    except ImportError as error:
        raise needs_extra(error) from error
    path = path_of(release, embedder)
    found = _read(path, release, embedder)
    if found is not None and _still_given(found, release, embedder):
        return found
    with locked(path.parent):
        found = _read(path, release, embedder)  # by another process while this one waited
        if found is None or not _still_given(found, release, embedder):
            found = _computed(release, embedder, computing)
            _write(path, found, _facts(release, embedder, found))
    return found


def _computed(release: Release, embedder: Embedder, computing: Computing) -> Vectors:
    import numpy as np  # noqa: PLC0415 - an extra

    named = release.rows("SELECT id, code, text FROM term ORDER BY code, id")
    title = f"{release.edition.title} by {embedder.name}"
    advance = computing(title, len(named))
    rows: list[NDArray[np.int8]] = []
    factors: list[Floats] = []
    for first in range(0, len(named), _CHUNK):
        chunk = named[first : first + _CHUNK]
        exact = embedder.embed([str(text) for _, _, text in chunk], "name")
        largest = np.abs(exact).max(axis=1, keepdims=True)
        rows.append(np.rint(exact * (127 / largest)).astype(np.int8))
        factors.append(np.asarray(largest[:, 0] / 127, np.float32))
        advance(len(chunk))
    if len({part.shape[1] for part in rows}) != 1:
        raise InputError(f"{embedder.name} gives vectors of several lengths")
    return Vectors(
        np.array([cast("int", row[0]) for row in named], np.uint32),
        np.array([cast("int", row[1]) for row in named], np.uint32),
        np.concatenate(rows),
        np.concatenate(factors),
    )


def _facts(release: Release, embedder: Embedder, vectors: Vectors) -> dict[str, Any]:
    """What a file must say to be the right one."""
    return {
        "format": FORMAT,
        "release": release.facts["digest"],
        "names": int(release.facts["terms"]),
        "schema": release.facts["schema"],
        "model": embedder.identity,
        "dimensions": int(vectors.rows.shape[1]),
    }


def _write(path: Path, vectors: Vectors, facts: dict[str, Any]) -> None:
    import numpy as np  # noqa: PLC0415 - an extra

    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            np.savez(
                file,
                facts=np.frombuffer(json.dumps(facts).encode(), np.uint8),
                terms=vectors.terms,
                codes=vectors.codes,
                rows=vectors.rows,
                factors=vectors.factors,
            )
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BooksError(
            f"cannot keep the vectors in {path.parent}: {error.strerror}; free some space or set "
            "SYMPHONY_HOME to another folder"
        ) from error


def _read(path: Path, release: Release, embedder: Embedder) -> Vectors | None:
    """What the file holds; None where it is missing, damaged, or of another release or model.

    A damaged file is no error: it is made from the release and the model, and made again.
    """
    import numpy as np  # noqa: PLC0415 - an extra

    if not path.is_file():
        return None
    try:
        # An archive: each part has its checksum. Opened here: a damaged one would stay open.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            facts = json.loads(file["facts"].tobytes())
            found = Vectors(file["terms"], file["codes"], file["rows"], file["factors"])
    except Exception:  # noqa: BLE001 - what numpy raises for a damaged archive is not one family
        return None
    return found if _is_right(found, facts, _facts(release, embedder, found)) else None


def _still_given(vectors: Vectors, release: Release, embedder: Embedder) -> bool:
    """Whether the model still gives the first name that vector; behind an address it may change."""
    import numpy as np  # noqa: PLC0415 - an extra

    sql = "SELECT text FROM term WHERE id = ?"
    name = str(release.rows(sql, (int(vectors.terms[0]),))[0][0])
    now = embedder.embed([name], "name")[0]
    then = vectors.rows[0].astype(np.float32) * vectors.factors[0]
    return now.shape == then.shape and float(now @ then) > _SAME


def _is_right(vectors: Vectors, facts: object, wanted: dict[str, Any]) -> bool:
    import numpy as np  # noqa: PLC0415 - an extra

    names = wanted["names"]
    return (
        facts == wanted
        and vectors.rows.shape == (names, wanted["dimensions"])
        and vectors.rows.dtype == np.int8
        and all(part.shape == (names,) for part in (vectors.terms, vectors.codes, vectors.factors))
    )
