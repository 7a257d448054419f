"""What is wrong with a data file: collected with file and line, told all at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from symphony.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file and a line of it, counted from 1; line 0 stands for the whole file."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Problems:
    """The problems found while a dataset is read. Messages carry ids and offsets, never text."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str]] = []

    def add(self, file: Path | str, line: int, message: str) -> None:
        """Remember one problem."""
        self._found.append((Place(str(file), line), message))

    def __len__(self) -> int:
        return len(self._found)

    def lines(self) -> list[str]:
        """The problems as ``file:line: message``, by file and line, each once."""
        return [f"{place}: {message}" for place, message in sorted(set(self._found))]

    def check(self) -> None:
        """End here if anything was found.

        Raises:
            InputError: names every problem.
        """
        if self._found:
            lines = self.lines()
            raise InputError(
                f"the data has {len(lines)} problem{'s' * (len(lines) > 1)}:\n" + "\n".join(lines)
            )


def repeated(values: Iterable[str]) -> set[str]:
    """The values that stand more than once."""
    seen: set[str] = set()
    return {value for value in values if value in seen or seen.add(value)}  # type: ignore[func-returns-value]
