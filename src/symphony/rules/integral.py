"""Signs and symptoms that belong to a disease (guidelines I.B.4, I.B.5, II.A, IV.D, I.C.18.b).

``data/integral/families.toml`` names families of diagnoses, ``symptoms.toml`` the symptoms that
belong to them. What is routinely associated is a rule each ("symptoms.cough"). What a disease often
brings about, but not as a matter of course, is left to who reads the note: :func:`brought_about`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.errors import InternalError
from symphony.rules.guidelines import ruled
from symphony.rules.laterality import sided
from symphony.rules.rule import Rule
from symphony.rules.sheet import Item, Sheet
from symphony.rules.tables import document, table

_FOLDER = resources.files("symphony.rules") / "data" / "integral"


@dataclass(frozen=True, slots=True)
class Symptom:
    """One symptom: its codes, and the codes of the diseases that it belongs or may belong to."""

    id: str
    name: str
    codes: str
    of: str
    may: str
    one_side: bool


@lru_cache(maxsize=1)
def symptoms() -> tuple[Symptom, ...]:
    """All symptoms of the table.

    Raises:
        InternalError: a row names a family that there is not; names the row.
    """
    families = _families()
    rows = table(
        _FOLDER / "symptoms.toml", "symptom", ("id", "name", "codes"), ("of", "may", "one_side")
    )
    return tuple(
        Symptom(
            id=row["id"],
            name=row["name"],
            codes=row["codes"],
            of=_joined(families, row, "of"),
            may=_joined(families, row, "may"),
            one_side=row.get("one_side", False),
        )
        for row in rows
    )


def _families() -> dict[str, str]:
    whole = document(_FOLDER / "families.toml")
    wrong = [name for name, codes in whole.items() if not isinstance(codes, str) or not codes]
    if wrong:
        raise InternalError(f"families.toml: {wrong[0]!r} names no codes")
    return whole


def _joined(families: dict[str, str], row: dict[str, list[str]], key: str) -> str:
    names = row.get(key, ())
    unknown = [name for name in names if name not in families]
    if unknown:
        raise InternalError(f"symptoms.toml: {row['id']!r} names no family with {unknown[0]!r}")
    return ", ".join(families[name] for name in names)


def _rules() -> Iterator[Rule]:
    """The rules of what is routinely associated."""
    for symptom in symptoms():
        if symptom.of:
            raw = {
                "id": f"symptoms.{symptom.id}",
                "title": f"{symptom.name.capitalize()} is part of the disease that causes it",
                "section": "I.B.5",
                "severity": "info",
                "if": symptom.codes,
                "with": symptom.of,
                "then": "drop",
                "reason": "integral_symptom",
                "one_side": symptom.one_side,
                "say": f"{symptom.name} ({{code}}) is part of {{other}}",
            }
            yield ruled(raw, "symptoms.toml")


RULES = tuple(_rules())
SELECTORS = frozenset(
    text for symptom in symptoms() for text in (symptom.codes, symptom.of, symptom.may) if text
)


def is_symptom(sheet: Sheet, item: Item) -> bool:
    """Whether the code is one of those that the table calls symptoms."""
    return not _codes().isdisjoint(sheet.book.selected_by(item.code))


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    """The texts that name the codes of symptoms."""
    return frozenset(symptom.codes for symptom in symptoms())


def brought_about(sheet: Sheet, item: Item) -> tuple[Item, ...]:
    """The diseases of the set that often bring the symptom about, or to which it belongs."""
    found: dict[str, Item] = {}
    naming = frozenset(sheet.book.selected_by(item.code))
    for symptom in symptoms():
        if symptom.codes not in naming:
            continue
        for text in filter(None, (symptom.of, symptom.may)):
            for other in sheet.among(text):
                apart = symptom.one_side and _opposed(item, other)
                if other is not item and not apart and not sheet.asked(other, item):
                    found[other.code] = other
    return tuple(found.values())


def _opposed(one: Item, other: Item) -> bool:
    return {sided(one.title).side, sided(other.title).side} == {"right", "left"}
