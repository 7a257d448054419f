"""Plus and minus signs on the items of a list: what is there and what is not."""

from collections.abc import Sequence

from symphony.encounter.phrases import Token

_LEADS_ITEM, _ENDS_ITEM = "\u2212", "\u207b"
"""How the table writes a minus that hangs on the item behind it, or before it."""
_SIGNED = frozenset(",;/.")


def signed(found: Sequence[Token]) -> Sequence[Token]:
    """The tokens, the minus signs of a list of signs told apart ("+cough, -fever", "DM-, HTN-").

    A minus means "not there" where a plus stands in the list, or where it ends two items.
    """
    words = [token.word for token in found]
    if "-" not in words:
        return found
    ends = {i for i, word in enumerate(words) if word == "-" and _ends_item(found, i)}
    leads = {i for i, word in enumerate(words) if word == "-" and _leads_item(found, i)}
    if "+" not in words:
        leads, ends = set(), ends if len(ends) > 1 else set()
    signs = {**dict.fromkeys(leads, _LEADS_ITEM), **dict.fromkeys(ends, _ENDS_ITEM)}
    return [token._replace(word=signs.get(i, token.word)) for i, token in enumerate(found)]


def _leads_item(found: Sequence[Token], i: int) -> bool:
    after = found[i + 1] if i + 1 < len(found) else None
    glued = after is not None and found[i].end == after.start and after.word.isalpha()
    return glued and (i == 0 or found[i - 1].end < found[i].start or found[i - 1].word in _SIGNED)


def _ends_item(found: Sequence[Token], i: int) -> bool:
    glued = i > 0 and found[i - 1].end == found[i].start and found[i - 1].word.isalpha()
    return glued and (i + 1 == len(found) or found[i + 1].word in _SIGNED)
