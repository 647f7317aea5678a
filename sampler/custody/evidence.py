"""The provider's word as a file: read whole, kept encrypted, its digest on record."""

import hashlib
from pathlib import Path

from sampler.errors import NotFoundError, UsageError
from sampler.registry.store import Act


def read_evidence(path: Path) -> bytes:
    """The bytes of the provider's mail or letter.

    Raises:
        NotFoundError: it is not there.
        UsageError: no file was named, or it is empty: it shows nothing.
    """
    if path == Path():  # what an unset variable in a script leaves of `--evidence "$file"`
        raise UsageError("--evidence names no file", "name the provider's mail or letter as a file")
    if not path.is_file():
        raise NotFoundError(
            "the --evidence file is not there", "name the provider's mail or letter as a file"
        )
    if not path.stat().st_size:
        raise UsageError("the evidence file is empty: it shows nothing", "--evidence FILE")
    return path.read_bytes()


def keep_evidence(act: Act, deal_id: str, object_id: str, word: bytes) -> None:
    """Put a provider's word, stored in the vault, on record with its digest."""
    act.put("object", object_id, deal=deal_id, role="evidence", size=len(word), state="kept")
    act.detail("object", object_id, sha256=hashlib.sha256(word).hexdigest())
