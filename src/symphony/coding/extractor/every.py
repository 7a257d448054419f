"""Every mention by itself: the condition that it names, whatever the encounter makes of it.

For profiles that index what a document names instead of what is reported of it (the key
``mentions`` of ``rules.profile``). Such an index has nothing for drugs, states and histories, and
takes "history of stroke" for a place that names a stroke.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from symphony.coding.extractor.drafts import Draft, concept, kind
from symphony.coding.navigator import past
from symphony.language.words import forms


def named(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts that name a condition, each in the words of that condition."""
    for draft in drafts:
        gone = None if draft.role == "stated" else past.condition(forms(draft.term))
        if gone is not None and kind(" ".join(gone)) != "status":
            yield replace(draft, term=" ".join(gone), past=False)
        elif kind(draft.term) != "status" and "mechanism" not in draft.cues:
            yield replace(draft, past=False)
