"""Reading FHIR R4 and R5: CodeSystem, with ValueSet and ConceptMap as what they say of its codes.

Source of the format: hl7.org/fhir/R4/codesystem.html and R5. Concepts may be nested or name their
parent as a property; a ValueSet that lists concepts limits the complete codes to those; a
ConceptMap gives each code what it is mapped to.
"""

import json
from collections.abc import Iterator
from typing import Any

from symphony.books.sources import Given
from symphony.books.systems.tree import Row
from symphony.errors import BooksError

Resource = dict[str, Any]
_OFF = frozenset({"notSelectable", "abstract"})
_GONE = frozenset({"inactive", "retired", "deprecated"})


def resources(given: Given) -> Iterator[Resource]:
    """The resources of a file: one, or those of a Bundle."""
    if not given.head.lstrip().startswith("{"):
        return
    try:
        found = json.loads(given.text)
    except ValueError:
        return
    if isinstance(found, dict) and found.get("resourceType") == "Bundle":
        yield from (e["resource"] for e in found.get("entry", []) if "resource" in e)
    elif isinstance(found, dict):
        yield found


def rows(system: Resource, maps: list[Resource]) -> list[Row]:
    """The concepts of a CodeSystem.

    Raises:
        BooksError: a concept has no code, or a code comes twice.
    """
    mapped = _mapped(maps, str(system.get("url", "")))
    found: dict[str, Row] = {}
    for concept, parent in _nested(system.get("concept", []), None):
        code = str(concept.get("code", ""))
        if not code or code in found:
            raise BooksError(f"the code system has a concept without a code, or {code!r} twice")
        properties = {str(p.get("code")): _value(p) for p in concept.get("property", [])}
        if any(properties.get(name) == "true" for name in _GONE) or (
            properties.get("status") in _GONE
        ):
            continue
        found[code] = Row(
            code,
            str(concept.get("display") or concept.get("definition") or code),
            properties.get("parent") or parent,
            billable=False if any(properties.get(name) == "true" for name in _OFF) else None,
            terms=tuple(str(d["value"]) for d in concept.get("designation", []) if d.get("value")),
            properties=tuple(
                [
                    (key, value)
                    for key, value in properties.items()
                    if key not in ("parent", "child")
                ]
                + [("maps_to", target) for target in mapped.get(code, [])]
            ),
        )
    return list(found.values())


def allowed(value_sets: list[Resource], url: str) -> frozenset[str] | None:
    """The codes that the value sets list for the system; None where none lists any."""
    listed = [
        str(concept["code"])
        for value_set in value_sets
        for include in value_set.get("compose", {}).get("include", [])
        if include.get("system") in (url, None)
        for concept in include.get("concept", [])
    ] + [
        str(contained["code"])
        for value_set in value_sets
        for contained in value_set.get("expansion", {}).get("contains", [])
        if contained.get("system") in (url, None) and "code" in contained
    ]
    return frozenset(listed) or None


def _nested(concepts: list[Resource], parent: str | None) -> Iterator[tuple[Resource, str | None]]:
    for concept in concepts:
        yield concept, parent
        yield from _nested(concept.get("concept", []), str(concept.get("code", "")) or None)


def _value(given: Resource) -> str:
    value = next((given[key] for key in given if key.startswith("value")), "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.get("code", "")) if isinstance(value, dict) else str(value)


def _mapped(maps: list[Resource], url: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for concept_map in maps:
        for group in concept_map.get("group", []):
            if str(group.get("source", url)).split("|")[0] != url:
                continue
            for element in group.get("element", []):
                targets = [
                    f"{group.get('target', '')}|{target['code']}"
                    for target in element.get("target", [])
                    if target.get("code") and target.get("relationship") != "not-related-to"
                    and target.get("equivalence") not in ("unmatched", "disjoint")
                ]  # fmt: skip
                found.setdefault(str(element.get("code", "")), []).extend(targets)
    return found
