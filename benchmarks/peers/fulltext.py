"""Peer: plain full-text retrieval over the titles of the billable codes (SQLite FTS5, BM25).

What somebody builds in an afternoon: every short line of the note is a query, the best title of
each is taken, and the ``KEPT`` best of the note are its codes.
"""

import re
import sqlite3
from typing import Any

from lines import evidence, pieces

from symphony.books.store import Release
from symphony.coding.case import Case

KEPT = 3

_WORD = re.compile(r"[a-z0-9]{3,}")


class FullText:
    """Titles in memory, one look-up a line."""

    def __init__(self, release: Release) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE title USING fts5(code UNINDEXED, words, tokenize='porter')"
        )
        rows = ((code.code, code.title) for code in release.codes() if code.billable)
        self._database.executemany("INSERT INTO title VALUES (?, ?)", rows)

    def code(self, case: Case) -> list[dict[str, Any]]:
        """The best titles of the note's lines."""
        found: dict[str, tuple[float, list[dict[str, object]]]] = {}
        for document, start, text in pieces(case):
            query = " OR ".join(sorted(set(_WORD.findall(text.lower()))))
            if not query:
                continue
            row = self._database.execute(
                "SELECT code, rank FROM title WHERE title MATCH ? ORDER BY rank LIMIT 1", (query,)
            ).fetchone()
            if row and row[1] < found.get(row[0], (0.0, []))[0]:
                found[row[0]] = (row[1], evidence(document, start, text))
        best = sorted(found.items(), key=lambda item: item[1][0])[:KEPT]
        return [{"code": code, "evidence": words} for code, (_, words) in best]


def engine(release: Release) -> FullText:
    """The engine ``fulltext:engine``."""
    return FullText(release)
