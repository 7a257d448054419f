"""What a release file holds of its short names equals what would be worked out of them."""

from symphony.books.compile import PHRASE_WORDS
from symphony.books.store import Release


def test_the_words_of_the_phrases_are_compiled_with_them(release: Release) -> None:
    every = [word for phrase in release.phrases() for word in phrase.split(" ")]
    kept = release.phrase_words()
    assert set(kept) == set(every)
    assert len(kept) == len(set(kept))
    assert max(phrase.count(" ") for phrase in release.phrases()) < PHRASE_WORDS
