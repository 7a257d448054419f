"""A sentence model behind an OpenAI-compatible address (``/v1/embeddings``).

llama.cpp, vLLM, Ollama, Text Embeddings Inference, OpenAI and others speak it. What is looked up,
words of notes among it, leaves this process for that address and no other: redirects are refused.
The standard library is enough, as it is for downloads.
"""

import hashlib
import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from symphony import __version__
from symphony.books.semantic.embedder import LONGEST_TEXT, Side, needs_extra, unit_rows
from symphony.errors import UsageError
from symphony.llm.failures import Failure, RateLimited, Refused, TimedOut, Unreachable, Unreadable
from symphony.llm.patience import Waits

if TYPE_CHECKING:
    from symphony.books.semantic.embedder import Floats

_BATCH = 64
_REMEMBERED = 4096
"""Queries whose vectors are kept; notes say the same things again and again."""

_LARGEST_REPLY = 64_000_000
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class EmbeddingsEndpoint:
    """A sentence model that another server runs."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None = None,
        timeout: float = 60.0,
        waits: Waits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """At an address.

        Args:
            url: up to and with ``/v1``.
            model: the name by which the server knows it.
            key: sent as a bearer token; never part of a message.
            timeout: seconds without a byte after which a request is given up.
            waits: how often and how long what may pass is tried again.
            sleep: waits so many seconds.

        Raises:
            UsageError: the address is none, or the extra is not installed.
        """
        try:
            import numpy as np  # noqa: F401, PLC0415 - an extra; said before anything is sent
        except ImportError as error:
            raise needs_extra(error) from error
        self._url = _address(url)
        self._model, self._key = model, key
        self._timeout, self._waits, self._sleep = timeout, waits or Waits(), sleep
        self._known: dict[str, Floats] = {}
        self._lock = threading.Lock()
        # A fresh opener reads the proxy variables as they are now.
        self._opener = urllib.request.build_opener(_NoRedirects())

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model

    @property
    def identity(self) -> str:
        """A hash of address and name: what stands behind them is not known."""
        return hashlib.sha256(f"{self._url} {self._model}".encode()).hexdigest()

    def embed(self, texts: Sequence[str], side: Side) -> "Floats":
        """One row of length 1 a text; queries that were asked before are not sent again.

        Raises:
            Failure: whatever went wrong, typed; without any text that was sent or received.
        """
        import numpy as np  # noqa: PLC0415 - an extra

        if side == "query":
            known = self._asked(texts)
            return np.stack([known[text] for text in texts])
        return self._embedded(texts)

    def _asked(self, texts: Sequence[str]) -> "dict[str, Floats]":
        """The vectors of queries; those not asked before in as few requests as may be."""
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            new = dict(zip(missing, self._embedded(missing), strict=True))
            known.update(new)
            with self._lock:
                self._known.update(new)
                for oldest in list(self._known)[:-_REMEMBERED]:
                    del self._known[oldest]
        return known

    def _embedded(self, texts: Sequence[str]) -> "Floats":
        import numpy as np  # noqa: PLC0415 - an extra

        parts = [texts[first : first + _BATCH] for first in range(0, len(texts), _BATCH)]
        rows = [_rows(self._answer(part), len(part)) for part in parts]
        if len({part.shape[1] for part in rows}) != 1:
            raise Unreadable("embeddings: the server gives vectors of several lengths")
        return np.concatenate(rows)

    def _answer(self, texts: Sequence[str]) -> bytes:
        attempt = 1
        while True:
            try:
                return self._sent(texts)
            except Failure as failure:
                wait = self._wait(failure, attempt)
                if wait is None:
                    raise type(failure)(f"embeddings, attempt {attempt}: {failure}") from None
            self._sleep(wait)
            attempt += 1

    def _wait(self, failure: Failure, attempt: int) -> float | None:
        waits = self._waits
        if not failure.passing or attempt >= waits.attempts:
            return None
        own = float(min(waits.first * 2.0 ** (attempt - 1), waits.longest))
        wished = failure.retry_after if isinstance(failure, RateLimited) else None
        if wished is None:
            return own
        return wished if wished <= waits.wish else None

    def _sent(self, texts: Sequence[str]) -> bytes:
        asked = {
            "model": self._model,
            "input": [text[:LONGEST_TEXT] for text in texts],
            "encoding_format": "float",
        }
        body = json.dumps(asked).encode()
        request = urllib.request.Request(self._url, body, _headers(self._key))  # noqa: S310 - http(s)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                received: bytes = answer.read(_LARGEST_REPLY + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error) from None
        except TimeoutError:
            raise TimedOut(f"no reply within {self._timeout:g} s") from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise TimedOut(f"no reply within {self._timeout:g} s") from None
            raise Unreachable(f"no connection ({type(error.reason).__name__})") from None
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"the connection broke ({type(error).__name__})") from None
        if len(received) > _LARGEST_REPLY:
            raise Unreadable("the server's reply is larger than any that was asked for")
        return received


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows no server to another address: words of notes went to the one that was named."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _address(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("an embeddings endpoint is an address such as http://127.0.0.1:8080/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            "the address of an embeddings endpoint holds no key; put it into "
            "SYMPHONY_SEMANTIC_API_KEY"
        )
    return f"{url.rstrip('/').removesuffix('/embeddings')}/embeddings"


def _headers(key: str | None) -> dict[str, str]:
    plain = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": f"symphony-coding/{__version__}",
    }
    return {**plain, "Authorization": f"Bearer {key}"} if key else plain


def _refusal(error: urllib.error.HTTPError) -> Failure:
    if error.code == http.client.TOO_MANY_REQUESTS:
        wished = error.headers.get("Retry-After", "")
        seconds = float(wished) if wished.replace(".", "", 1).isdigit() else None
        return RateLimited(f"the server limits the rate (status {error.code})", seconds)
    if error.code in _PASSING:
        return Unreachable(f"the server failed (status {error.code})")
    return Refused(f"the server refuses it (status {error.code}); check address, name and key")


def _rows(received: bytes, wanted: int) -> "Floats":
    """The vectors of a reply, in the order of the texts, of length 1."""
    import numpy as np  # noqa: PLC0415 - an extra

    try:
        data = json.loads(received)["data"]
        placed = {int(one["index"]): one["embedding"] for one in data}
        rows = np.array([placed[at] for at in range(wanted)], np.float32)
    except (ValueError, KeyError, TypeError):
        raise Unreadable("embeddings: the server's reply is not a list of vectors") from None
    found = unit_rows(rows) if len(data) == wanted and rows.ndim == 2 else None
    if found is None:
        raise Unreadable("embeddings: the server's vectors are not one row of numbers a text")
    return found
