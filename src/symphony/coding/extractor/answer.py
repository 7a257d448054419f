"""The form of a model's answer when it extracts."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "diagnosis",
    "symptom",
    "finding",
    "procedure",
    "status",
    "history",
    "external_cause",
    "social",
]
Said = Literal[
    "present",
    "described",
    "possible",
    "historical",
    "family",
    "negated",
    "hypothetical",
    "planned",
]
Relation = Literal["reason", "managed", "part", "relevant", "mentioned"]
FactName = Literal["side", "site", "acuity", "type", "cause", "episode", "also", "other"]
Quote = Annotated[str, Field(min_length=1, max_length=400)]


class _Form(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_serialization_defaults_required=True
    )


class Problem(_Form):
    """What the encounter dealt with, as a heading of the assessment would name it."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    line: int
    quote: Annotated[str, Field(max_length=400)]


class FactSaid(_Form):
    """A detail and where it stands."""

    name: FactName
    line: int
    quote: Quote


class Found(_Form):
    """One thing that a code could stand for."""

    line: int
    quote: Quote
    kind: Kind
    said: Said
    problem: int = 0
    role: Relation
    terms: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(max_length=6)
    facts: list[FactSaid] = Field(max_length=12)


class Extraction(_Form):
    """The problems, and everything found in the lines that were shown."""

    problems: list[Problem] = Field(default=[], max_length=40)
    entries: list[Found] = Field(max_length=120)


class Corrected(_Form):
    """The words that were meant, for one quote that was not found."""

    number: int
    line: int
    quote: Annotated[str, Field(max_length=400)]


class Corrections(_Form):
    """The words that were meant, for all quotes that were not found."""

    quotes: list[Corrected] = Field(max_length=200)
