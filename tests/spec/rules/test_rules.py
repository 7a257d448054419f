"""The rules by example: every ``[[example]]`` of the TOML files beside this one, line by line.

``codes`` are in the order in which a coder gives them; ``@Y`` is a present-on-admission indicator,
``?`` says that the note only suspects it, ``~`` that only a document of after the encounter says
so. ``finds`` are rules that must find something, ``silent`` rules that must not, ``becomes`` what
is left, in sequence. docs/reference/rules/ is made from them.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from symphony.encounter.model import Patient, Setting
from symphony.rules.catalogue import RULES, by_id
from symphony.rules.engine import check, resolve
from symphony.rules.model import CodeSet, Line

HERE = Path(__file__).parent
KEYS = {"title", "section", "codes", "finds", "silent", "becomes", "setting", "age", "sex", "date",
        "words", "admitted_from"}  # fmt: skip


def examples() -> list[Any]:
    found = []
    for file in sorted(HERE.glob("*.toml")):
        chapter = tomllib.loads(file.read_text(encoding="utf-8"))
        for number, example in enumerate(chapter["example"], start=1):
            name = f"{file.stem}-{number}-{example['title']}"
            found.append(pytest.param(example, id=name.replace(" ", "-")))
    return found


def line(text: str, place: int, words: str) -> Line:
    code, _, poa = text.partition("@")
    return Line(
        code.rstrip("?~"),
        sequence=place,
        poa=poa or None,  # type: ignore[arg-type]
        words=words,
        uncertain=code.endswith("?"),
        late=code.endswith("~"),
    )


def codeset(example: dict[str, Any]) -> CodeSet:
    codes = example["codes"].split()
    on = example.get("date")
    return CodeSet(
        tuple(line(c, n, example.get("words", "")) for n, c in enumerate(codes, start=1)),
        Setting(example.get("setting", "outpatient")),
        Patient(example.get("age"), example.get("sex")),
        date.fromisoformat(on) if on else None,
        example.get("admitted_from"),
    )


@pytest.mark.parametrize("example", examples())
def test_example(example, release):
    assert set(example) <= KEYS
    given = codeset(example)
    found = {finding.rule for finding in check(given, release)}
    assert set(example.get("finds", ())) <= found
    assert not set(example.get("silent", ())) & found
    if "becomes" in example:
        kept = [each.code for each in resolve(given, release).kept]
        assert kept == example["becomes"].split()


def test_examples_name_rules_that_exist():
    named = {
        rule
        for param in examples()
        for example in param.values
        for rule in (*example.get("finds", ()), *example.get("silent", ()))
    }
    assert named <= set(by_id())


def named_in_examples():
    found = (rule for param in examples() for e in param.values for rule in e.get("finds", ()))
    return set(found)


def test_every_rule_that_is_code_has_an_example():
    # The rules that are data have tests/unit/rules/test_every_row.py besides.
    code = {rule.id for rule in RULES if not hasattr(rule.look, "args")}
    assert code <= named_in_examples()


def test_every_family_has_an_example():
    families = {rule.partition(".")[0] for rule in named_in_examples()}
    assert {rule.family for rule in RULES} <= families
