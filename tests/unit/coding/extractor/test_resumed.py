"""What a conclusion takes up by its noun, and how prose states and leaves out; our own notes."""

from collections.abc import Callable

import pytest

from symphony.coding.extractor.resumed import head

Coded = Callable[..., set[str]]

HISTORY = (
    "Mr. Lind, 52, came because of a blocked nose and a dull headache since last spring. He has "
    "used sprays from the drugstore without much benefit and sleeps with his mouth open."
)
EXAMINATION = (
    "On examination BP 128/76, pulse 70, lungs clear, heart regular, neck supple. {finding} The "
    "ears are normal and the throat is clear."
)
CONCLUSION = (
    "I explained to him that he has chronic maxillary sinusitis. {taken_up} We will use a saline "
    "rinse and I will see him again in six weeks."
)


@pytest.mark.parametrize(
    ("name", "noun"),
    [
        ("polyps in both nasal cavities", "polyp"),
        ("left inguinal hernia", "hernia"),
        ("tear of the rotator cuff", "tear"),
        ("coronary artery disease", ""),
        ("low back pain", ""),
    ],
)
def test_the_noun_of_a_name(name: str, noun: str) -> None:
    assert head(name) == noun


@pytest.mark.parametrize(
    ("finding", "taken_up", "code", "reported"),
    [
        (
            "There are polyps in both nasal cavities.",
            "The polyps are to be removed.",
            "J33.0",
            True,
        ),
        ("There are polyps in both nasal cavities.", "The cause is plain.", "J33.0", False),
        ("There is a left inguinal hernia.", "The hernia needs no operation.", "K40.90", True),
        ("There is a left inguinal hernia.", "He can go on lifting.", "K40.90", False),
    ],
)
def test_what_the_conclusion_takes_up_is_reported(
    coded: Coded, finding: str, taken_up: str, code: str, *, reported: bool
) -> None:
    conclusion = CONCLUSION.format(taken_up=taken_up)
    note = "\n\n".join([HISTORY, EXAMINATION.format(finding=finding), conclusion])
    assert (code in coded(note)) == reported


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("He is low on vitamin D and I prescribed 2,000 units a day.", {"E55.9"}),
        ("She is anemic for want of iron; she starts ferrous sulfate.", {"D50.9"}),
        ("His psoriasis is mild. There is no doubt that he has gout as well.", {"L40.9", "M10.9"}),
        ("I do not think he is depressed.", set()),
        ("There is nothing to suggest multiple sclerosis.", set()),
        ("GAD-7 is 3 and PHQ-9 is 2.", set()),
        ("With scleral depression the whole retina is flat.", set()),
        ("I warned the parents about suicidal thoughts after sertraline.", set()),
        ("She had eczema when she was little.", set()),
        ("He had migraine as a boy but none since.", set()),
        ("The right inguinal hernia will be repaired next month.", {"K40.90"}),
        ("The BCC on the side of his nose needs Mohs surgery next week.", {"C44.311"}),
        ("Idiopathic gout of the left great toe. Start colchicine.", {"M10.072"}),
        ("OCD with intrusive thoughts and rituals. Start sertraline.", {"F42.2"}),
        ("The tennis elbow is on the left; we can put it right with a strap.", {"M77.12"}),
    ],
)
def test_prose_is_read_as_it_is_meant(coded: Coded, sentence: str, codes: set[str]) -> None:
    assert {code for code in coded(sentence) if code[0] not in "VWXYZ"} == codes


@pytest.mark.parametrize(
    ("sentence", "code", "reported"),
    [
        ("Palliative care referral was offered.", "Z51.5", False),
        ("He was transferred to hospice care.", "Z51.5", True),
        ("She takes aspirin now and then for a headache.", "Z79.82", False),
        ("She takes aspirin 81 mg daily.", "Z79.82", True),
        ("I have sent him for hearing aids.", "Z97.4", False),
        ("He wears hearing aids.", "Z97.4", True),
    ],
)
def test_what_is_to_come_or_taken_rarely(
    coded: Coded, sentence: str, code: str, *, reported: bool
) -> None:
    assert (code in coded(sentence)) == reported
