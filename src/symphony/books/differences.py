"""Disagreements between a publisher's own files: each known one has a decision, others stop us."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from symphony.books.model import IndexEntry
from symphony.errors import BooksError


@dataclass(frozen=True, slots=True)
class Difference:
    """A known disagreement: which codes, seen where, what was decided and why."""

    where: str
    codes: str
    """A regular expression that the whole code matches."""
    decision: str
    reason: str


def settle(where: str, codes: Iterable[str], known: Sequence[Difference]) -> int:
    """Check that every code in disagreement is a known one; how many there are.

    Raises:
        BooksError: a disagreement that nobody has decided; it names the first few codes.
    """
    patterns = [re.compile(difference.codes) for difference in known if difference.where == where]
    found = sorted(set(codes))
    new = [code for code in found if not any(p.fullmatch(code) for p in patterns)]
    if new:
        shown = ", ".join(new[:5])
        raise BooksError(
            f"{len(new)} codes are only {where}: {shown}. The files are of different editions, or "
            "the difference needs a decision in known_diffs.py"
        )
    return len(found)


def without_known(index: Iterable[IndexEntry], known: Sequence[Difference]) -> Iterator[IndexEntry]:
    """The index less the codes that are known to be printed there by mistake."""
    patterns = [re.compile(d.codes) for d in known if d.where == "in the index"]
    for entry in index:
        kept = tuple(c for c in entry.codes if not any(p.fullmatch(c.printed) for p in patterns))
        yield entry if len(kept) == len(entry.codes) else replace(entry, codes=kept)
