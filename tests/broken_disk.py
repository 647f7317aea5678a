"""A medium that stops giving what it holds, for every test of who says so."""

import errno
import io

PLENTY = 1 << 20


class BrokenDisk(io.BytesIO):
    """A stream whose reads fail from the nth on, as those of a broken disk do."""

    def __init__(self, data: bytes, good: int = PLENTY) -> None:
        super().__init__(data)
        self.good = good

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, or fail for good."""
        self.good -= 1
        if self.good < 0:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)

    @property
    def reads(self) -> int:
        """How many reads there were, of a disk that had plenty left."""
        return PLENTY - self.good
