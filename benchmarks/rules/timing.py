"""How long the whole rule layer takes over sets of 25 codes.

    python benchmarks/rules/timing.py [--sets 200] [--seed 1]

Prints the median and the 95th percentile in milliseconds, for ``check`` and ``resolve``, cold (the
first time a set is seen; each question has sets of its own) and warm (the second time), with the
number of rules. Exit 1 where a 95th percentile is 5 ms or more.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

from symphony.books.shelf import Shelf
from symphony.encounter.model import Setting
from symphony.rules.catalogue import RULES
from symphony.rules.engine import check, resolve
from symphony.rules.model import CodeSet

LIMIT = 5.0
"""Milliseconds that the whole rule layer may take over 25 codes (issue 4)."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=200)
    parser.add_argument("--codes", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    release = Shelf().release("icd10cm")
    billable = [entry.code for entry in release.codes() if entry.billable]
    drawn = random.Random(given.seed)
    check(CodeSet.of(["I10"]), release)  # what is read once a process
    print(f"{len(RULES)} rules, {given.sets} sets of {given.codes} codes, ms: median / p95")
    slow = False
    for name, ask in (("check", check), ("resolve", resolve)):
        sets = [
            CodeSet.ordered(drawn.sample(billable, given.codes), drawn.choice(list(Setting)))
            for _ in range(given.sets)
        ]
        cold = [took(lambda s=each, a=ask: a(s, release)) for each in sets]
        warm = [took(lambda s=each, a=ask: a(s, release)) for each in sets]
        print(f"{name:<8} first {shown(cold)}   warm {shown(warm)}")
        slow = slow or late(cold) >= LIMIT
    sys.exit(1 if slow else 0)


def took(ask: Callable[[], object]) -> float:
    """Milliseconds of processor time for one call: other programs do not count."""
    start = time.process_time()
    ask()
    return (time.process_time() - start) * 1000


def shown(times: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(times):.2f} / {late(times):.2f}"


def late(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
