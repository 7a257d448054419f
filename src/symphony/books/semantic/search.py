"""Codes by meaning: exact search over all names of a release, a block of them at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from symphony.books.model import Code
from symphony.books.search import Hit
from symphony.books.semantic.embedder import Embedder
from symphony.books.semantic.vectors import Computing, path_of, quiet, vectors_of
from symphony.books.store import Release
from symphony.errors import InputError

if TYPE_CHECKING:
    from symphony.books.semantic.embedder import Floats

_BLOCK = 8192
"""Names that are multiplied at once: as floats about 12 MB for 384 dimensions."""

_TOGETHER = 16
"""Queries that are asked at once: their cosines with all names are kept, 4 bytes each."""


class SemanticSearch:
    """Search over one release by the vectors of its names."""

    def __init__(self, release: Release, embedder: Embedder, computing: Computing = quiet) -> None:
        """Read the vectors, or compute them if this is the first time.

        Raises:
            As ``vectors_of``.
        """
        import numpy as np  # noqa: PLC0415 - an extra

        self._vectors = vectors_of(release, embedder, computing)
        self._release = release
        self.embedder = embedder
        codes = self._vectors.codes
        self._firsts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        """Where the names of each code begin."""

    def __call__(self, words: str, limit: int = 10) -> tuple[Hit, ...]:
        """The codes whose nearest name is nearest to the words, with the cosine as score."""
        return self.many([words], limit)[0]

    def many(
        self, queries: Sequence[str], limit: int = 10, beside: Sequence[Code] = ()
    ) -> list[tuple[Hit, ...]]:
        """As a call for each of the queries; they share the pass over the names.

        Args:
            queries: what is asked for.
            limit: how many codes at most.
            beside: codes that are in every answer besides, if they have names of their own.

        Raises:
            SymphonyError: the model failed.
        """
        positions = self._vectors.codes[self._firsts]
        groups = positions.searchsorted([code.position for code in beside])
        known = [int(group) for group, code in zip(groups, beside, strict=True)
                 if group < len(positions) and positions[group] == code.position]  # fmt: skip
        found: list[tuple[Hit, ...]] = []
        for first in range(0, len(queries), _TOGETHER):
            asked = self.embedder.embed(queries[first : first + _TOGETHER], "query")
            found += [self._nearest(row, limit, known) for row in self._cosines(asked)]
        return found

    def _cosines(self, asked: "Floats") -> "Floats":
        """A row a query, a column a name."""
        import numpy as np  # noqa: PLC0415 - an extra

        vectors = self._vectors
        if asked.shape[1] != vectors.rows.shape[1]:
            raise InputError(
                f"{self.embedder.name} gives vectors of another length than before; "
                f"remove {path_of(self._release, self.embedder)}"
            )
        found = np.empty((len(asked), len(vectors.terms)), np.float32)
        for first in range(0, len(vectors.terms), _BLOCK):
            block = slice(first, first + _BLOCK)
            names = vectors.rows[block].astype(np.float32) * vectors.factors[block, None]
            found[:, block] = asked @ names.T
        np.minimum(found, 1.0, out=found)
        return np.round(found, 4, out=found)

    def _nearest(self, cosines: "Floats", limit: int, known: Sequence[int]) -> tuple[Hit, ...]:
        import numpy as np  # noqa: PLC0415 - an extra

        best = np.maximum.reduceat(cosines, self._firsts)
        least = np.partition(best, -limit)[-limit] if limit < len(best) else -1.0
        near = np.flatnonzero(best >= least)
        # Stably: equal cosines come in the order of the book.
        chosen = near[np.argsort(-best[near], kind="stable")][:limit].tolist()
        chosen += [group for group in dict.fromkeys(known) if group not in chosen]
        names = []
        for group in chosen:
            last = self._firsts[group + 1] if group + 1 < len(self._firsts) else len(cosines)
            names.append(int(self._firsts[group] + cosines[self._firsts[group] : last].argmax()))
        return tuple(self._hit(at, float(cosines[at])) for at in names)

    def _hit(self, at: int, cosine: float) -> Hit:
        sql = (
            "SELECT t.text, t.kind, c.code, c.title, p.code, c.level, c.billable, c.id FROM term t"
            " JOIN code c ON c.id = t.code LEFT JOIN code p ON p.id = c.parent WHERE t.id = ?"
        )
        row = self._release.rows(sql, (int(self._vectors.terms[at]),))[0]
        text, kind, code, title, parent, level, billable, position = row
        entry = Code(
            str(code),
            str(title),
            cast("str | None", parent),
            str(level),
            bool(billable),
            cast("int", position),
        )
        return Hit(entry, str(text), str(kind), round(cosine, 4))
