"""Doubles for tests, of this program and of programs that use it: models that need no network."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symphony.llm.port import Exchange, Reply, Tokens

Script = Callable[[Exchange], "Reply | str"]


class ScriptedModel:
    """A model that says what a script says, and remembers what it was asked.

    The script is a function of the exchange, or a sequence of replies to be given in turn; a string
    stands for a reply with that text, an exception is raised.
    """

    def __init__(
        self, script: "Script | Sequence[Reply | str | Exception]", name: str = "scripted"
    ) -> None:
        """With a script, under a name."""
        self.name = name
        self.exchanges: list[Exchange] = []
        self._lock = threading.Lock()
        self._function: Script | None = script if callable(script) else None
        self._left = [] if callable(script) else list(script)

    def exchange(self, exchange: Exchange) -> Reply:
        """The next reply of the script.

        Raises:
            AssertionError: the script is at its end.
        """
        said = self._next(exchange)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Reply):
            return said
        tokens = Tokens(input=exchange.characters() // 4, output=len(said) // 4)
        return Reply(text=said, tokens=tokens, model=self.name)

    def _next(self, exchange: Exchange) -> "Reply | str | Exception":
        with self._lock:
            self.exchanges.append(exchange)
            if self._function is None:
                assert self._left, f"the script has no reply left for {exchange.stage}"
                return self._left.pop(0)
        return self._function(exchange)


@dataclass(frozen=True, slots=True)
class Known:
    """Something that a ``TableModel`` recognises in a note by its words."""

    quote: str
    terms: tuple[str, ...]
    kind: str = "diagnosis"
    said: str = "present"
    role: str = "managed"


@dataclass
class TableModel:
    """A model that knows a table of phrases and takes the first complete code it is shown for each.

    It answers every question of the four agents in the right form, from the question alone. Not a
    coder: a stand-in with which whole runs can be made.
    """

    table: Sequence[Known]
    name: str = "table"
    prefer: Mapping[str, str] = field(default_factory=dict)
    """Codes to take, by quote, if the pages show them."""
    exchanges: list[Exchange] = field(default_factory=list)

    def exchange(self, exchange: Exchange) -> Reply:
        """The answer to the last question of the exchange."""
        self.exchanges.append(exchange)
        text = exchange.messages[0].text
        answers: dict[str, Callable[[str], dict[str, Any]]] = {
            "extraction": self._extraction,
            "decisions": self._decisions,
            "corrections": lambda _: {"quotes": []},
            "walk": lambda _: {"found": []},
            "review": self._review,
        }
        said = json.dumps(answers[exchange.shape.name](text))
        tokens = Tokens(input=exchange.characters() // 4, output=len(said) // 4)
        return Reply(text=said, tokens=tokens, model=self.name)

    def _extraction(self, text: str) -> dict[str, Any]:
        return {"entries": list(self._entries(text))}

    def _entries(self, text: str) -> Iterator[dict[str, Any]]:
        for number, line in re.findall(r"^(\d+)\| (.*)$", text, re.MULTILINE):
            for known in self.table:
                if known.quote in line:
                    yield {
                        "line": int(number),
                        "quote": known.quote,
                        "kind": known.kind,
                        "said": known.said,
                        "role": known.role,
                        "terms": list(known.terms),
                        "facts": [],
                    }

    def _review(self, text: str) -> dict[str, Any]:
        # The set stands between its heading and the next empty line.
        _, _, after = text.partition(", in order:\n")
        listed, _, _ = after.partition("\n\n")
        codes = re.findall(r"^\| (\S+) .* confidence ", listed, re.MULTILINE)
        verdicts = [
            {"code": code, "line": 0, "verdict": "report", "reason": "as it is"} for code in codes
        ]
        return {"verdicts": verdicts, "adds": [], "swaps": [], "order": []}

    def _decisions(self, text: str) -> dict[str, Any]:
        # Our own headings stand at the beginning of a line; no line of a note or a book does.
        _, _, rest = text.partition("\nThe book: ")
        pages, _, marked = rest.partition("\nThe mentions:\n")
        shown = _complete(pages)
        mentions = re.findall(r"^(\d+)\| line \d+: (.*) \(.*\) -> (.*)$", marked, re.MULTILINE)
        return {
            "decisions": [
                self._decision(int(number), quote, codes.split(", "), shown)
                for number, quote, codes in mentions
            ]
        }

    def _decision(
        self, number: int, quote: str, candidates: Sequence[str], shown: Sequence[str]
    ) -> dict[str, Any]:
        wanted = [self.prefer.get(quote, ""), *candidates]
        fitting = [code for want in wanted if want for code in shown if code.startswith(want)]
        codes = [
            {
                "code": code,
                "reason": "first on the page",
                "guidelines": [],
                "more_specific": "",
                "confidence": 90,
            }
            for code in fitting[:1]
        ]
        return {
            "mention": number,
            "codes": codes,
            "none": "" if codes else "no_code",
            "reason": "" if codes else "nothing on the pages",
            "look_up": [],
        }


def _complete(pages: str) -> list[str]:
    """The complete codes of the pages, in order; of those that differ in the end, the first."""
    found: list[str] = []
    for code, rest in re.findall(r"^\|    (\S+) (.*)$", pages, re.MULTILINE):
        if code.endswith("_"):
            ends = re.search(r"\(last character: (\w)", rest)
            if ends:
                found.append(code[:-1] + ends.group(1))
        elif not code.endswith(("…", ":")):
            found.append(code)
    return found
