"""The operation that a problem is to have, which is not the problem ("hysterectomy for AUB")."""

import re

from symphony.encounter.sentences import Extent
from symphony.language.patterns import lazy

_OPERATION = lazy(
    r"(?:(?!s/p|status|post|history|hx|prior|previous)[\w/-]+ ){0,3}?"
    r"\w+(?:ectomy|plasty|[rst]otomy|ablation|embolization|resection|fusion|replacement) for "
    r"(?=[^\W\d])",
    re.IGNORECASE,
)


def without_operation(text: str, title: Extent) -> Extent:
    """The title without the operation that stands before its problem.

    Args:
        text: the document.
        title: where the title stands.
    """
    operation = _OPERATION.match(text, *title)
    return Extent(operation.end(), title.end) if operation else title
