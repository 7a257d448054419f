"""The form of a model's answer when it navigates."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PlaceCode = Annotated[str, Field(max_length=20)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Places(_Form):
    """The places in the books for one mention, best first."""

    mention: int
    codes: list[PlaceCode] = Field(max_length=8)


class Walk(_Form):
    """The places for all mentions that were asked for."""

    found: list[Places] = Field(max_length=60)
