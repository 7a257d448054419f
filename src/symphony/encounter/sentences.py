"""Sentences of a note: running text, bullets, wrapped lines and clipped phrases.

A note is not prose, so the line decides first: a blank line, a bullet, a number or a label begins
a new sentence, and a line break inside wrapped text does not. Full stops decide second, with the
abbreviations of notes and clipped details ("DVT. Left leg.") in mind.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from symphony.encounter.fragments import goes_on
from symphony.encounter.tables import packaged_table, parse_table
from symphony.language.patterns import lazy

MAX_LENGTH = 2000
"""Longer stretches without any sentence end are cut, at a comma or white space where there is one,
so that the work on one sentence stays bounded whatever the input."""


class Extent(NamedTuple):
    """A half-open stretch of a text, in code points, end exclusive."""

    start: int
    end: int


_BULLET = r"[-*+•●○◦▪■□☐☑☒‣·\u2013\u2014>]|\(?\d{1,2}[.)](?!\d)|\(?[a-zA-Z][.)]|#\d{0,2}|\[[ xX]?\]"
_ITEM = lazy(rf"\s*(?:{_BULLET})(?:\s|$)|\s*[•●▪■☐☑☒]|\s*#\d{{0,2}}(?=[A-Za-z])")
_LABEL = lazy(r"\s*[A-Z][\w/&'() -]{1,40}:(?:\s|$)")
_WORD = lazy(r"\s*(\S+)")
_NUMBER_ITEM = lazy(r"\s*\(?(?:\d{1,2}|[a-zA-Z])\.(?=\s)")
_STOP = lazy(
    r"[.!?…。\s]"  # first of all what a stop begins with: all else is asked behind it
    r"(?:(?:(?<=[.!…。])|(?<=[^\s\"'“(\[]\?)"  # not in "? PE"
    r"(?! (?:[Nn]o|[Nn]one|[Nn]ever|[Dd]enie[sd])\b))"
    r"[.!?…。]*[\"'”\u2019)\]]*(?=\s|$)"  # nor before an answer ("Smoker? never")
    r"|(?<=[a-z]{3}\.)(?=[A-Z][a-z])"  # the space forgotten: "no fever.Lungs clear"
    r"|(?<=\s)(?=[•●▪■☐☑☒]\s))"  # bullets run together on one line
)
_IN_WORD = frozenset("_.'\u2019/-")
"""What may stand in an abbreviation besides letters and digits."""
_OPEN_END = lazy(
    r"(?:[,&/(]|\b(?:and|or|nor|of|with|the|a|an|no|to|in|for|by|on|at|from|his|her|denies|is|was"
    r"|has|had|not|without|due|but|that|which|as))$",
    re.IGNORECASE,
)
_NARROWEST, _WIDEST = 50, 132
_NARROWEST_BEFORE_CAPITAL = 66  # a list of short items may be as wide as 65
_CONTINUED = 40


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Extent, ...]:
    """The sentences of the text between two offsets, in order.

    They do not overlap, begin and end with a character that is not white space, and hold every
    such character of the stretch.
    """
    stop = len(text) if end is None else end
    return tuple(
        piece
        for block in _blocks(text, start, stop)
        for sentence in _split(text, block)
        for piece in _cut(text, sentence)
    )


def starts_item(text: str, sentence: Extent) -> bool:
    """Whether the sentence begins with the bullet or number of a list."""
    return _ITEM.match(text, sentence.start, sentence.end) is not None


def _blocks(text: str, start: int, end: int) -> Iterator[Extent]:
    """Stretches that line breaks do not end: paragraphs of wrapped text, single items and lines."""
    for paragraph in _paragraphs(text, start, end):
        width = max(len(text[line.start : line.end].rstrip()) for line in paragraph)
        first = paragraph[0]
        block_start, previous = first.start, first
        for line in paragraph[1:]:
            before, after = text[slice(*previous)], text[slice(*line)]
            if not _continues(before, after, width, small=_is_small(text)):
                yield Extent(block_start, previous.end)
                block_start = line.start
            previous = line
        yield Extent(block_start, previous.end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[list[Extent]]:
    """Runs of lines without a blank line between them."""
    lines: list[Extent] = []
    at = start
    for line in text[start:end].splitlines(keepends=True):
        extent = Extent(at, at + len(line))
        at = extent.end
        if not line.isspace():
            lines.append(extent)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


_MOST_CAPITALS = 0.01


@lru_cache(maxsize=4)
def _is_small(text: str) -> bool:
    """Whether the note is written in small letters throughout, so that they mark nothing."""
    capitals, letters = counted(text, str.isupper), counted(text, str.isalpha)
    return capitals < _MOST_CAPITALS * letters


def counted(text: str, kind: Callable[[str], bool]) -> int:
    """How many characters of a text are of a kind; each is asked once, however often it stands."""
    return sum(times for character, times in _characters(text).items() if kind(character))


@lru_cache(maxsize=4)
def _characters(text: str) -> Counter[str]:
    return Counter(text)


def _continues(previous: str, line: str, width: int, *, small: bool) -> bool:
    """Whether the line goes on with the sentence of the line before, in text of that width.

    A small letter says so, unless the whole note is in small letters.
    """
    if _ITEM.match(line):
        return False
    before = previous.rstrip()
    if before[-1] in ".!?:;" and not _wrapped(before, line, width):
        return False
    if _LABEL.match(line):
        return False
    if _OPEN_END.search(before[-12:]):
        return True
    if not small and line.lstrip()[0].islower() and len(before) >= _CONTINUED:
        return True
    return _wrapped(before, line, width, small=small)


def _wrapped(before: str, line: str, width: int, *, small: bool = False) -> bool:
    """Whether the break is there only because the next word did not fit.

    In a list of short items it is not; in a note in small letters every line may be one.
    """
    word = _WORD.match(line)
    if word is None or width > _WIDEST:
        return False
    narrowest = _NARROWEST_BEFORE_CAPITAL if small or word[1][0].isupper() else _NARROWEST
    return width >= narrowest and len(before) + 1 + len(word[1]) > width


def _split(text: str, block: Extent) -> Iterator[Extent]:
    """The sentences of a block, by their full stops."""
    start, end = block
    item = _NUMBER_ITEM.match(text, start, end)
    search_from = item.end() if item else start
    for match in _STOP.finditer(text, search_from, end):
        if match[0] == "." and goes_on(text, match.end(), end):
            continue
        if match[0][0] == "." and _is_abbreviation(text, start, match, end):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Extent]:
    """The stretch without the white space at its ends; nothing if nothing is left."""
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    if left < len(stretch):
        yield Extent(start + left, start + len(stretch.rstrip()))


def _is_abbreviation(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the full stop belongs to the word before it and the sentence goes on."""
    at = match.start()
    word = _word_before(text, max(start, at - 24), at).lower()
    following = text[match.end() : min(end, match.end() + 24)].lstrip()
    if not word or not following:
        return False
    always, inner, numbered = _abbreviations()
    if word in always or (len(word) == 1 and _is_shortened(text, start, at, following)):
        return True
    if word in numbered:
        return following[0].isdigit()
    if word in inner or ("." in word and word.replace(".", "").isalpha()):
        return not following[0].isupper()
    return False


