"""One folder per code system or exchange format, each with the same file names in it.

``README.md`` about the data, ``system.py`` (``SYSTEM``, ``recognise``, ``load``), ``load.py`` that
reads the publisher's format, ``known_diffs.py`` where the publisher's files disagree. A new one is
a folder and a line here.
"""

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    # Not for use: this would load lxml, and a process that codes a note needs none of it.
    from symphony.books.systems.importer import Importer

SYSTEMS = {
    "icd10cm": "icd10cm",
    "icd10pcs": "icd10pcs",
    "hcpcs": "hcpcs",
    "cpt": "cpt",
    "icd10uk": "uk",
    "opcs4": "uk",
    "icd11": "icd11",
}
"""Systems whose publishers have a format of their own, and the folder that reads it."""

FORMATS = ("claml", "fhir", "table")
"""Formats in which any system may come."""


def importers(system: str) -> "tuple[Importer, ...]":
    """Who may read the files of the system: its own folder first, then the exchange formats."""
    own = (SYSTEMS[system],) if system in SYSTEMS else ()
    return tuple(_folder(name) for name in (*own, *FORMATS))


def _folder(name: str) -> "Importer":
    return cast("Importer", import_module(f"symphony.books.systems.{name}.system"))
