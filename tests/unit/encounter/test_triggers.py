"""The shipped triggers: every phrase, with every word of its lists, is read as its own entry."""

import re
import tomllib
from collections.abc import Iterator
from itertools import islice, product

import pytest

from symphony.encounter.phrases import tokens
from symphony.encounter.tables import packaged_table
from symphony.encounter.triggers import triggers

TABLE = tomllib.loads(packaged_table("triggers.toml"))
MOST_READINGS = 200


def readings(phrase: str) -> Iterator[str]:
    choices = []
    for unit in re.findall(r"\{[a-z_]+\??\}|[^\s{}]+", phrase):
        name = unit.strip("{}?")
        listed = TABLE["words"][name][:25] if unit.startswith("{") else [unit]
        choices.append([*listed[:2], ""] if unit.endswith("?}") else listed)
    for choice in islice(product(*choices), MOST_READINGS):
        yield " ".join(word for word in choice if word)


@pytest.mark.parametrize("entry", TABLE["trigger"], ids=lambda entry: entry["id"])
def test_a_phrase_is_read_as_its_own_entry(entry: dict[str, object]):
    table = triggers()
    search = table.answers if entry.get("shape") == "answer" else table.running
    phrases = entry["phrases"]
    assert isinstance(phrases, list)
    for phrase in phrases:
        for reading in readings(phrase):
            found = tokens(reading)
            hit = search.at(found, 0)
            assert hit is not None, reading
            assert (hit.value.id, hit.stop) == (entry["id"], len(found)), reading


def test_every_trigger_says_where_its_idea_is_from():
    assert all(entry["source"] for entry in TABLE["trigger"])


def test_the_uncertain_terms_of_guideline_ii_h_and_iv_h_are_there():
    table = triggers()
    for term in (
        "probable",
        "suspected",
        "likely",
        "questionable",
        "possible",
        "still to be ruled out",
        "compatible with",
        "consistent with",
        "rule out",
        "working diagnosis",
    ):
        hit = table.running.at(tokens(term), 0)
        assert hit is not None
        assert hit.value.category == "possible"
