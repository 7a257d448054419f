"""What the tests of the books share."""

import pytest

from symphony.books.shelf import Shelf
from symphony.books.store import Release


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A shelf with the embedded release, compiled once for all tests of a run."""
    return Shelf(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def release(shelf: Shelf) -> Release:
    """The embedded release of ICD-10-CM."""
    return shelf.release("icd10cm")
