"""Predictions kept in a file while they are made: a stopped run goes on where it stopped."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from symphony.errors import InputError, UsageError
from symphony.evaluation import predictions
from symphony.evaluation.predictions import Key, Prediction
from symphony.evaluation.run import Line
from symphony.evaluation.settings import RunSettings


class Kept:
    """The file, read once, and added to line by line."""

    def __init__(self, path: Path, settings: RunSettings) -> None:
        """Read what is there.

        A last line that was cut off in writing is removed, and so are the charts that failed: they
        are tried again.

        Raises:
            UsageError: the file was made with another engine or other settings.
            InputError: the file cannot be read, or is no file of results.
        """
        self.path = path
        self.found: dict[Key, Prediction] = {}
        if path.is_file():
            mend(path)
            self.found = predictions.read(path)
            self._without_failures()
        wanted = settings.fingerprint()
        if any(one.settings != wanted for one in self.found.values()):
            raise UsageError(
                f"{path} was predicted with another engine or other settings; "
                "remove the file, or write to another one"
            )

    def _without_failures(self) -> None:
        failed = [key for key, one in self.found.items() if one.error is not None]
        for key in failed:
            del self.found[key]
        if failed:
            rows = (json.loads(line) for line in self.path.read_text("utf-8").split("\n") if line)
            left = self.path.with_name(f".{self.path.name}.part")
            left.write_text("".join(dump(row) for row in rows if not row.get("error")), "utf-8")
            left.replace(self.path)

    def add(self, lines: Iterable[Line]) -> Iterator[Prediction]:
        """Write the lines as they come, and give each as it will be read back.

        Raises:
            InputError: the file cannot be written.
        """
        try:
            with self.path.open("a", encoding="utf-8") as out:
                for line in lines:
                    out.write(dump(line))
                    out.flush()
                    made = predictions.prediction(line)
                    self.found[made.dataset, made.id] = made
                    yield made
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}") from None


def mend(path: Path) -> None:
    """Remove a last line that has no end: the run was stopped while it was written."""
    data = path.read_bytes()
    if data and not data.endswith(b"\n"):
        path.write_bytes(data[: data.rfind(b"\n") + 1])


def dump(line: Line) -> str:
    """The line as it is written."""
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
