"""Which points a run of the tests takes: every call once at least, with another fault for another seed.

`scripts/fault_sweep` takes them all.
"""

import random

ORDER = ("kill", "EIO", "ENOSPC", "EACCES", "full")
AGAIN = 0.45  # of the calls meet a second fault
LONG = ("sanitize", "destroy")  # so many calls, each so dear, that one fault is enough


def chosen(stage: str, calls: int, fault: str, seed: int) -> list[int]:
    """The calls of a stage that meet this fault."""
    first = [(number + seed) % len(ORDER) for number in range(calls)]
    more, again = random.Random(f"{stage} {seed}"), 0 if stage in LONG else AGAIN
    second = [more.randrange(len(ORDER)) if more.random() < again else -1 for _ in range(calls)]
    wanted = ORDER.index(fault)
    return [number for number in range(calls) if wanted in (first[number], second[number])]


def spread(calls: int, most: int, seed: int, stage: str) -> list[int]:
    """At most so many of them, the first and the last among them."""
    if calls <= most:
        return list(range(calls))
    inner = random.Random(f"{stage} {seed} spread").sample(range(1, calls - 1), most - 2)
    return [0, *sorted(inner), calls - 1]
