"""Memory that compiling took, given back before files are written: allocators keep what was freed."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


@contextmanager
def memory_returned() -> Iterator[None]:
    """Give the system, afterwards, what Arrow and, with glibc, numpy hold unused; around a whole function.

    Inside one its own names would still hold all they have.
    """
    try:
        yield
    finally:
        pa.default_memory_pool().release_unused()
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
        if trim is not None:
            trim(0)
