"""FHIR: recognising resources and loading a release of the code system that they hold."""

from contextlib import suppress
from datetime import date

from symphony.books.model import Content, Edition
from symphony.books.sources import Given
from symphony.books.systems.fhir import load as fhir
from symphony.books.systems.importer import Files, Wanted, asked_release, sources
from symphony.books.systems.tree import entries
from symphony.errors import BooksError

SYSTEM = "fhir"
_KINDS = ("CodeSystem", "ValueSet", "ConceptMap")


def recognise(given: Given) -> str | None:
    """``resource``: a CodeSystem, ValueSet or ConceptMap, alone or in a Bundle."""
    if given.is_xlsx or not any(f'"{kind}"' in given.text for kind in _KINDS):
        return None
    found = (resource.get("resourceType") for resource in fhir.resources(given))
    return "resource" if any(kind in _KINDS for kind in found) else None


def load(files: Files, wanted: Wanted) -> Content:
    """A release of the one code system among the resources.

    Raises:
        BooksError: there is none or more than one, or it is not complete.
        UsageError: neither the resource nor the order says from when it holds.
    """
    given = list(files.get("resource", ()))
    every = [resource for file in given for resource in fhir.resources(file)]
    systems = [resource for resource in every if resource.get("resourceType") == "CodeSystem"]
    if len(systems) != 1:
        raise BooksError(f"{len(systems)} code systems are among the resources; give one")
    system = systems[0]
    if system.get("content", "complete") not in ("complete", "fragment", "example"):
        raise BooksError(f"the code system is not complete (content: {system.get('content')})")
    start = asked_release(wanted, _day(system))
    maps = [resource for resource in every if resource.get("resourceType") == "ConceptMap"]
    sets = [resource for resource in every if resource.get("resourceType") == "ValueSet"]
    listed = fhir.allowed(sets, str(system.get("url", "")))
    edition = Edition(
        system=wanted.system,
        release=start.isoformat(),
        title=wanted.title or str(system.get("title") or system.get("name") or wanted.system),
        effective_from=start,
        effective_to=None,
        sources=sources(*given),
    )
    return Content(
        edition,
        entries(fhir.rows(system, maps), lambda code: listed is None or code in listed),
        facts=(("url", str(system.get("url", ""))), ("version", str(system.get("version", "")))),
    )


def _day(system: fhir.Resource) -> date | None:
    period = system.get("effectivePeriod", {})
    for text in (period.get("start"), system.get("version"), system.get("date")):
        with suppress(ValueError):
            return date.fromisoformat(str(text)[:10])
    return None
