"""Injuries put together from their kind and their site."""

import tomllib
from importlib import resources

import pytest

from symphony.books.store import Release
from symphony.coding.extractor.body_parts import kinds_in, matched, table
from symphony.coding.extractor.injuries import Before, injuries, says, site_words
from symphony.coding.extractor.vertebrae import processes
from symphony.encounter.sentences import Extent
from symphony.language.words import bag, words


def terms(text: str, *before: str) -> list[str]:
    earlier = [Before(Extent(0, 1), said, site_words(words(said))) for said in before]
    return [injury.term for injury in injuries(text, words(text), earlier)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Displaced transverse fracture of the left femoral shaft", "fracture of shaft of femur"),
        ("Fracture, femoral shaft, left", "fracture of shaft of femur"),
        ("a two-part fracture of the surgical neck of the humerus", "2 part fracture of surgical"),
        ("fracture of the right fourth toe", "unspecified fracture of lesser toe"),
        ("nondisplaced fracture of the neck of the metacarpal", "nondisplaced fracture of neck of"),
        ("single fracture of the right ninth rib", "fracture of one rib"),
        ("fractures of the left fifth through eighth ribs", "multiple fractures of ribs"),
        ("He cut his left hand", "laceration without foreign body of hand"),
        ("laceration of the hand with glass in it", "laceration with foreign body of hand"),
        ("second degree burn, dorsum right hand", "burn of second degree of back of hand"),
        ("burns of the chest wall with no third degree burn", "burn of unspecified degree of"),
        ("grade II splenic laceration", "moderate laceration of spleen"),
        ("degenerative tear of the medial meniscus", "derangement of unspecified medial meniscus"),
        ("dislocated total hip arthroplasty on the left", "dislocation of internal left hip"),
        ("stress fracture of the left tibia", "stress fracture left tibia"),
        ("pathologic fracture of L3 from myeloma", "pathological fracture in neoplastic disease"),
    ],
)
def test_kind_and_site(text: str, term: str) -> None:
    assert terms(text)[0].startswith(term)


@pytest.mark.parametrize(
    "text",
    [
        "a stress on her family and a broken marriage",
        "cut down on smoking, and her hand is warm",
        "easy bruising of the legs",
        "acute subdural hematoma of the head",
        "compression fracture of L1",
        "burn clinic for the hand",
        "on the other hand, a fracture is feared",
        "right hand dominant, laceration",
    ],
)
def test_what_is_no_injury_with_a_site(text: str) -> None:
    assert terms(text) == []


def test_a_list_of_sites_has_an_injury_each() -> None:
    found = terms("contusions of the left hip, right knee and forehead")
    assert [term.removeprefix("contusion of ") for term in found] == [
        "hip",
        "knee",
        "other part of head",
    ]


def test_the_site_of_an_earlier_sentence() -> None:
    before = "He hit his right thumb with a hammer."
    assert terms("The film shows a tuft fracture.", before) == [
        "fracture of distal phalanx of thumb"
    ]
    assert terms("The laceration is 2 cm.", before) == [
        "laceration without foreign body of thumb without damage to nail"
    ]
    assert terms("There is a fracture of the ethmoid.", before) == []


def test_the_punctures_of_a_bite_are_the_bite() -> None:
    before = "A dog bit her on the left thigh."
    assert terms("Two puncture wounds were irrigated.", before) == ["open bite of thigh"]


def test_the_finger_by_its_other_names() -> None:
    assert terms("laceration of the long finger")[0].endswith("middle")
    assert terms("laceration of the pinky finger")[0].endswith("little")


def test_a_name_that_says_more_is_told_apart() -> None:
    injury = next(iter(injuries("", words("Lisfranc fracture of the foot"))))
    assert not says(injury, ("lisfranc", "fracture"))
    assert says(injury, ("foot", "fracture"))


def test_the_kinds_of_a_name() -> None:
    assert kinds_in(("colle", "fracture")) == {"fracture"}
    assert kinds_in(("migraine",)) == frozenset()


def test_the_largest_set_of_words_counts() -> None:
    kind = table().kinds["fracture"]
    found = matched(kind, frozenset({"radius", "distal", "wrist"}))
    assert found is not None
    assert found.words == {"radius", "distal", "wrist"}


def test_every_term_is_a_name_in_the_book(release: Release) -> None:
    """But for the few that the lexicon knows or that nobody will meet."""
    source = resources.files("symphony.coding.extractor") / "data" / "injuries.toml"
    parts = tomllib.loads(source.read_text(encoding="utf-8"))["part"]
    every = {
        term.replace("{side}", "right") for part in parts for term in part.get("terms", {}).values()
    }
    missing = {term for term in every if not release.named(bag(term))}
    assert missing <= {
        "supracondylar fracture of femur",
        "supracondylar fracture of humerus",
        "comminuted supracondylar fracture of humerus",
        "displaced fracture of neck of fifth metacarpal bone",
        "nondisplaced fracture of neck of fifth metacarpal bone",
    }


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("L1-L3 transverse process fractures", ["first", "second", "third"]),
        ("T7 spinous process fracture", ["t7 t8 thoracic"]),
        ("C7 spinous process fracture", ["seventh"]),
        ("L1 compression fracture", []),
    ],
)
def test_processes_of_vertebrae(told: str, found: list[str]) -> None:
    every = list(processes(told))
    assert len(every) == len(found)
    assert all(which in term for which, term in zip(found, every, strict=True))
