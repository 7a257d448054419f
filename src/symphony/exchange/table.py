"""A coding result as a professional coder reads it in a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symphony.exchange import wording
from symphony.exchange.context import in_context, verify
from symphony.exchange.terminal import Piece, hanging, width

_NARROWEST = 40
_CODE_COLUMN = 4
_MOST_CONTEXT = 60
_LEAST_CONTEXT = 12


def render_table(
    result: Mapping[str, Any],
    documents: Mapping[str, str],
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """The result as text: codes in sequence, candidates, what was left out, findings.

    Evidence stands in its surroundings, in colour or, without colour, in square brackets. What a
    terminal would obey (escape sequences in a note) is made visible instead.

    Args:
        result: the contract's Result object.
        documents: the text of each document, by its id.
        width: columns of the terminal; fewer than 40 are taken as 40.
        colour: whether to use ANSI colours.

    Returns:
        The text, ending in one line feed.

    Raises:
        InputError: the documents are not those that were coded.
    """
    verify(result, documents)
    table = _Table(documents, max(width, _NARROWEST), colour)
    table.head(result)
    table.codes(result["codes"], left_out=bool(result["candidates"] or result["excluded"]))
    table.candidates(result["candidates"])
    table.excluded(result["excluded"])
    table.findings(result["findings"])
    table.closing(result)
    return "\n".join(table.lines) + "\n"


class _Table:
    """The lines so far, and the layout that they keep."""

    def __init__(self, documents: Mapping[str, str], width: int, colour: bool) -> None:
        self.lines: list[str] = []
        self._documents = documents
        self._width = width
        self._colour = colour
        self._indent = 13 if width >= 60 else 4

    def head(self, result: Mapping[str, Any]) -> None:
        facts = [
            wording.plain(result["setting"]),
            result["date_of_service"] or "no date of service",
            *(
                f"{one['id']} ({wording.count(one['characters'], 'character')})"
                for one in result["documents"]
            ),
        ]
        self._row([], [Piece(result["id"], "strong"), Piece(" · " + " · ".join(facts))], 0)

    def codes(self, codes: Sequence[Mapping[str, Any]], *, left_out: bool) -> None:
        self._heading("Codes", len(codes))
        if not codes:
            see = " What was considered is listed below, with the reason." if left_out else ""
            self._row([], [Piece(f"No code was assigned: {_nothing(left_out)}.{see}")], 2)
        self._assignments(codes)

    def candidates(self, candidates: Sequence[Mapping[str, Any]]) -> None:
        if candidates:
            self._heading("Candidates, documented and left off the bill", len(candidates))
            self._assignments(candidates)

    def excluded(self, excluded: Sequence[Mapping[str, Any]]) -> None:
        if not excluded:
            return
        self._heading("Left out", len(excluded))
        for number, (name, items) in enumerate(wording.by_reason(excluded).items()):
            if number:
                self.lines.append("")
            title, meaning = wording.reason(name)
            self._row([], [Piece(title, "strong"), Piece(f" · {meaning}", "faint")], 2)
            for _, item in items:
                self._exclusion(item)

    def findings(self, findings: Sequence[Mapping[str, Any]]) -> None:
        if not findings:
            return
        self._heading("Findings", len(findings))
        for finding in wording.by_severity(findings):
            severity = str(finding["severity"])
            style = severity if severity in ("error", "warning") else "strong"
            label = [Piece("  "), Piece(severity, style)]
            codes = [Piece(", ".join(finding["codes"]), "code"), Piece(": ")]
            message = Piece(finding["message"])
            self._row(label, [*codes, message] if finding["codes"] else [message])
            cited = " · ".join(filter(None, (finding["rule"], finding["citation"])))
            self._row([], [Piece(cited, "faint")])

    def closing(self, result: Mapping[str, Any]) -> None:
        parts = [
            wording.releases(result) or "no books used",
            f"engine {wording.engine(result)}",
            f"rules {result['engine']['rules_version']}",
            f"{result['usage']['seconds']:.2f} s",
        ]
        self.lines.append("")
        self._row([], [Piece(" · ".join(parts), "faint")], 0)

    def _assignments(self, items: Iterable[Mapping[str, Any]]) -> None:
        for number, item in enumerate(items):
            if number:
                self.lines.append("")
            self._assignment(item)

    def _assignment(self, item: Mapping[str, Any]) -> None:
        label = [Piece(f"{item['sequence']:>2}  "), Piece(item["code"], "code")]
        self._row(label, [Piece(item["display"], "strong")])
        self._row([], [Piece(" · ".join(_facts(item)), "faint")])
        for evidence in item["evidence"]:
            self._evidence(evidence)
        for name, text in _reasons(item):
            self._labelled(name, text)

    def _exclusion(self, item: Mapping[str, Any]) -> None:
        label = [Piece(" " * _CODE_COLUMN), Piece(item["code"] or "no code", "code")]
        for evidence in item["evidence"]:
            source = Piece(f" ({_place(evidence)})", "faint")
            self._row(label, [*self._quoted(evidence, width(source.text)), source])
            label = []
        if not item["evidence"]:
            self._row(label, [Piece(f"“{item['text']}”")])
        if item["rule"]:
            self._row([], [Piece(item["rule"]["citation"], "faint")])

    def _evidence(self, evidence: Mapping[str, Any]) -> None:
        self._row([], self._quoted(evidence))
        self._row([], [Piece(_place(evidence), "faint")])

    def _quoted(self, evidence: Mapping[str, Any], taken: int = 0) -> list[Piece]:
        """The evidence with as much around it as one line holds, of which `taken` columns are."""
        free = self._width - self._indent - width(evidence["text"]) - taken - 6
        context = in_context(
            self._documents[evidence["document"]],
            evidence["start"],
            evidence["end"],
            room=min(_MOST_CONTEXT, max(_LEAST_CONTEXT, free // 2)),
        )
        words = context.words if self._colour else f"[{context.words}]"
        return [Piece(context.before), Piece(words, "evidence"), Piece(context.after)]

    def _labelled(self, name: str, text: str) -> None:
        wide = self._indent >= 8
        margin = self._indent + 7
        label = [Piece(" " * self._indent), Piece(name, "faint")]
        self._row(label, [Piece(text)], margin if wide else self._indent + 2)

    def _heading(self, title: str, number: int) -> None:
        self.lines.append("")
        self._row([], [Piece(title.upper(), "strong"), Piece(f" ({number})", "faint")], 0)

    def _row(
        self, label: Iterable[Piece], pieces: Iterable[Piece], indent: int | None = None
    ) -> None:
        at = self._indent if indent is None else indent
        self.lines += hanging(label, pieces, indent=at, room=self._width, colour=self._colour)


def _nothing(left_out: bool) -> str:
    return (
        "nothing that was found could be reported"
        if left_out
        else "the documents name nothing that can be coded"
    )


def _place(evidence: Mapping[str, Any]) -> str:
    """Where an evidence stands, and how it was matched unless it was word for word."""
    match = None if evidence["match"] == "exact" else f"{evidence['match']} match"
    return ", ".join(filter(None, (evidence["document"], evidence["section"], match)))


def _facts(item: Mapping[str, Any]) -> Iterator[str]:
    yield wording.role(item["role"]).lower()
    if item["poa"]:
        yield f"POA {item['poa']} ({wording.poa(item['poa']).lower()})"
    yield f"confidence {wording.percent(item['confidence'])}"
    if item["system"] != "icd10cm":
        yield wording.system(item["system"])


def _reasons(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Why the code stands: label and one line each, those that are there."""
    if item["rationale"]:
        yield "why", item["rationale"]
    trail = " · ".join(f"{step['book']}: {step['entry']}" for step in item["trail"])
    if trail:
        yield "path", trail
    rules = " · ".join(f"{one['section']} {one['title']}" for one in item["guidelines"])
    if rules:
        yield "rule", rules
    for other in item["alternatives"]:
        yield "or", f"{other['code']} for {other['discriminator']}"
