"""Memory while a recipe is compiled: not searched for cycles, and given back before files are written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sampler.engine.allocator import give_back


@contextmanager
def memory_returned() -> Iterator[None]:
    """Give the system, afterwards, what Arrow and, with glibc, numpy hold unused; around a whole function.

    Inside one its own names would still hold all they have.
    """
    try:
        yield
    finally:
        give_back()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let no cycle be looked for: hundreds of thousands of names and accounts would be gone through again."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
