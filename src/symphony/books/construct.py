"""Codes that are built along axes (ICD-10-PCS): what may come next, and what each value means."""

from dataclasses import dataclass

from symphony.books.store import Release


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may stand at the next position, and what it means there.

    ``definition`` is the publisher's, or None where it gives none; ``complete`` says that the code
    is then whole.
    """

    position: int
    axis: str
    value: str
    label: str
    definition: str | None
    complete: bool


def choices(release: Release, beginning: str) -> tuple[Choice, ...]:
    """What may follow a beginning of a code: only values that some code of the release has.

    An unknown or whole code is followed by nothing.
    """
    place = len(beginning) + 1
    rows = release.rows(
        "SELECT DISTINCT substr(code, ?, 1) FROM code WHERE billable AND length(code) >= ?"
        " AND code >= ? AND code < ? ORDER BY 1",
        (place, place, beginning, beginning + "\uffff"),
    )
    return tuple(_choice(release, beginning, str(value)) for (value,) in rows)


def meaning(release: Release, code: str) -> tuple[Choice, ...]:
    """What each character of a code means, first to last; empty for a code without axes."""
    if release.code(code) is None:
        return ()
    made = tuple(_choice(release, code[:at], code[at]) for at in range(len(code)))
    return made if any(choice.axis for choice in made) else ()


def _choice(release: Release, beginning: str, value: str) -> Choice:
    axis, label = _label(release, beginning + value)
    section = (beginning + value)[0]
    position = len(beginning) + 1
    defined = release.rows(
        "SELECT text FROM definition WHERE label = ? AND position = ? AND section = ?"
        " AND kind = 'definition' LIMIT 1",
        (label, position, section),
    )
    entry = release.code(beginning + value)
    return Choice(
        position,
        axis,
        value,
        label,
        str(defined[0][0]) if defined else None,
        complete=entry is not None and entry.billable,
    )


def _label(release: Release, stem: str) -> tuple[str, str]:
    """The axis and the label of a beginning's last value; of several rows the one that fits."""
    position, value = len(stem), stem[-1]
    rows = release.rows(
        "SELECT row, name, label FROM axis WHERE stem >= ? AND stem < ? AND position = ?"
        " AND value = ? ORDER BY row",
        (stem[:3], stem[:3] + "\uffff", position, value),
    )
    for row, name, label in rows:
        if position <= 4 or _allows(release, stem, int(str(row))):
            return str(name), str(label)
    return "", ""


def _allows(release: Release, stem: str, row: int) -> bool:
    """Whether one row of the table allows all the values so far."""
    return all(
        release.rows(
            "SELECT 1 FROM axis WHERE stem = ? AND row = ? AND position = ? AND value = ?",
            (stem[:3], row, position, stem[position - 1]),
        )
        for position in range(4, len(stem))
    )
