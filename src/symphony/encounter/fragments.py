"""Details behind a full stop that belong to what the sentence before it named.

"DVT. Left femoral vein. Acute." is one statement in three clipped sentences. A short sentence that
has only words of detail (``data/fragments.toml``), and so no subject of its own, goes on with the
one before.
"""

from functools import cache, lru_cache

from symphony.encounter.tables import packaged_table, parse_table
from symphony.language.patterns import lazy

_MOST = 8
"""The most words of such a sentence."""
_NEXT = lazy(r"[ \t]+(?P<said>[A-Za-z](?:[^.;!?\n]|\.(?=\d)){1,60})(?=[.;!?\n]|$)")
_POINTS = lazy(
    r"[ \t]+(?:(?:It|This|These|They|Which|That|Both) (?:is|was|are|were|has been|came|comes|seems?"
    r"|appears?)|(?:The )?(?:[Cc]ause|[Ee]tiology|[Aa]etiology)(?: is| was|:)?)"
    r"(?: (?:felt|thought|believed|known|presumed|considered|all|both|clearly|most likely|likely"
    r"|probably|entirely|mainly|to|be|have|been)){0,5}"
    r" (?:due to|from|secondary to|caused by|related to|attributed to|the result of|a result of"
    r"|a (?:complication|consequence) of|because of|induced by|2/2|d/t)(?= \w)"
)
"""What takes up a condition of the sentence before to tell its cause: "This is from ..."."""
_WORD = lazy(r"[A-Za-z][A-Za-z0-9-]*|\d[a-z]\b")
"""A word; a mere figure is none, it measures what is named."""
_STOP = lazy(r"(?<=[a-z0-9)%A-Z])\.(?=[ \t]+[A-Z])")


def goes_on(text: str, stop: int, end: int) -> bool:
    """Whether a detail of what was named stands behind a full stop.

    Args:
        text: the document.
        stop: the place behind the full stop.
        end: where the text to look at ends.
    """
    if _POINTS.match(text, stop, end):
        return True
    following = _NEXT.match(text, stop, end)
    if following is None:
        return False
    words = _WORD.findall(following["said"].lower())
    if len(words) > _MOST:
        return False
    details, beside = _words()
    return all(word in details or word in beside for word in words) and not details.isdisjoint(
        words
    )


@lru_cache(maxsize=64)
def joined(text: str) -> str:
    """The text with a comma for each full stop that such a detail stands behind.

    It is as long as the text, so that every place in it is the same.
    """
    return _STOP.sub(lambda stop: "," if goes_on(text, stop.end(), len(text)) else ".", text)


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """The words of detail, and those that may stand beside them."""
    name = "fragments.toml"
    table = parse_table(name, packaged_table(name), keys=("details", "beside"))
    return frozenset(table.texts("details")), frozenset(table.texts("beside"))
