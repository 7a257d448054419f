"""The order in which a system would give its codes if it had to give them one by one."""

from symphony.evaluation.metrics.pair import Pair


def ranking(pair: Pair, *, candidates: bool = True) -> list[str]:
    """The codes by confidence, the reported before the candidates where that is equal.

    Codes without confidence keep their place in the sequence, before all that have one. Nothing
    predicted gives an empty list.
    """
    pool = [(code, 0) for code in pair.predicted]
    pool += [(code, 1) for code in pair.candidates] if candidates else []
    order = sorted(
        range(len(pool)),
        key=lambda n: (_surety(pool[n][0].confidence), pool[n][1], n),
    )
    return list(dict.fromkeys(pool[n][0].code for n in order))


def _surety(confidence: float | None) -> float:
    return -2.0 if confidence is None else -confidence
