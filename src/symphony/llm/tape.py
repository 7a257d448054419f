"""The tape: every exchange with its reply, on disk, to be replayed byte for byte without a model.

One file an exchange, named after the SHA-256 of what was sent. A file is written whole or not at
all (written aside, synced, renamed): a run that is killed at any moment goes on from the tape
and pays nothing twice but what was under way. A tape holds the note's text: keep it where notes
may be kept. The folder is made for its owner only.
"""

import hashlib
import json
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from symphony.errors import InputError
from symphony.llm.failures import NotOnTape
from symphony.llm.port import Exchange, Model, Reply, Tokens, ToolCall


class Tape:
    """A model that answers from a folder, and asks and records where the folder has no answer.

    Without a model it only replays. The same exchange asked by several threads at once is asked of
    the model once.
    """

    def __init__(self, folder: Path, name: str, model: Model | None = None) -> None:
        """Over the folder, made when something is recorded.

        Args:
            folder: where the recordings are.
            name: the model's name, part of what a recording is found by.
            model: whom to ask for what is not on the tape; None to replay only.
        """
        self._folder = folder
        self._name = name
        self._model = model
        self._lock = threading.Lock()
        self._asking: dict[str, threading.Lock] = {}
        self.replayed = 0
        self.recorded = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    def exchange(self, exchange: Exchange) -> Reply:
        """The recorded reply, else the model's, which is then recorded.

        Raises:
            NotOnTape: there is no recording and no model to ask.
            InputError: the recording is damaged.
            Failure: the model's.
        """
        key = self.key(exchange)
        with self._one_at_a_time(key):
            known = self._read(key)
            if known is not None:
                with self._lock:
                    self.replayed += 1
                return known
            if self._model is None:
                raise NotOnTape(
                    f"{exchange.stage}: this exchange is not on the tape {self._folder} "
                    f"({key[:12]}); run once with a model to record it"
                )
            reply = self._model.exchange(exchange)
            self._write(key, exchange, reply)
            with self._lock:
                self.recorded += 1
            return reply

    def key(self, exchange: Exchange) -> str:
        """What the recording of the exchange is found by."""
        return hashlib.sha256(f"{self._name}\n{exchange.canonical()}".encode()).hexdigest()

    def _one_at_a_time(self, key: str) -> threading.Lock:
        with self._lock:
            return self._asking.setdefault(key, threading.Lock())

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"

    def _read(self, key: str) -> Reply | None:
        path = self._path(key)
        try:
            recorded = json.loads(path.read_bytes())
            return _reply(recorded["reply"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"the recording {path} is damaged; remove it to ask again") from error

    def _write(self, key: str, exchange: Exchange, reply: Reply) -> None:
        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
            recording = {"model": self._name, "sent": asdict(exchange), "reply": asdict(reply)}
            text = json.dumps(recording, ensure_ascii=False, indent=1, sort_keys=True)
            with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
                out.write(text + "\n")
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        except OSError as error:
            raise InputError(
                f"cannot write to the tape {self._folder}: {error.strerror}"
            ) from error


def _reply(read: dict[str, Any]) -> Reply:
    return Reply(
        text=read["text"],
        calls=tuple(ToolCall(**call) for call in read["calls"]),
        tokens=Tokens(**read["tokens"]),
        model=read["model"],
    )
