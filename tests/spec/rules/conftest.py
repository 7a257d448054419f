import pytest

from symphony.books.shelf import Shelf
from symphony.books.store import Release


@pytest.fixture(scope="session")
def release() -> Release:
    return Shelf().release("icd10cm")
