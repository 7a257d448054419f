"""Properties of the books that must hold for any release and any query."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symphony.books.changes import changes_to, derived
from symphony.books.compile import write_release
from symphony.books.model import Content, Edition
from symphony.books.search import Search
from symphony.books.spelling import distance
from symphony.books.store import Release
from symphony.books.systems.tree import Row, by_prefix, entries

LETTERS = st.text("abcdeir", min_size=1, max_size=9)
TITLE = st.lists(LETTERS, min_size=1, max_size=4).map(" ".join)
CODE = st.from_regex(r"[AB][0-2][0-2](\.[0-2]{1,2})?", fullmatch=True)
BOOK = st.dictionaries(CODE, TITLE, min_size=1, max_size=25)


def leaves(book: dict[str, str]) -> dict[str, str]:
    """Only codes below which no other stands: those that a list of complete codes has."""
    return {
        code: title
        for code, title in book.items()
        if not any(other != code and other.startswith(code) for other in book)
    }


def release(book: dict[str, str], folder: Path) -> Release:
    path = folder / "a.sqlite"
    path.unlink(missing_ok=True)
    edition = Edition("toy", "2026-01-01", "Toy", date(2026, 1, 1), None, ())
    rows = by_prefix(Row(code, title) for code, title in sorted(book.items()))
    write_release(Content(edition, entries(rows)), path)
    return Release(path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=BOOK, after=BOOK)
def test_a_derived_release_has_the_codes_of_the_list_and_no_others(
    tmp_path: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    old, wanted = release(before, tmp_path), leaves(after)
    made = list(derived(old, changes_to(old, wanted)))
    assert {e.code: e.title for e in made if e.billable} == wanted
    seen: set[str] = set()
    for entry in made:
        assert entry.parent is None or entry.parent in seen
        seen.add(entry.code)
    assert len(seen) == len(made)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(book=BOOK)
def test_every_code_is_found_by_its_own_title(tmp_path: Path, book: dict[str, str]) -> None:
    found = release(book, tmp_path)
    search = Search(found)
    for code in found.codes():
        hits = {hit.code.code: hit.score for hit in search(code.title, 200)}
        assert hits.get(code.code) == pytest.approx(max(hits.values()))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=80))
def test_no_query_breaks_the_search(release_of_april: Search, query: str) -> None:
    for hit in release_of_april(query, 5, complete=True):
        assert 0 < hit.score <= 1 + 1e-6


@pytest.fixture(scope="module")
def release_of_april(tmp_path_factory: pytest.TempPathFactory) -> Search:
    folder = tmp_path_factory.mktemp("book")
    book = {"A00": "heart failure", "A01": "left heart", "B00": "fracture of radius", "B01": "100"}
    return Search(release(book, folder))


@given(one=LETTERS, other=LETTERS)
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))
    assert abs(len(one) - len(other)) <= distance(one, other)
