"""Fixtures of the tests of packs."""

import pytest
from pack_samples import packed


@pytest.fixture(scope="module")
def pack() -> bytes:
    """Give one pack, written once."""
    return packed()
