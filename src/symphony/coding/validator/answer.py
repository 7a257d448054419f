"""The form of a model's answer when it validates."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Sentence = Annotated[str, Field(max_length=400)]
Why = Literal[
    "", "not_reportable", "integral_symptom", "uncertain", "historical", "less_specific", "no_code"
]


class _Form(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


class Cited(_Form):
    """A section of the guidelines that the decision rests on."""

    section: Annotated[str, Field(max_length=40)]
    quote: Sentence


class Chosen(_Form):
    """A complete code and why."""

    code: Annotated[str, Field(max_length=20)]
    reason: Sentence
    guidelines: list[Cited] = Field(max_length=3)
    more_specific: Sentence
    confidence: Annotated[int, Field(ge=0, le=100)]


class Decision(_Form):
    """What becomes of one mention."""

    mention: int
    codes: list[Chosen] = Field(max_length=6)
    one_of: bool = False
    none: Why
    reason: Sentence
    look_up: list[Annotated[str, Field(max_length=120)]] = Field(max_length=3)


class Decisions(_Form):
    """What becomes of every mention that was laid out."""

    decisions: list[Decision] = Field(max_length=80)
