"""One at a time: a lock on a folder that ends with the process that holds it, however it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from symphony.errors import BooksError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, waiting for whoever has it.

    What an interrupted writer left in the folder is removed: nobody else is writing.

    Raises:
        BooksError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise BooksError(
            f"cannot write to {folder}: {error.strerror}; set SYMPHONY_HOME to a folder that can be"
        ) from error
    try:
        _wait(handle)
        for draft in folder.glob(".*.sqlite.*"):
            with suppress(OSError):
                draft.unlink()
        yield
    finally:
        os.close(handle)  # gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _wait(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _wait(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
