"""Every stage's output can be written and read back to an equal value."""

from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symphony.coding.codec import dump, load
from symphony.coding.coder import Coder
from symphony.coding.stages import Mentions, Navigation, Reconciliation, Validation
from symphony.encounter.model import Document, Encounter
from symphony.errors import InputError

STAGES = (Mentions, Navigation, Validation, Reconciliation)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def values(kind: type) -> st.SearchStrategy:
    """Any value of a frozen type, its fields drawn from their annotations."""
    return st.builds(kind, **{name: field(hint) for name, hint in get_type_hints(kind).items()})


def field(hint: object) -> st.SearchStrategy:
    if hint is float:
        return NUMBERS
    inner = getattr(hint, "__args__", ())
    if getattr(hint, "__origin__", None) is tuple:
        return st.lists(field(inner[0]), max_size=2).map(tuple)
    if hasattr(hint, "__dataclass_fields__"):
        return values(hint)
    return st.from_type(hint)


@pytest.mark.parametrize("kind", STAGES)
@given(st.data())
def test_any_value_of_a_stage_survives(kind: type, data: st.DataObject) -> None:
    stage = data.draw(values(kind))
    assert load(kind, dump(stage)) == stage


def test_the_stages_of_a_real_note_survive(coder: Coder) -> None:
    note = Document("note", "A/P\r\n1. Gout\u00e9 🦶: left foot\n2. HTN\nNo diabetes.")
    (run,) = coder.runs(Encounter("e", (note,)))
    for stage in (run.mentions, run.navigation, run.validation, run.reconciliation):
        assert load(type(stage), dump(stage)) == stage


@pytest.mark.parametrize(
    ("kind", "data", "place"),
    [
        (Mentions, b'{"mentions": [{"id": "x"}]}', "mentions.0.id"),
        (Navigation, b'{"looked": 3}', "looked"),
        (Validation, b"[]", "Validation"),
        (Reconciliation, b"not json", "Reconciliation"),
    ],
)
def test_another_shape_is_refused_naming_the_place_and_no_words(
    kind: type, data: bytes, place: str
) -> None:
    with pytest.raises(InputError, match=place):
        load(kind, data)
