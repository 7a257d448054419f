"""The tree of errors, and the exit code of each (fixed by the contract, never reused).

    SymphonyError                 the root: catch this to catch everything of ours
    ├── UsageError            2   the caller asked for something that does not exist
    ├── InputError            3   a document or data file cannot be read
    ├── BooksError            4   a code book is missing, broken or not in force on the date
    ├── ModelError            5   a language model failed or answered outside the schema
    └── InternalError         1   our fault: an invariant of the program does not hold

A message names what is wrong and what to do next, in one sentence or two. It never contains the
text of a note (PHI): identifiers, offsets and counts only.
"""


class SymphonyError(Exception):
    """The root of all errors that this package raises on purpose."""

    exit_code = 1


class UsageError(SymphonyError):
    """The request itself is wrong: an unknown system, an impossible option, a malformed code."""

    exit_code = 2


class InputError(SymphonyError):
    """A document or data file cannot be read or is not what it should be."""

    exit_code = 3


class BooksError(SymphonyError):
    """A code book is missing, damaged, cannot be compiled, or is not in force on the date."""

    exit_code = 4


class ModelError(SymphonyError):
    """A language model could not be reached or did not answer to the schema."""

    exit_code = 5


class InternalError(SymphonyError):
    """An invariant does not hold; the fault is ours and the message is for the bug report."""

    exit_code = 1
