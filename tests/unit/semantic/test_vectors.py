"""Vectors of a release: computed once, kept whole or not at all, and never believed when wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from twenty_words import CODES, book, vector

from symphony.books.compile import write_release
from symphony.books.model import Entry
from symphony.books.store import Release
from symphony.errors import InputError

np = pytest.importorskip("numpy", reason="needs the extra [semantic]")

from symphony.books.semantic.search import SemanticSearch  # noqa: E402 - after the skip
from symphony.books.semantic.vectors import path_of, vectors_of  # noqa: E402 - after the skip


@dataclass
class ByHand:
    """The vectors of the twenty words without a model; counts what it is asked."""

    name: str = "by-hand"
    identity: str = "0" * 64
    turned: float = 1.0
    asked: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str], side: str) -> object:
        assert side in ("name", "query")
        self.asked += texts
        rows = np.array([vector(text) for text in texts], np.float32)
        return rows if self.turned > 0 else rows[:, ::-1].copy()


def names(release: Release) -> int:
    return int(release.facts["terms"])


def test_they_are_computed_once(small: Release) -> None:
    first, second = ByHand(), ByHand()
    told: list[tuple[str, int]] = []

    def computing(title: str, count: int) -> object:
        told.append((title, count))
        return lambda done: told.append(("done", done))

    made = vectors_of(small, first, computing)
    assert len(first.asked) == names(small)
    assert told == [("Small by by-hand", names(small)), ("done", names(small))]
    again = vectors_of(small, second)
    assert len(second.asked) == 1  # one name, to see that the model is still the same
    assert (again.rows == made.rows).all()
    files = [file.name for file in path_of(small, first).parent.iterdir()]
    assert sorted(files) == [".lock", "2026-04-01.0000000000000000.npz"]


def test_eight_bits_are_near_enough(small: Release) -> None:
    made = vectors_of(small, ByHand())
    rows = made.rows.astype(np.float32) * made.factors[:, None]
    for at, (text,) in enumerate(small.rows("SELECT text FROM term ORDER BY code, id")):
        assert rows[at] @ np.array(vector(str(text))) == pytest.approx(1.0, abs=0.01)


def test_another_model_has_a_file_of_its_own(small: Release) -> None:
    vectors_of(small, ByHand())
    other = ByHand(identity="1" * 64)
    vectors_of(small, other)
    assert len(other.asked) == names(small)
    assert len(list(path_of(small, other).parent.glob("*.npz"))) == 2


def test_a_release_that_was_compiled_anew_is_embedded_anew(small: Release) -> None:
    vectors_of(small, ByHand())
    more = Entry("R05", "Cough", "1", "category", billable=True)
    small.path.unlink()
    write_release(book((more,)), small.path)
    changed, model = Release(small.path), ByHand()
    made = vectors_of(changed, model)
    assert len(model.asked) == names(changed) == len(made.terms) > names(small)


def test_a_model_that_changed_behind_its_address_is_seen(small: Release) -> None:
    vectors_of(small, ByHand())
    other = ByHand(turned=-1.0)
    vectors_of(small, other)
    assert len(other.asked) == names(small) + 2  # looked at twice: before the lock and behind it


@pytest.mark.parametrize("harm", ["empty", "cut", "flipped", "pickled"])
def test_a_damaged_file_is_made_again(small: Release, harm: str) -> None:
    whole = vectors_of(small, ByHand())
    path = path_of(small, ByHand())
    data = bytearray(path.read_bytes())
    if harm == "flipped":
        data[data.index(whole.rows.tobytes()) + 3] ^= 0xFF
    if harm == "pickled":
        np.savez(path, facts=np.array([object()]), terms=whole.terms)
    else:
        path.write_bytes({"empty": b"", "cut": data[:-30], "flipped": data}[harm])
    model = ByHand()
    assert (vectors_of(small, model).rows == whole.rows).all()
    assert len(model.asked) >= names(small)


def test_what_an_interrupted_run_left_is_no_file(small: Release) -> None:
    class Broken(ByHand):
        def embed(self, *_: object) -> object:
            raise InputError("broken")

    with pytest.raises(InputError, match="broken"):
        vectors_of(small, Broken())
    assert [file.name for file in path_of(small, ByHand()).parent.iterdir()] == [".lock"]


def test_nearest_names_by_brute_force(small: Release) -> None:
    search = SemanticSearch(small, ByHand())
    for query in ("heart attack", "water on the knee", "lung", "cardiac", "gout"):
        asked = np.array(vector(query))
        best: dict[str, float] = {}
        for code in ("1", *(row[0] for row in CODES)):
            terms = [vector(term.text) for term in small.terms(code)]
            best[code] = max(float(asked @ np.array(row)) for row in terms)
        hits = search(query, 3)
        assert len(hits) == 3
        for hit, cosine in zip(hits, sorted(best.values(), reverse=True), strict=False):
            assert hit.score == pytest.approx(best[hit.code.code], abs=0.01)
            assert hit.score == pytest.approx(cosine, abs=0.011)


def test_words_without_a_word_in_common(small: Release) -> None:
    found = SemanticSearch(small, ByHand())("heart attack", 2)
    assert [hit.code.code for hit in found] == ["I21", "I21.9"]
    assert found[0].name == "Acute myocardial infarction"


def test_codes_that_are_wanted_besides_are_in_every_answer(small: Release) -> None:
    search = SemanticSearch(small, ByHand())
    knee, chapter = small.code("M25.46"), small.code("1")
    answers = search.many(["heart attack", "lung"], 1, [knee, chapter, knee])
    assert [[hit.code.code for hit in hits] for hits in answers] == [
        ["I21", "M25.46", "1"],
        ["J18", "M25.46", "1"],
    ]


def test_a_search_for_more_codes_than_there_are(small: Release) -> None:
    assert len(SemanticSearch(small, ByHand())("lung", 100)) == len(CODES) + 1


@pytest.mark.usefixtures("small_home")
def test_removing_a_release_removes_its_vectors() -> None:
    from symphony.books.shelf import Shelf

    shelf = Shelf()
    path = path_of(shelf.release("icd10cm"), ByHand())
    vectors_of(shelf.release("icd10cm"), ByHand())
    assert path.is_file()
    shelf.remove("icd10cm", "2026-04-01")
    assert not path.exists()
