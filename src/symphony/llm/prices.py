"""Prices of models in US dollars for a million tokens, as data with a date.

A model that the table does not hold has no price: its cost is unknown (None), never nought.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from pathlib import Path

import tomli

from symphony.errors import InputError
from symphony.llm.port import Tokens

_MILLION = Decimal(1_000_000)
_FIELDS = {"model", "input", "cached", "output"}


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens: read, read from the provider's cache, and written."""

    input: Decimal
    cached: Decimal
    output: Decimal


@dataclass(frozen=True, slots=True)
class Prices:
    """A price table: which day it was read, from where, and the prices by a pattern of names."""

    on: date | None = None
    source: str = ""
    by_pattern: Mapping[str, Price] = field(default_factory=dict)

    def cost(self, model: str, tokens: Tokens) -> Decimal | None:
        """What the tokens cost, or None where the table does not hold the model."""
        price = self._of(model)
        if price is None:
            return None
        fresh = tokens.input - tokens.cached
        return (
            fresh * price.input + tokens.cached * price.cached + tokens.output * price.output
        ) / _MILLION

    def _of(self, model: str) -> Price | None:
        exact = self.by_pattern.get(model)
        if exact:
            return exact
        fitting = [p for p in self.by_pattern if fnmatchcase(model, p)]
        return self.by_pattern[max(fitting, key=len)] if fitting else None


def read_prices(text: str, name: str) -> Prices:
    """A price table from TOML: ``date``, ``source`` and a list ``price`` of tables.

    Raises:
        InputError: the file is malformed or holds an unknown key; names file and entry.
    """
    try:
        read = tomli.loads(text, parse_float=Decimal)
        entries = read.pop("price")
        on, source = read.pop("date"), read.pop("source")
        if read or any(set(entry) != _FIELDS for entry in entries):
            raise InputError(f"{name}: keys are date, source and price with {sorted(_FIELDS)}")
        table = {
            entry["model"]: Price(*(Decimal(entry[key]) for key in ("input", "cached", "output")))
            for entry in entries
        }
    except (tomli.TOMLDecodeError, KeyError, TypeError, ArithmeticError) as error:
        raise InputError(f"{name} is not a price table: {error}") from error
    return Prices(on, source, table)


@lru_cache(maxsize=4)
def prices(file: Path | None = None) -> Prices:
    """The prices of the file, or those that come with the program.

    Raises:
        InputError: the file cannot be read.
    """
    if file is None:
        packaged = resources.files("symphony.llm") / "data" / "prices.toml"
        return read_prices(packaged.read_text("utf-8"), "prices.toml")
    try:
        return read_prices(file.read_text("utf-8"), file.name)
    except OSError as error:
        raise InputError(f"cannot read the price table {file}: {error.strerror}") from error
