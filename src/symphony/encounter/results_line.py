"""Where results end that are told on one line behind their label.

"CXR: clear." stands on a line, and the next one may go on with results or tell something else: what
was done, a statement, the story of a case. The label opens a section; only the lines that follow
say where it closes.
"""

import re
from typing import NamedTuple

from symphony.language.patterns import lazy

RESULTS = "results"
PROSE = lazy(
    r"(?=[^\n]{100})[A-Z][^\n.:;]*\b(?:is|are|was|were|has|had|have|came|comes|presented|presents|saw"
    r"|see|seen|reviewed|developed|underwent|admitted|thank|feels?|felt|says?|returns?|attended|made"
    r"|received|given|started|showed|revealed|confirmed|became|recovered|treated|diagnosed)\b"
)
"""A paragraph of running text, which is no list of names and no list of results."""
_ACTED = lazy(
    r"^\s*(?:he|she|they|pt|patient|the patient|we|i)\s"
    r"|\b(?:continue[sd]?|start(?:ed|ing)?|stop(?:ped)?|increased?|decreased?|add(?:ed)?|resum\w+"
    r"|refer(?:red)?|will|plan(?:s|ned)? (?:to|for)|recommend\w*|discussed|prescribed|switch\w*"
    r"|refill\w*|replet\w+|follow[- ]up|rtc|schedule[d]?|titrate)\b"
    r"|\b\d+ ?(?:mg|mcg|units)\b(?!\s?/)",
    re.IGNORECASE,
)
"""What is done or told, and is no result."""
_STATES = lazy(
    r"(?=[^\n]{0,200}\n?\Z)[A-Z](?:[a-z]+|[A-Z]{1,4})\b(?![ \t]{0,2}[:=<>\d])[^\n:=.]{3,}[.!]"
)
"""A line that makes a statement of its own: no value, no label."""
_SHORT_LINE = 200


class ResultsLine(NamedTuple):
    """The line of results that is open, if one is."""

    inline: bool = False
    """Whether the section is one of results, told on the line of its label."""
    closed: bool = False
    """Whether that line ends with its sentence."""
    running: bool = False
    """Whether it stands in running text, of no section."""

    def ends(self, line: str, *, after_blank: bool) -> bool:
        """Whether the line below, which opens no section itself, is no result any more."""
        if not self.inline:
            return False
        told = self.closed and _STATES.match(line)
        story = self.running and after_blank and PROSE.match(line)
        return bool(told or story or _ACTED.search(line))


def opened(line: str, kind: str, *, inline: bool, running: bool) -> ResultsLine:
    """What a line leaves open, which opens a section of that kind."""
    if kind != RESULTS or not inline:
        return ResultsLine()
    closed = len(line) <= _SHORT_LINE and line.rstrip().endswith((".", ")"))
    return ResultsLine(inline=True, closed=closed, running=running)
