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
    # An exception's message is never recorded by us with a note's text, but others' may be.
    with tracer.start_as_current_span(name, attributes=facts, record_exception=False) as current:
        yield current