def _word_before(text: str, start: int, end: int) -> str:
    """The letters, digits and signs of a word that stand right before a place."""
    first = end
    while first > start and (text[first - 1].isalnum() or text[first - 1] in _IN_WORD):
        first -= 1
    return text[first:end]


_TITLED = lazy(r"(?:^|\s)(?:[A-Z][\w'\u2019-]+|(?:Dr|Mr|Mrs|Ms|Prof|[A-Z])\.)\s+[A-Z]$")


def _is_initial(text: str, start: int, at: int, following: str) -> bool:
    """Whether the single letter before the stop is a name's initial ("John Q. Public")."""
    if not text[at - 1].isupper() or not following[0].isupper():
        return False
    found = _TITLED.search(text, max(start, at - 24), at)
    if found is None:
        return False
    return found[0].split()[0].lower() not in _LETTERED


_LETTERED = frozenset(
    {"hepatitis", "hep", "vitamin", "vit", "type", "grade", "class", "stage", "group", "influenza"}
    | {"factor", "protein", "plan", "part", "child-pugh", "child", "pugh", "weber", "flu"}
)
"""What a single letter names, with which a sentence may end."""
_EPITHET = lazy(r"(?-i:[a-z]){4,}")
_WORD_BEFORE = lazy(r"([\w-]+)\s+\w$")


def _is_shortened(text: str, start: int, at: int, following: str) -> bool:
    """Whether the single letter before the stop is an initial, or a genus."""
    return _is_initial(text, start, at, following) or _is_genus(text, start, at, following)


def _is_genus(text: str, start: int, at: int, following: str) -> bool:
    """Whether the single letter stands for the genus of a germ ("C. difficile")."""
    if not text[at - 1].isupper() or not _EPITHET.match(following):
        return False
    before = _WORD_BEFORE.search(text, max(start, at - 24), at)
    return before is None or before[1].lower() not in _LETTERED


def _cut(text: str, sentence: Extent) -> Iterator[Extent]:
    """The sentence in pieces of at most :data:`MAX_LENGTH`."""
    start, end = sentence
    while end - start > MAX_LENGTH:
        window = text[start : start + MAX_LENGTH]
        at = max(window.rfind(","), window.rfind(" "), window.rfind("\n")) + 1 or MAX_LENGTH
        yield from _trimmed(text, start, start + at)
        start += at
    yield from _trimmed(text, start, end)


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Abbreviations that never end a sentence; that may; and that want a number after them."""
    name = "abbreviated.toml"
    table = parse_table(name, packaged_table(name), keys=("stops",))
    row = table.section("stops", keys=("always", "inner", "numbered"))
    return (
        frozenset(row.texts("always")),
        frozenset(row.texts("inner")),
        frozenset(row.texts("numbered")),
    )
