"""What a user may say about a dataset besides where it is."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """``notes`` and ``labels`` are the files that a set keeps apart from its charts.

    ``split`` and ``language`` choose among what a release holds; ``fingerprint`` is the one that
    the notes must have (``mdace.fingerprint``).
    """

    notes: Path | None = None
    labels: tuple[Path, ...] = ()
    split: str | None = None
    language: str | None = None
    fingerprint: str | None = None
