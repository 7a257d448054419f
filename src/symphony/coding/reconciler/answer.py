"""The form of a model's answer when it reviews a set of codes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ListedCode = Annotated[str, Field(max_length=20)]
Sentence = Annotated[str, Field(min_length=1, max_length=400)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Form):
    """What becomes of one code of the set, and the line that shows it was dealt with."""

    code: ListedCode
    line: int
    verdict: Literal["report", "leave_out", "drop"]
    reason: Sentence


class Change(_Form):
    """A code to add, and why."""

    code: ListedCode
    reason: Sentence


class Swap(_Form):
    """A code, the neighbour that should stand for it, and why."""

    code: ListedCode
    by: ListedCode
    reason: Sentence


class Review(_Form):
    """A verdict on every code of the set, and the other changes to it."""

    verdicts: list[Verdict] = Field(max_length=80)
    adds: list[Change] = Field(max_length=40)
    swaps: list[Swap] = Field(max_length=20)
    order: list[ListedCode] = Field(max_length=80)
