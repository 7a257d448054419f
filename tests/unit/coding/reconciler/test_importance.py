"""Lasting diseases that stand beside any other: a table, asked by the code."""

import pytest

from symphony.books.store import Release
from symphony.coding.reconciler.importance import _beside_any


@pytest.mark.parametrize(
    "code", ["I10", "I48.91", "E78.5", "E11.9", "J45.20", "J45.50", "J45.909", "N18.31", "F17.210"]
)
def test_what_stands_beside_any_other(code: str) -> None:
    assert code in _beside_any()


@pytest.mark.parametrize(
    "code", ["I11.0", "E11.65", "J45.21", "J45.901", "J44.1", "K21.00", "I21.4"]
)
def test_what_something_has_made_worse(code: str) -> None:
    assert code not in _beside_any()


def test_the_table_names_codes_of_the_book(release: Release) -> None:
    assert all(release.code(code) for code in (*_beside_any().codes, *_beside_any().uncomplicated))
