"""What a model may look up in the books: words, and one place of the tabular list. Read-only.

Every line that comes out of a book begins with a bar: titles are data as notes are. What was shown
is remembered, so that a candidate can tell how it was found.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from symphony.books.alphabetic import Branch, Index, Line
from symphony.books.model import Code, NoteKind
from symphony.books.search import Search
from symphony.books.store import Release
from symphony.coding.axes import axis_rows
from symphony.coding.case import Scope
from symphony.coding.stages import Step
from symphony.llm.ask import LookUp
from symphony.llm.port import Tool

_HITS = 10
_CHILDREN = 40
_LINES = 3
_PRINTED = 50
_TEXT = {"type": "string", "maxLength": 200}


class Books:
    """Look-ups in one release for one conversation."""

    def __init__(self, release: Release, search: Search, scope: Scope, index: Index | None) -> None:
        """Over a release; ``index`` where the release has one."""
        self._release = release
        self._search = search
        self._scope = scope
        self._index = index
        self._paths: dict[str, tuple[Step, ...]] = {}

    def path(self, code: str) -> tuple[Step, ...]:
        """How the code was come upon in this conversation; empty where it was not."""
        return self._paths.get(code, ())

    def tools(self) -> tuple[LookUp, ...]:
        """The look-ups as tools: ``search``, ``read`` and, with an index, ``index``."""
        found = [
            _tool("search", "Find codes by the words of their names.", "words", self._by_words),
            _tool(
                "read",
                "Read one place of the tabular list: title, notes, what stands below it.",
                "code",
                self._by_code,
            ),
        ]
        if self._index is not None:
            found.append(
                _tool(
                    "index",
                    "Look a main term up in the alphabetic index and its tables.",
                    "term",
                    self._by_term,
                )
            )
        return tuple(found)

    def search(self, words: str, limit: int = _HITS) -> tuple[tuple[Code, str, float], ...]:
        """Codes by words: entry, the name that fitted, how well (0-1). Those in scope only."""
        wide = limit if not self._scope.include else 20 * limit
        hits = [hit for hit in self._search(words, limit=wide) if self.may_lead(hit.code.code)]
        return tuple((hit.code, hit.name, hit.score) for hit in hits[:limit])

    def may_lead(self, code: str) -> bool:
        """Whether the code, or one below it, may be reported."""
        above = any(prefix.startswith(code) for prefix in self._scope.include)
        return above or self._scope.allows(code)

    def _by_words(self, words: str) -> str:
        found = self.search(words)
        for code, name, _ in found:
            self._remember(code.code, Step("tabular", f"{name} → {code.code}"))
        return _barred(f"{code.code} {code.title}" for code, _, _ in found)

    def in_index(self, words: str) -> Iterator[tuple[Line, str, str]]:
        """Lines of the index that the words lead to, each code with its path; see is followed."""
        if self._index is None:
            return
        for line in self._index.find(words)[:_LINES]:
            if not line.derived:
                yield from _coded(self._index.branch(line, 0))

    def _by_term(self, term: str) -> str:
        if self._index is None:
            return _barred(())
        shown: list[str] = []
        for line in self._index.find(term)[:_LINES]:
            for at, path, code in _printed(self._index.branch(line, 2)):
                shown.append(path)
                if code:
                    self._remember(code, Step("index", f"{', '.join(at.path)} → {code}"))
        return _barred(shown[:_PRINTED])

    def _by_code(self, code: str) -> str:
        entry = self._release.code(code.strip().upper())
        if entry is None:
            return "| (the release has no such place)"
        axes = list(axis_rows(self._release, entry.code))
        below = () if axes else self._release.children(entry.code)[:_CHILDREN]
        for place in (entry, *below):
            self._remember(place.code, Step("tabular", f"{place.code} {place.title}"))
        notes = [
            f"{note.kind.replace('_', ' ')}: {note.text}"
            for note in self._release.notes(entry.code)[:12]
            if note.kind is not NoteKind.SEVENTH_CHARACTER
        ]
        lines = [f"{entry.code} {entry.title}", *notes]
        return _barred([*lines, *axes, *(f"{child.code} {child.title}" for child in below)])

    def _remember(self, code: str, step: Step) -> None:
        self._paths.setdefault(code, (step,))


def _coded(branch: Branch) -> Iterator[tuple[Line, str, str]]:
    """The codes of a line, or of the line that it sends to: line, code, path in words."""
    line = branch.line
    for found in line.codes:
        if found.code is not None:
            role = "" if found.role == "default" else f" ({found.role.replace('_', ' ')})"
            yield line, found.code, f"{', '.join(line.path)}{role} → {found.printed}"
    for kind, text, there in branch.sent_to:
        if there is not None:
            for _, code, path in _coded(there):
                yield line, code, f"{', '.join(line.path)}, {kind} {text}: {path}"


def _printed(branch: Branch) -> Iterator[tuple[Line, str, str | None]]:
    """A branch as the index prints it: line, text, and its code if it has one."""
    line = branch.line
    told = "; ".join(f"{kind} {text}" for kind, text in line.references)
    codes = list(_coded(branch))
    for _, code, path in codes:
        yield line, path, code
    if told and not codes:
        yield line, f"{', '.join(line.path)}: {told}", None
    if not told and not codes:
        yield line, ", ".join(line.path), None
    for below in branch.below:
        yield from _printed(below)


def _barred(lines: Any) -> str:
    shown = "\n".join(f"| {' '.join(line.split())}" for line in lines)
    return shown or "| (nothing found)"


def _tool(name: str, description: str, field: str, read: Any) -> LookUp:
    parameters = {
        "type": "object",
        "properties": {field: _TEXT},
        "required": [field],
        "additionalProperties": False,
    }

    def answer(arguments: Mapping[str, Any]) -> str:
        asked = arguments.get(field)
        if not isinstance(asked, str) or not asked.strip():
            return f"Give {field} as text."
        found: str = read(asked[:200])
        return found

    return LookUp(Tool(name, description, parameters), answer)
