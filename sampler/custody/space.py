"""Space is checked before long work."""

import shutil
from pathlib import Path

from sampler.errors import NoSpaceError

SLACK = 16 * 1024 * 1024


def need_space(folder: Path, size: int) -> None:
    """Make sure that `size` bytes and a little more fit where `folder` lies.

    Raises:
        NoSpaceError: they don't.
    """
    free = shutil.disk_usage(folder).free
    if free < size + SLACK:
        raise NoSpaceError(
            f"{(size + SLACK) >> 20} MiB are needed and {free >> 20} MiB are free",
            "free some space, then run again",
        )
