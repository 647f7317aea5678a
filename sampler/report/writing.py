"""Views of documents as files that people take away."""

import secrets
from pathlib import Path

from sampler.errors import NotFoundError
from sampler.registry.private_files import replace_file


def write_view(path: Path, data: bytes) -> None:
    """Write a rendered document: entirely or not at all; an older view at the path is replaced.

    Raises:
        NotFoundError: the folder is not there.
    """
    if not path.absolute().parent.is_dir():
        raise NotFoundError("the folder of --output is not there", "make it with mkdir -p first")
    replace_file(path, data, path.with_name(f".sampler-{secrets.token_hex(6)}.part"))
