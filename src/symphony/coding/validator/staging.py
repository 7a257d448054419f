"""The stage of a disease, which a combination code leaves to a code beside it.

"Diabetic CKD, stage 3b" is one statement and two codes: the tabular list says "use additional code
to identify stage of chronic kidney disease (N18.1-N18.6)" below the combination. The stage is taken
from the words of the mention and its own sentence.
"""

from collections.abc import Iterator

from symphony.books.model import Code, NoteKind
from symphony.books.store import Release
from symphony.coding.spelled import spelled
from symphony.coding.stages import Mention
from symphony.language.patterns import lazy
from symphony.language.words import forms

_ASKS = lazy(r"to identify (?:the )?stage\b[^()]*\((?P<category>[A-Z]\d[\dA-Z])")


def stages(release: Release, code: Code, mention: Mention) -> Iterator[tuple[Code, str]]:
    """The stage that the mention tells where the code's notes ask for it, with the note."""
    for note in release.notes(code.code):
        asked = _ASKS.search(note.text) if note.kind is NoteKind.USE_ADDITIONAL else None
        found = _told(release, asked["category"], mention) if asked else None
        if found is not None:
            yield found, note.text


def _told(release: Release, category: str, mention: Mention) -> Code | None:
    """The complete code of a category whose "stage ..." the mention says word for word."""
    texts = [mention.evidence.text, *(evidence.text for evidence in mention.detail[:1])]
    said = [f" {' '.join(forms(spelled(text)))} " for text in texts]
    for code in release.descendants(category):
        _, found, stage = code.title.partition(", stage ")
        words = " ".join(("stage", *forms(stage.partition("(")[0])))
        if found and code.billable and any(f" {words} " in text for text in said):
            return code
    return None
