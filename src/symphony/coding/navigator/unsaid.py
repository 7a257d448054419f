"""What a name says beyond a note: a cause, an age, or the disease that another comes with.

A coder never adds them ("Code all documented conditions", guidelines IV.J): mild anxiety is no
dementia with anxiety, and the cataract of an eye no traumatic one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from symphony.coding.details import is_state, qualifiers, side_words
from symphony.language.tables import toml
from symphony.language.words import forms, function_words

_STEM = 5
"""So many letters in common make two words tell the same ("alcohol", "alcoholic")."""
_FEW = 2
"""A term of so few telling words tells its cause too, where it means one."""
_GROWTH = "malignant neoplasm"
_GROWTHS = (
    *("malign", "cancer", "carcin", "neoplas", "tumor", "sarcom", "metasta", "lymphom", "melanom"),
    *("adenocarcin", "leukem", "myelom", "gliom", "blastom", "seminom", "teratom", "chordom"),
    *("cholangiocarcin", "thymom", "oncolog", "mesotheliom", "choriocarcin", "mets", "mass"),
)
"""How words begin that may mean a cancer: a place alone ("common bile duct, 4 mm") means none."""
_PLAIN = frozenset({"other", "unspecified", "specified", "nos", "type", "disease", "disorder"})


@dataclass(frozen=True, slots=True)
class _Restricting:
    groups: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _restricting() -> _Restricting:
    return toml(
        resources.files("symphony.coding.navigator") / "data" / "restricting.toml", _Restricting
    )


def adds(name: str, asked: Iterable[str], said: Iterable[str]) -> bool:
    """Whether a name says a cause, an age or a first disease that none of the words said tells.

    Words that tell much by themselves may well be part of a longer name ("perforation and localized
    peritonitis" of an appendicitis): those are not asked.

    Args:
        name: a name of a code.
        asked: the normal forms of the words that were looked up.
        said: those, and the words that they stand for.
    """
    telling = _telling(asked)
    told = tuple(said)
    grown = any(form == "ca" or form.startswith(_GROWTHS) for form in told)
    if not grown and _GROWTH in name.casefold():
        return True
    return (len(telling) <= _FEW and _restricts(forms(name), told)) or (
        len(telling) == 1 and _is_about_another(name, told)
    )


def _telling(asked: Iterable[str]) -> set[str]:
    passed = function_words() | side_words() | _PLAIN | qualifiers()
    return {form for form in asked if form not in passed and not is_state(form)}


def _restricts(name: tuple[str, ...], said: tuple[str, ...]) -> bool:
    for group in _restricting().groups:
        if any(form.startswith(group[0]) for form in name) and not any(
            form.startswith(group) for form in said
        ):
            return True
    return False


def _is_about_another(name: str, said: tuple[str, ...]) -> bool:
    """Whether what stands before "with" is a condition of which nothing was said."""
    for joint in (" with ", " without "):
        before, found, _ = name.partition(joint)
        if found:
            first = set(forms(before)) - function_words() - _PLAIN - qualifiers()
            stems = {form[:_STEM] for form in said}
            return bool(first) and not any(form[:_STEM] in stems for form in first)
    return False
