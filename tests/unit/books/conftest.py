"""What the tests of the books share."""

from pathlib import Path

import pytest

from symphony.books.shelf import Shelf


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A shelf with the embedded release, compiled once for all tests of a run."""
    folder: Path = tmp_path_factory.mktemp("home")
    return Shelf(folder)
