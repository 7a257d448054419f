"""The offline reconciler: nothing that it was given vanishes, whatever the rules add."""

from symphony.books.shelf import Shelf
from symphony.coding.case import Case
from symphony.coding.evidence import accept
from symphony.coding.pipeline import Run, check
from symphony.coding.reconciler.offline import OfflineReconciler
from symphony.coding.stages import Choice, Mention, Mentions, Navigation, Validation
from symphony.encounter.assertion import Assertion
from symphony.encounter.model import Document, Encounter

TEXT = "Hypertension. Heart failure. Hypertensive heart disease."
NOTE = Document("n", TEXT)


def _mention(number: int, words: str) -> Mention:
    start = TEXT.index(words)
    evidence = accept(NOTE, start, start + len(words))
    return Mention(number, evidence, words, "diagnosis", Assertion.PRESENT)


def _choice(mention: Mention, code: str, confidence: float) -> Choice:
    return Choice("icd10cm", code, code, (mention.id,), (mention.evidence,), (), "", confidence)


def test_a_doubtful_choice_of_a_code_that_a_combination_brings_is_one_with_it() -> None:
    # Seen on development notes: I11.0 was too unsure by itself, and then came by I10 and I50.9.
    said = (
        _mention(0, "Hypertension."),
        _mention(1, "Heart failure"),
        _mention(2, "Hypertensive heart disease"),
    )
    mentions = Mentions(said)
    validation = Validation(
        (
            _choice(said[0], "I10", 0.9),
            _choice(said[1], "I50.9", 0.9),
            _choice(said[2], "I11.0", 0.2),
        )
    )
    case = Case(Encounter("e", (NOTE,)), Shelf().release("icd10cm"))
    answer = OfflineReconciler().reconcile(case, mentions, validation)
    run = Run(case, mentions, Navigation(()), validation, answer)
    check(run)
    codes = {sequenced.choice.code: sequenced.choice for sequenced in answer.codes}
    assert set(codes) == {"I11.0", "I50.9"}
    assert 2 in codes["I11.0"].mentions
    assert not answer.candidates
