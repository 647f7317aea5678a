"""Samples and their files: what the registry says, and the names that only the vault holds."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from typing import Any

from sampler.custody.session import Session
from sampler.errors import IntegrityError, NotFoundError
from sampler.model.permit import Permit
from sampler.registry.store import Act

REST = "rest"  # the state of a sample that outlives its deal (JUN-3)


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file of a sample; `name` may be a value and never goes into a message."""

    id: str
    number: int
    name: str
    object: str
    size: int
    sha256: str
    format: str
    state: str
    reason: str


def put_object(act: Act, object_id: str, *, deal: str, sample: str, role: str, size: int) -> None:
    """Put a vault object on record, inside the act that made it."""
    act.put("object", object_id, deal=deal, sample=sample, role=role, size=size, state="kept")


def end_of(session: Session, sample_id: str) -> str:
    """The day by which copies of a sample are to be gone: its deal's, or that of a kept rest."""
    sample = session.registry.get("sample", sample_id)
    if sample["state"] == REST:
        return str(sample["rest_until"])
    return str(session.registry.get("deal", sample["deal"])["due_on"])


def manifest_of(session: Session, permit: Permit, sample_id: str, role: str = "manifest") -> dict[str, Any]:
    """The encrypted description of a sample.

    Raises:
        NotFoundError: it has none with this role.
    """
    rows = session.registry.find("object", sample=sample_id, role=role, state="kept")
    if not rows:
        raise NotFoundError(f"{sample_id} has no {role}")
    with session.vault.open(permit, rows[-1]["id"]) as stream:
        return dict(json.loads(stream.read()))


def files_of(session: Session, permit: Permit, sample_id: str) -> list[SampleFile]:
    """The files of a sample, with their names, in order."""
    described: Mapping[str, Any] = {f["id"]: f for f in manifest_of(session, permit, sample_id)["files"]}
    files = []
    for row in session.registry.find("file", sample=sample_id):
        short = row["id"].rpartition("/")[2]
        if short not in described:
            raise IntegrityError(f"{sample_id} does not describe its file {short}", "sampler ledger verify")
        name, digest = described[short]["name"], described[short]["sha256"]
        columns = {key: row[key] for key in ("number", "object", "size", "format", "state", "reason")}
        files.append(SampleFile(id=short, name=name, sha256=digest, **columns))
    return files


@contextmanager
def opened(session: Session, permit: Permit, file: SampleFile) -> Iterator[BufferedReader]:
    """A file's clear bytes as a seekable stream."""
    with session.vault.open(permit, file.object) as stream:
        yield stream
