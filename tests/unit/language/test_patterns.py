"""Patterns that are compiled when they are first asked."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import symphony
from symphony.language.patterns import lazy


def test_a_lazy_pattern_finds_what_the_compiled_one_finds() -> None:
    form = r"(?P<word>fever)s?"
    late, ready = lazy(form, re.IGNORECASE), re.compile(form, re.IGNORECASE)
    text = "Fevers, no fever."
    assert late.sub("-", text) == ready.sub("-", text)
    assert [m.span("word") for m in late.finditer(text)] == [(0, 5), (11, 16)]
    assert (late.pattern, late.flags, late.groupindex) == (
        ready.pattern,
        ready.flags,
        ready.groupindex,
    )


def test_a_malformed_pattern_fails_when_it_is_asked() -> None:
    late = lazy("(")
    with pytest.raises(re.error):
        late.search("x")


def _lazy_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for found in pkgutil.walk_packages(symphony.__path__, "symphony."):
        if found.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            if str(error.name).startswith("symphony"):
                raise
            continue  # an extra that is not installed
        for name, value in vars(module).items():
            if type(value) is type(lazy("")):
                yield f"{found.name}.{name}", value


def test_every_lazy_pattern_can_be_compiled() -> None:
    patterns = dict(_lazy_patterns())
    assert len(patterns) > 400
    for name, pattern in patterns.items():
        assert re.compile(pattern.pattern, pattern.flags) is not None, name
