"""Which sentence model, if any: the settings of semantic search, and what they lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from symphony.books.semantic.vectors import Computing, quiet, vectors_of
from symphony.books.store import Release
from symphony.errors import UsageError

if TYPE_CHECKING:
    from symphony.books.semantic.embedder import Embedder
    from symphony.books.semantic.search import SemanticSearch


@dataclass(frozen=True, slots=True)
class SemanticSettings:
    """A sentence model.

    ``model`` is a folder with an ONNX model (or one ONNX file of it), or the ``http(s)`` address of
    an OpenAI-compatible server, up to and with ``/v1``. The others matter to a server only:
    ``name`` is what it calls the model, ``key`` what it wants as a token, ``timeout`` in seconds.
    """

    model: str
    name: str | None = None
    key: str | None = field(default=None, repr=False)
    timeout: float = 60.0

    @property
    def is_endpoint(self) -> bool:
        """Whether texts leave this process for another server."""
        return self.model.lower().startswith(("http://", "https://"))

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            UsageError: no model, an address without a name, or no time.
        """
        if not self.model.strip():
            raise UsageError("--semantic needs the folder of a sentence model, or an address")
        if self.is_endpoint and not self.name:
            raise UsageError(
                "an embeddings endpoint needs the name of a model: --semantic-name NAME, or "
                "SYMPHONY_SEMANTIC_NAME"
            )
        if self.timeout <= 0:
            raise UsageError("SYMPHONY_SEMANTIC_TIMEOUT must be more than 0 seconds")


def semantic_from(
    environment: Mapping[str, str], model: str | None = None, name: str | None = None
) -> SemanticSettings | None:
    """The settings that are given, ``SYMPHONY_SEMANTIC...`` variables for what is not; else None.

    ``SYMPHONY_SEMANTIC`` (folder or address), ``SYMPHONY_SEMANTIC_NAME``,
    ``SYMPHONY_SEMANTIC_API_KEY``, ``SYMPHONY_SEMANTIC_TIMEOUT`` (seconds).

    Raises:
        UsageError: a value is not what it should be.
    """

    def read(variable: str) -> str | None:
        return environment.get(f"SYMPHONY_SEMANTIC{variable}", "").strip() or None

    chosen = model or read("")
    if chosen is None:
        if name:
            raise UsageError("--semantic-name needs --semantic with the address of a server")
        return None
    seconds = _seconds(read("_TIMEOUT"))
    made = SemanticSettings(chosen, name or read("_NAME"), read("_API_KEY"), seconds)
    made.check()
    return made


def _seconds(written: str | None) -> float:
    try:
        return float(written) if written else 60.0
    except ValueError as error:
        raise UsageError(f"SYMPHONY_SEMANTIC_TIMEOUT={written!r} is not understood") from error


@lru_cache(maxsize=4)
def embedder_of(settings: SemanticSettings) -> "Embedder":
    """The sentence model, read or connected once.

    Raises:
        UsageError: the extra is not installed, or the settings make no sense.
        InputError: the folder holds no model that can be used.
    """
    settings.check()
    if settings.is_endpoint:
        from symphony.llm.embeddings import EmbeddingsEndpoint  # noqa: PLC0415 - only who asks

        return EmbeddingsEndpoint(
            settings.model, settings.name or "", key=settings.key, timeout=settings.timeout
        )
    from symphony.books.semantic.local import LocalModel  # noqa: PLC0415 - only who asks

    return LocalModel(Path(settings.model))


@lru_cache(maxsize=8)
def semantic_search(release: Release, settings: SemanticSettings) -> "SemanticSearch":
    """Search by meaning over a release; its vectors are computed if they are not there.

    Raises:
        As ``embedder_of`` and ``vectors_of``.
    """
    from symphony.books.semantic.search import SemanticSearch  # noqa: PLC0415 - only who asks

    return SemanticSearch(release, embedder_of(settings))


def prepare(
    settings: SemanticSettings, releases: Iterable[Release], computing: Computing = quiet
) -> None:
    """Compute what vectors are missing, with a report of progress.

    Raises:
        As ``embedder_of`` and ``vectors_of``.
    """
    for release in releases:
        vectors_of(release, embedder_of(settings), computing)


def described(settings: SemanticSettings) -> str:
    """The model as a result names it: name and the first characters of its hash."""
    embedder = embedder_of(settings)
    return f"{embedder.name} sha256:{embedder.identity[:16]}"
