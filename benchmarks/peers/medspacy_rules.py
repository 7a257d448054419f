"""Peer: medspaCy (PyPI, MIT) with target rules from the tabular list, and its own ConText.

Every title and inclusion term of a billable code is a target rule; a code is given for each match
that ConText leaves as present: not negated, uncertain, hypothetical, historical or of the family.
"""

from typing import Any

import medspacy
from loguru import logger
from medspacy.target_matcher import TargetRule

from symphony.books.store import Release
from symphony.coding.case import Case

_AXES = ("is_negated", "is_uncertain", "is_hypothetical", "is_historical", "is_family")


class Rules:
    """medspaCy's default pipeline with our rules in its target matcher."""

    def __init__(self, release: Release) -> None:
        logger.disable("PyRuSH")  # it logs every token
        self._nlp = medspacy.load()
        rules: dict[str, str] = {}
        for code in release.codes():
            if code.billable:
                for term in release.terms(code.code):
                    rules.setdefault(term.text.lower(), code.code)
        matcher = self._nlp.get_pipe("medspacy_target_matcher")
        matcher.add([TargetRule(text, code) for text, code in rules.items() if len(text) > 3])

    def code(self, case: Case) -> list[dict[str, Any]]:
        """The codes of the matches that stand as present."""
        found: dict[str, list[dict[str, object]]] = {}
        for document in case.encounter.documents:
            for match in self._nlp(document.text).ents:
                if any(getattr(match._, axis) for axis in _AXES):
                    continue
                start, end = match.start_char, match.end_char
                words = document.text[start:end]
                found.setdefault(match.label_, []).append(
                    {"document": document.id, "start": start, "end": end, "text": words}
                )
        return [{"code": code, "evidence": words} for code, words in found.items()]


def engine(release: Release) -> Rules:
    """The engine ``medspacy_rules:engine``."""
    return Rules(release)
