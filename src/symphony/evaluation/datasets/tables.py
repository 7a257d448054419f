"""Rows of CSV and TSV files with the line on which each begins."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from symphony.evaluation.problems import Problems

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row by column, and the line where it begins."""

    line: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return (self.fields.get(column) or "").strip()

    def raw(self, column: str) -> str:
        """The field as it stands, white space included."""
        return self.fields.get(column) or ""

    def first(self, *columns: str) -> str:
        """The field of the first of these columns that the file has and the row fills."""
        return next((self[column] for column in columns if self[column]), "")


def open_text(path: Path) -> IO[str]:
    """The file as text with its line ends as they are; gzip is recognised by its name."""
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), "utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def table(path: Path, required: Sequence[Sequence[str]], problems: Problems) -> Iterator[Row]:
    """The rows of a CSV file with a header.

    Args:
        path: the file.
        required: for each thing needed, the column names that may hold it.
        problems: gets a missing column, a wrong number of fields, or bytes that are not UTF-8.
    """
    try:
        with open_text(path) as file:
            reader = csv.reader(file)
            header = [name.strip() for name in next(reader, [])]
            missing = [" or ".join(names) for names in required if not set(names) & set(header)]
            if missing:
                problems.add(path, 1, f"no column {', '.join(missing)}")
                return
            line = reader.line_num + 1
            for fields in reader:
                if fields and len(fields) != len(header):
                    problems.add(path, line, f"{len(fields)} fields, but {len(header)} columns")
                elif fields:
                    yield Row(line, dict(zip(header, fields, strict=True)))
                line = reader.line_num + 1
    except UnicodeDecodeError as error:
        problems.add(path, 0, f"not UTF-8 at byte {error.start} of a block")
    except csv.Error as error:
        problems.add(path, 0, f"not a CSV file: {error}")


def columns(path: Path) -> set[str]:
    """The column names of a CSV file; empty where it cannot be read as text."""
    try:
        with open_text(path) as file:
            return {name.strip() for name in next(csv.reader(file), [])}
    except (UnicodeDecodeError, csv.Error, OSError):
        return set()


def tabbed(path: Path, names: Sequence[str], problems: Problems) -> Iterator[Row]:
    """The rows of a TSV file without header and without quoting."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(path, 0, f"not UTF-8 at byte {error.start}")
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        fields = line.rstrip("\r").split("\t")
        if len(fields) != len(names):
            problems.add(path, number, f"{len(fields)} fields instead of {len(names)}")
            continue
        yield Row(number, dict(zip(names, fields, strict=True)))
