"""Abbreviations with several senses: the words around decide, and nothing is guessed."""

from pathlib import Path

import pytest

from symphony.errors import InternalError
from symphony.language import ambiguous as module
from symphony.language.ambiguous import Abbreviation, Sense, ambiguous
from symphony.language.lexicon import lexicon
from symphony.language.words import forms

MS = Abbreviation(
    "ms",
    default="",
    sense=(
        Sense("multiple sclerosis", frozenset({"interferon", "lesion"})),
        Sense("mitral stenosis", frozenset({"murmur", "valve"})),
    ),
)


@pytest.mark.parametrize(
    ("around", "term"),
    [
        ({"interferon"}, "multiple sclerosis"),
        ({"murmur", "valve", "lesion"}, "mitral stenosis"),
        ({"murmur", "lesion"}, "multiple sclerosis"),
        ({"knee"}, ""),
        (set(), ""),
    ],
)
def test_the_sense_with_most_cues_is_meant_the_first_in_a_tie(around: set[str], term: str) -> None:
    assert MS.term("MS", around) == term


def test_without_a_cue_the_default_holds() -> None:
    one = Abbreviation("ra", "rheumatoid arthritis", (Sense("right atrium", frozenset({"echo"})),))
    assert one.term("RA", set()) == "rheumatoid arthritis"
    assert one.term("RA", {"echo"}) == "right atrium"


def test_one_that_counts_in_capitals_only() -> None:
    pt = Abbreviation("pt", "x", (Sense("x", frozenset({"y"})),), case="upper")
    assert pt.term("pt", {"y"}) == ""
    assert pt.term("PT", {"y"}) == "x"


def test_the_shipped_ones_are_in_no_other_file() -> None:
    assert len(ambiguous()) > 50
    assert not set(ambiguous()) & set(lexicon())
    assert all(one.sense for one in ambiguous().values())


def test_a_file_that_lists_one_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = '[[abbreviation]]\nphrase = "{}"\ndefault = ""\nsense = [{{term="x", cues=["y"]}}]\n'
    (tmp_path / "lexicon").mkdir()
    text = entry.format("ms") + entry.format("MS")
    (tmp_path / "lexicon" / "ambiguous.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module.resources, "files", lambda _: tmp_path)
    with pytest.raises(InternalError, match="'MS' is listed twice"):
        ambiguous.__wrapped__()


def test_every_cue_is_the_normal_form_in_which_the_words_around_come() -> None:
    cues = {cue for entry in ambiguous().values() for sense in entry.sense for cue in sense.cues}
    assert [cue for cue in sorted(cues) if forms(cue) != (cue,)] == []
