"""Spans for OpenTelemetry, where its API is installed: names and numbers only, never a text."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def span(name: str, **facts: str | float) -> Iterator[Any]:
    """A span around a stage; without OpenTelemetry, nothing.

    Args:
        name: what is done (``symphony.extractor``).
        facts: identifiers, counts and versions. A note's text must never be among them.
    """
    try:
        from opentelemetry import trace  # noqa: PLC0415 - optional
    except ImportError:
        yield None
        return
    tracer = trace.get_tracer("symphony")
    # An exception's message might hold a note's text, so only its type is told.
    with tracer.start_as_current_span(
        name, attributes=facts, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            raise
