"""The words of an evidence with what stands around them, taken from the document itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symphony.errors import InputError

_BLANK_LINE = ("\n\n", "\r\n\r\n", "\r\r")


@dataclass(frozen=True, slots=True)
class Context:
    """Evidence in its surroundings, on one line: every run of white space is one space."""

    before: str
    words: str
    after: str


def in_context(text: str, start: int, end: int, room: int = 60) -> Context:
    """The words `text[start:end]` with up to `room` code points on either side.

    The surroundings stop at a blank line and are cut between words; an ellipsis marks a cut.
    """
    return Context(
        before=_before(text[max(0, start - room) : start], cut=start > room),
        words=" ".join(text[start:end].split()),
        after=_after(text[end : end + room], cut=end + room < len(text)),
    )


def _before(text: str, *, cut: bool) -> str:
    for blank in _BLANK_LINE:
        _, found, rest = text.rpartition(blank)
        if found:
            text, cut = rest, False
    words = text.split()
    if cut:
        words = ["…", *(words[1:] or words)]
    return " ".join(words) + (" " if words and text[-1:].isspace() else "")


def _after(text: str, *, cut: bool) -> str:
    for blank in _BLANK_LINE:
        rest, found, _ = text.partition(blank)
        if found:
            text, cut = rest, False
    words = text.split()
    if cut:
        words = [*(words[:-1] or words), "…"]
    return (" " if words and text[:1].isspace() else "") + " ".join(words)


def verify(result: Mapping[str, Any], documents: Mapping[str, str]) -> None:
    """Make sure that every evidence of the result stands in the given documents.

    A view that marks other words than those that were coded would be a false witness.

    Raises:
        InputError: a document is missing, or is not the text that was coded.
    """
    for evidence in _evidence(result):
        name, start, end = evidence["document"], evidence["start"], evidence["end"]
        if name not in documents:
            raise InputError(
                f"The result cites document {name!r}, whose text was not given: give all the "
                "documents that were coded."
            )
        if documents[name][start:end] != evidence["text"]:
            raise InputError(
                f"Document {name!r} is not the text that was coded: the evidence at {start}-{end} "
                "differs. Give the file exactly as it was when it was coded."
            )


def _evidence(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in ("codes", "candidates", "excluded"):
        for item in result[part]:
            yield from item["evidence"]
