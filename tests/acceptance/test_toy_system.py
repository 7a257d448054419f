"""A new code system without a change to the package: 40 made-up codes, an index, its rules.

Beasts and their ailments, as a clinic for them might classify them.
"""

from datetime import date

import pytest

from symphony.books.alphabetic import Index
from symphony.books.guidelines.library import rules_on
from symphony.books.install import Order, install
from symphony.books.search import Search
from symphony.books.shelf import Shelf
from symphony.coding.coder import Coder
from symphony.encounter.model import Document, Encounter, Setting

CODES = """code,title,synonyms
D1,Ailments of dragons,
D1.0,Smoky cough,dragon cough|sooty cough
D1.1,Loss of flame,flameout|fire will not light
D1.2,Scale moulting,scale shedding
D1.3,Singed eyebrows,brow scorch
D1.4,Hoard anxiety,treasure worry
D1.9,Ailment of dragon unspecified,
U1,Ailments of unicorns,
U1.0,Chipped horn,cracked horn
U1.1,Glitter rash,sparkle dermatitis
U1.2,Rainbow indigestion,
U1.3,Mane tangle,
U1.9,Ailment of unicorn unspecified,
G1,Ailments of goblins,
G1.0,Ear droop of left ear,left ear droop
G1.1,Ear droop of right ear,right ear droop
G1.2,Sock addiction,sock hoarding
G1.3,Daylight squint,
G1.9,Ailment of goblin unspecified,
T1,Ailments of trolls,
T1.0,Moss overgrowth,mossy back
T1.1,Bridge fever,
T1.2,Riddle fatigue,
T1.3,Petrified toe,stone toe
T1.9,Ailment of troll unspecified,
M1,Ailments of mermaids,
M1.0,Fin rot,
M1.1,Bubble hiccups,
M1.2,Siren laryngitis,voice loss of siren
M1.3,Barnacle rash,
M1.9,Ailment of mermaid unspecified,
W1,Ailments of werewolves,
W1.0,Full moon insomnia,
W1.1,Silver allergy,
W1.2,Fur matting,
W1.9,Ailment of werewolf unspecified,
P1,Ailments of phoenixes,
P1.0,Ash cough,
P1.1,Delayed rebirth,
P1.9,Ailment of phoenix unspecified,
"""
INDEX = """term,code,see
Cough,,
"Cough, dragon",D1.0,
"Cough, phoenix",P1.0,
Hacking,,Cough
Horn,,
"Horn, chipped",U1.0,
Toe,,
"Toe, petrified",T1.3,
"Rash, glitter",U1.1,
"Rash, barnacle",M1.3,
"""
RULES = """# Rules for coding beasts

## 1. The beast first

The ailment for which the beast was brought comes first. D1.0 comes before D1.3 where both are seen.

## 2. Ears

G1.0 and G1.1 are coded apart; there is no code for both ears.

# Part two

## 3. Unspecified ailments

D1.9, U1.9, G1.9, T1.9, M1.9, W1.9 and P1.9 are used only where nothing else is written.
"""
NOTE = """Reason for visit: smoky cough

Assessment and plan:
1. Smoky cough. Charcoal lozenges.
2. Hoard anxiety. Continue counting coins daily.
3. No loss of flame.
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("beasts")
    (folder / "anything.csv").write_text(CODES, encoding="utf-8")
    (folder / "other.csv").write_text(INDEX, encoding="utf-8")
    (folder / "rules.md").write_text(RULES, encoding="utf-8")
    made = Shelf(tmp_path_factory.mktemp("home"))
    done = install(made, Order("beasts", date(2026, 1, 1), "Beasts 2026"), [folder])
    assert done.counts["entries"] == 40
    assert done.counts["billable"] == 33
    return made


def test_it_is_looked_up_searched_and_walked(shelf: Shelf) -> None:
    release = shelf.release("beasts", date(2026, 5, 1))
    assert [code.code for code in release.children("W1")] == ["W1.0", "W1.1", "W1.2", "W1.9"]
    assert Search(release)("craked horn", 1, complete=True)[0].code.code == "U1.0"
    assert Search(release)("toes of stone", 1, complete=True)[0].code.code == "T1.3"
    index = Index(release)
    assert index.find("cough, phoenix")[0].codes[0].code == "P1.0"
    hacking = index.branch(index.find("hacking")[0]).sent_to[0][2]
    assert hacking is not None
    assert [below.line.title for below in hacking.below] == ["dragon", "phoenix"]
    assert not any(line.derived for line in index.find("rash, glitter"))


def test_its_rules_are_read_by_code(shelf: Shelf) -> None:
    rules = rules_on(shelf.folder / "beasts", "beasts", date(2026, 5, 1))
    assert [section.id for section in rules.sections_for("G1.1")] == ["2"]
    assert rules.search("both ears")[0].id == "2"


def test_a_note_is_coded_against_it(shelf: Shelf) -> None:
    encounter = Encounter("e1", (Document("note.txt", NOTE),), Setting.OUTPATIENT, date(2026, 5, 1))
    made = Coder(shelf, ("beasts",)).code(encounter)
    assert [(code.system, code.code) for code in made.codes] == [
        ("beasts", "D1.0"),
        ("beasts", "D1.4"),
    ]
    for code in made.codes:
        for evidence in code.evidence:
            assert NOTE[evidence.start : evidence.end] == evidence.text
    assert "D1.1" not in {code.code for code in made.codes}
