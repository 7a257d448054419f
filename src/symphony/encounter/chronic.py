"""Conditions that "history of" does not make past."""

from functools import cache

from symphony.encounter.phrases import Phrases, tokens
from symphony.encounter.tables import packaged_table, parse_table


@cache
def _known() -> tuple[Phrases[str], Phrases[str]]:
    name = "chronic.toml"
    table = parse_table(name, packaged_table(name), keys=("heads", "exceptions"))
    return _phrases(table.texts("heads")), _phrases(table.texts("exceptions"))


def _phrases(texts: tuple[str, ...]) -> Phrases[str]:
    return Phrases((text, text) for text in texts)


def is_chronic(phrase: str) -> bool:
    """Whether the phrase names a condition that lasts, by ``data/chronic.toml``.

    "History of type 2 diabetes" is a way to say that the patient has it; "history of breast
    cancer" and "history of gestational diabetes" are not.
    """
    heads, exceptions = _known()
    found = tokens(phrase)
    return any(heads.find(found)) and not any(exceptions.find(found))
