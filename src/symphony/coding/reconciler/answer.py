"""The form of a model's answer when it reviews a set of codes."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

ListedCode = Annotated[str, Field(max_length=20)]
Sentence = Annotated[str, Field(min_length=1, max_length=400)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Form):
    """A code to drop or to add, and why."""

    code: ListedCode
    reason: Sentence


class Swap(_Form):
    """A code, the neighbour that should stand for it, and why."""

    code: ListedCode
    by: ListedCode
    reason: Sentence


class Review(_Form):
    """The changes to the set; all empty where it is right."""

    drops: list[Change] = Field(max_length=40)
    adds: list[Change] = Field(max_length=40)
    swaps: list[Swap] = Field(max_length=20)
    order: list[ListedCode] = Field(max_length=80)
