"""How long the whole rule layer takes over sets of 25 codes.

    python benchmarks/rules/timing.py [--sets 200] [--seed 1]

Prints the median and the 95th percentile in milliseconds, for ``check`` and ``resolve``, cold (the
first time a set is seen) and warm (the second time), with the number of rules.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

from symphony.books.shelf import Shelf
from symphony.encounter.model import Setting
from symphony.rules.catalogue import RULES
from symphony.rules.engine import check, resolve
from symphony.rules.model import CodeSet


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
    sets = [
        CodeSet.ordered(drawn.sample(billable, given.codes), drawn.choice(list(Setting)))
        for _ in range(given.sets)
    ]
    print(f"{len(RULES)} rules, {given.sets} sets of {given.codes} codes, ms: median / p95")
    for name, ask in (("check", check), ("resolve", resolve)):
        cold = [took(lambda s=each, a=ask: a(s, release)) for each in sets]
        warm = [took(lambda s=each, a=ask: a(s, release)) for each in sets]
        print(f"{name:<8} first {shown(cold)}   warm {shown(warm)}")


def took(ask: Callable[[], object]) -> float:
    """Milliseconds of processor time for one call: other programs do not count."""
    start = time.process_time()
    ask()
    return (time.process_time() - start) * 1000


def shown(times: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(times):.2f} / {statistics.quantiles(times, n=20)[-1]:.2f}"


if __name__ == "__main__":
    main()
