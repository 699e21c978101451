"""Timing sides against each other.

Interleaved, so that whatever else the machine does falls on all of them alike; and in CPU time of the whole process,
which on one thread is the time it takes on a machine that does nothing else.
"""

import statistics
import time
from collections.abc import Callable, Mapping


def medians(sides: Mapping[str, Callable[[], object]], *, rounds: int, warm_up: int = 2) -> dict[str, float]:
    """Median CPU seconds of each side over `rounds` of A B C … A B C …, after `warm_up` rounds that do not count."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(warm_up + rounds):
        for name, run in sides.items():
            start = time.process_time()
            kept = run()
            elapsed = time.process_time() - start
            del kept  # freeing a result is not part of making it
            if number >= warm_up:
                seconds[name].append(elapsed)
    return {name: statistics.median(values) for name, values in seconds.items()}
