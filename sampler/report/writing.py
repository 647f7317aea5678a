"""Views of documents as files that people take away."""

import os
import secrets
from pathlib import Path

from sampler.errors import NotFoundError
from sampler.registry.private_files import PRIVATE_FILE


def write_view(path: Path, data: bytes) -> None:
    """Write a rendered document: entirely or not at all; an older view at the path is replaced.

    Raises:
        NotFoundError: the folder is not there.
    """
    if not path.absolute().parent.is_dir():
        raise NotFoundError("the folder of --output is not there", "make it with mkdir -p first")
    temporary = path.with_name(f".sampler-{secrets.token_hex(6)}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
