"""The trigger words of ``data/triggers.toml``, which say what a sentence asserts of a mention."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

from symphony.encounter.phrases import Phrases
from symphony.encounter.tables import Row, packaged_table, parse_table


class Assertion(StrEnum):
    """What a note says of a condition it mentions."""

    PRESENT = "present"
    NEGATED = "negated"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    FAMILY = "family"
    """It is another person's: a relative's or anyone else's."""
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"


class Direction(StrEnum):
    """Where the mention stands that a trigger speaks of (see the head of the table)."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"
    EITHER = "either"
    PSEUDO = "pseudo"
    TERMINATE = "terminate"
    TERMINATE_FORWARD = "terminate_forward"


_ENDING = (Direction.TERMINATE, Direction.TERMINATE_FORWARD)
_ANSWER = "answer"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One entry of the table."""

    id: str
    category: Assertion | None
    direction: Direction
    scope: int | None
    """The most words between trigger and mention; None for as far as the clause goes."""
    ends: frozenset[Assertion]
    answer: bool
    chronic: bool
    doubted: bool
    """Whether it refers back over clauses, to what the sentence doubts ("this was excluded")."""
    titled: bool
    """Whether it speaks of the title of the line too ("Ileus - watched for, never present")."""
    listed: frozenset[str]
    """Words of a list over which a reach back goes on ("HIV, HBV and HCV negative")."""
    needs: Phrases[bool] | None
    unless: Phrases[bool] | None
    """Words that may not stand in its reach: with them it speaks of the patient after all."""
    bare: bool
    """Whether it says nothing of a condition that is told as the patient's own ("her gout")."""
    source: str


@dataclass(frozen=True, slots=True)
class Triggers:
    """The whole table, ready to be searched for."""

    running: Phrases[Trigger]
    """Triggers in running text."""
    answers: Phrases[Trigger]
    """Triggers that answer an item of a form."""
    closing: frozenset[str]


@cache
def triggers() -> Triggers:
    """The triggers of this installation."""
    name = "triggers.toml"
    return load_triggers(name, packaged_table(name))


def load_triggers(name: str, content: str) -> Triggers:
    """The triggers in the content of a TOML table.

    Raises:
        TableError: the table is malformed: an unknown key or category, a phrase that stands twice,
            a list of words that does not exist.
    """
    table = parse_table(name, content, keys=("closing", "words", "trigger"))
    word_row = table.section("words")
    words = {key: word_row.texts(key) for key in word_row.values}
    rows = table.rows("trigger", identity="id", keys=_KEYS)
    entries = [(row, _trigger(row, words)) for row in rows]
    return Triggers(
        _phrases(((row, t) for row, t in entries if not t.answer), words),
        _phrases(((row, t) for row, t in entries if t.answer), words),
        frozenset(table.texts("closing")),
    )


_KEYS = (
    *("id", "category", "direction", "scope", "phrases", "ends"),
    *("shape", "chronic", "doubted", "titled", "listed", "needs", "unless", "bare", "source"),
)


_SPEAKING = frozenset(
    {"category", "scope", "needs", "unless", "bare", "chronic", "doubted", "titled"}
)


def _trigger(row: Row, words: Mapping[str, tuple[str, ...]]) -> Trigger:
    direction = Direction(row.one_of("direction", Direction))
    ends = frozenset(map(Assertion, row.texts_of("ends", Assertion)))
    speaks = direction not in (*_ENDING, Direction.PSEUDO)
    if not speaks and not _SPEAKING.isdisjoint(row.values):
        raise row.fail(f"direction '{direction}' goes without category, scope, needs and chronic")
    if direction in _ENDING and not ends:
        raise row.fail(f"direction '{direction}' goes with 'ends'")
    needed = row.texts("needs", optional=True)
    barred = row.texts("unless", optional=True)
    return Trigger(
        id=row.text("id"),
        category=Assertion(row.one_of("category", Assertion)) if speaks else None,
        direction=direction,
        scope=_scope(row) if speaks else None,
        ends=ends,
        answer=row.one_of("shape", ("words", _ANSWER), "words") == _ANSWER,
        chronic=row.flag("chronic"),
        doubted=row.flag("doubted"),
        titled=row.flag("titled"),
        listed=frozenset(row.texts("listed")) if "listed" in row.values else frozenset(),
        needs=_phrase_set(row, needed, words) if needed else None,
        unless=_phrase_set(row, barred, words) if barred else None,
        bare=row.flag("bare"),
        source=row.text("source"),
    )


def _scope(row: Row) -> int | None:
    scope = row.values.get("scope")
    if scope == "end":
        return None
    if not isinstance(scope, int) or isinstance(scope, bool) or scope < 0:
        raise row.fail("'scope' must be \"end\" or a number of words")
    return scope


def _phrase_set(
    row: Row, texts: tuple[str, ...], words: Mapping[str, tuple[str, ...]]
) -> Phrases[bool]:
    return _built(((row, text, True) for text in texts), words)


def _phrases(
    entries: Iterable[tuple[Row, Trigger]], words: Mapping[str, tuple[str, ...]]
) -> Phrases[Trigger]:
    return _built(
        ((row, phrase, trigger) for row, trigger in entries for phrase in row.texts("phrases")),
        words,
    )


def _built(
    entries: Iterable[tuple[Row, str, _T]], words: Mapping[str, tuple[str, ...]]
) -> Phrases[_T]:
    phrases: Phrases[_T] = Phrases()
    for row, phrase, value in entries:
        try:
            phrases.add(phrase, value, words)
        except KeyError as error:
            raise row.fail(f"'{phrase}' names the list {error}, which [words] lacks") from error
        except ValueError as error:
            raise row.fail(f"the phrase '{phrase}' also stands elsewhere") from error
    return phrases
