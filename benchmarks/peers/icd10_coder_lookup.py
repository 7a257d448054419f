"""Peer: the published package ``icd10-coder`` (PyPI, MIT), a deterministic look-up with its data.

It maps a phrase to codes and does not read notes, so every short line of the note is asked. Its
best complete code counts where all words of the code's title are in the line: without such a
condition it answers every line with something.
"""

import re
from typing import Any

from icd10_coder import coder
from lines import evidence, pieces

from symphony.books.store import Release
from symphony.coding.case import Case

_WORD = re.compile(r"[a-z0-9]+")
_NO_CONTENT = {"of", "the", "and", "or", "to", "in", "with", "without", "unspecified", "nos"}


class LookUp:
    """The package's own search, with its own database."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._database = coder.get_conn(coder.CM_DB)

    def code(self, case: Case) -> list[dict[str, Any]]:
        """The codes whose titles stand in the note's lines."""
        found: dict[str, list[dict[str, object]]] = {}
        for document, start, text in pieces(case):
            code = self._best(text)
            if code and code not in found:
                found[code] = evidence(document, start, text)
        return [{"code": code, "evidence": words} for code, words in found.items()]

    def _best(self, text: str) -> str | None:
        said = set(_WORD.findall(text.lower()))
        for row in coder.cm_search(self._database, text, limit=5):
            code = str(row[0]).replace(".", "")
            named = f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
            entry = self._release.code(named)
            if entry is None or not entry.billable:
                continue
            if set(_WORD.findall(entry.title.lower())) - _NO_CONTENT <= said:
                return named
        return None


def engine(release: Release) -> LookUp:
    """The engine ``icd10_coder_lookup:engine``."""
    return LookUp(release)
