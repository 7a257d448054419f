"""Many encounters on one machine: several processes, results in the order of the input.

The output is the same, byte for byte, for any number of processes, and for a run that was stopped
and taken up again: results are written in the order of the input, and ``usage.seconds``, which no
two runs share, is written as 0.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from symphony.batch.records import Defaults, encounter, failure, record_id
from symphony.coding.case import Scope
from symphony.errors import BooksError, InputError, InternalError, UsageError

if TYPE_CHECKING:
    from symphony.coding.coder import Coder
    from symphony.coding.semantic import SemanticSettings

_CHUNK = 8
_AHEAD = 64
"""Chunks handed out before their results are written: bounds memory on a large file."""


@dataclass(frozen=True, slots=True)
class Job:
    """How the encounters of a batch are coded."""

    systems: tuple[str, ...] = ("icd10cm",)
    scope: Scope = field(default_factory=Scope)
    profile: str = "official"
    semantic: "SemanticSettings | None" = None
    defaults: Defaults = field(default_factory=Defaults)
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the records: coded now, failed now, and finished by an earlier run."""

    coded: int
    failed: int
    finished_before: int


Line = tuple[int, str]


class Answer(NamedTuple):
    """The line that answers a record, and whether the record could be coded."""

    line: str
    coded: bool


def run(source: Path, target: Path, job: Job, progress: Callable[[int], None]) -> Tally:
    """Code every record of ``source`` that ``target`` does not hold yet, and append the results.

    Raises:
        InputError: a file cannot be read or written, or ``target`` is not the output of a batch.
        UsageError, BooksError: the code system or its release is not there.
    """
    _coder(job).releases(job.defaults.date_of_service)  # fail before anything is written
    finished = _finished(target)
    before = sum(finished.values())
    todo = _open_records(source, finished)
    coded = failed = 0
    try:
        with target.open("a", encoding="utf-8", newline="\n") as out:
            for answers in _answers(todo, job):
                out.writelines(f"{answer.line}\n" for answer in answers)
                out.flush()
                good = sum(answer.coded for answer in answers)
                coded, failed = coded + good, failed + len(answers) - good
                progress(len(answers))
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror}") from error
    except BrokenProcessPool as error:
        raise InternalError(
            f"a worker process was ended from outside, perhaps for want of memory; what is in "
            f"{target} is whole: run the same command again, perhaps with fewer --workers"
        ) from error
    return Tally(coded, failed, before)


def count(source: Path) -> int:
    """How many records a file holds.

    Raises:
        InputError: the file cannot be read.
    """
    return sum(1 for _ in _records(source))


def _records(source: Path) -> Iterator[Line]:
    try:
        with source.open("rb") as lines:
            for number, raw in enumerate(lines, start=1):
                if raw.strip():
                    yield number, raw.decode("utf-8", errors="surrogateescape").rstrip("\r\n")
    except OSError as error:
        raise InputError(f"cannot read {source}: {error.strerror}; check the path") from error


def _finished(target: Path) -> Counter[str | None]:
    """The ids that the output already answers; a last line cut short is taken away."""
    if not target.exists():
        return Counter()
    try:
        content = target.read_bytes()
        whole = content.rfind(b"\n") + 1
        # Not splitlines(): a result may hold U+2028 and other line ends of Unicode.
        found = Counter(_answered(line) for line in content[:whole].split(b"\n")[:-1])
        _check_torn(content[whole:])
        if whole < len(content):
            with target.open("r+b") as out:
                out.truncate(whole)
    except OSError as error:
        raise InputError(f"cannot read {target}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{target} is there and is not the output of a batch; name another file"
        ) from error
    return found


_ID = re.compile(rb'\{"id":(?:"(?:[^"\\]|\\.)*"|null),"')
_OURS = (b'{"id":"', b'{"id":null,"')
_NEXT = (b'setting"', b'error"')
"""How every line of ours begins: the id, and what comes next."""


def _check_torn(torn: bytes) -> None:
    """Check that a last line without an end begins as an answer: then it may be taken away."""
    found = _ID.match(torn)
    rest, possible = (torn[found.end() :], _NEXT) if found else (torn, _OURS)
    if not any(rest.startswith(known[: len(rest)]) for known in possible):
        raise ValueError


def _answered(line: bytes) -> str | None:
    record = json.loads(line.decode("utf-8"))
    if not isinstance(record, dict) or not record.keys() & {"engine", "error"}:
        raise ValueError  # perhaps an input of a batch
    found = record["id"]
    return found if isinstance(found, str) else None


def _open_records(source: Path, finished: Counter[str | None]) -> Iterator[Line]:
    left = Counter(finished)
    for number, line in _records(source):
        found = record_id(line)
        if left[found] > 0:
            left[found] -= 1
        else:
            yield number, line


def _answers(records: Iterable[Line], job: Job) -> Iterator[list[Answer]]:
    chunks = iter(lambda: list(islice(records, _CHUNK)), [])
    if job.workers == 1:
        _prepare(job)
        yield from map(_code_chunk, chunks)
        return
    # Forked children would share the parent's open release file; spawned ones open their own.
    with ProcessPoolExecutor(
        job.workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(job,)
    ) as pool:
        while ahead := list(islice(chunks, _AHEAD)):
            yield from pool.map(_code_chunk, ahead)


class _Worker:
    """What a process keeps between records."""

    job: Job
    coder: "Coder"


def _prepare(job: Job) -> None:
    _Worker.job = job
    _Worker.coder = _coder(job)


def _coder(job: Job) -> "Coder":
    from symphony.books.shelf import Shelf  # noqa: PLC0415 - workers load it, not --help
    from symphony.coding.coder import offline_coder  # noqa: PLC0415 - as above

    return offline_coder(Shelf(), job.systems, job.scope, job.profile, job.semantic)


def _code_chunk(chunk: list[Line]) -> list[Answer]:
    return [_code_line(number, line) for number, line in chunk]


def _code_line(number: int, line: str) -> Answer:
    try:
        line.encode("utf-8")
        made = _Worker.coder.code(encounter(line, _Worker.job.defaults))
    except UnicodeEncodeError:
        return Answer(failure(number, record_id(line), InputError("not UTF-8 text")), coded=False)
    except (UsageError, BooksError):
        raise  # about the books, not the record: every record would fail alike
    except Exception as error:  # noqa: BLE001 - one bad record never stops the rest
        return Answer(failure(number, record_id(line), error), coded=False)
    timeless = made.model_copy(update={"usage": made.usage.model_copy(update={"seconds": 0.0})})
    return Answer(timeless.model_dump_json(), coded=True)
