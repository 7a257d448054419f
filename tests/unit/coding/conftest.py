"""What the tests of the agents share."""

import pytest

from symphony.books.shelf import Shelf
from symphony.books.store import Release


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The embedded release of ICD-10-CM, compiled once for all tests of a run."""
    return Shelf(tmp_path_factory.mktemp("home")).release("icd10cm")
