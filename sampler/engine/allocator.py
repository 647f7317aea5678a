"""Memory that is free in this process, given back to the system."""

import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Give the system what Arrow and, with glibc, numpy and Python hold unused."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
