"""Pack a sanitized sample for one named person: sealed, reopened, verified, renamed, registered."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sampler import __version__
from sampler.custody.copies import NewCopy, content_of, next_id, register
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import SampleFile, files_of, manifest_of
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.targets import Target, making
from sampler.errors import IntegrityError, UsageError
from sampler.model.canonical import canonical_json
from sampler.model.manifest import Manifest, PackedFile
from sampler.model.permit import Permit
from sampler.pack.container import ContainerReader, write_container
from sampler.registry.private_files import PRIVATE_FILE

ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}"
)
LIST_WORDS = re.compile(
    r"^(all|everyone|team|list|liste|equipe|tous|staff|group|groupe|info|contact|dev-all|noreply)@"
)
NOTE = """\
FR  Cette archive est un zip chiffré (AES-256). L'explorateur de Windows et l'utilitaire d'archive de macOS
    ne l'ouvrent pas. Utilisez : sampler open, 7-Zip, Keka ou « bsdtar --passphrase ». Elle contient
    payload.zip, qui contient les fichiers. La phrase de passe vous parvient par un autre canal.

EN  This archive is an encrypted zip (AES-256). Windows Explorer and macOS Archive Utility can't open it.
    Use: sampler open, 7-Zip, Keka or "bsdtar --passphrase". It holds payload.zip, which holds the files.
    The passphrase reaches you by another channel.
"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Exactly one person, by address; a list or several addresses can't be one."""

    address: str

    def __post_init__(self) -> None:
        if not ADDRESS.fullmatch(self.address) or ".." in self.address:
            raise UsageError(
                "--to takes the plain e-mail address of exactly one person", "--to dev@vendor.example"
            )
        if LIST_WORDS.match(self.address.casefold()):
            raise UsageError(
                "--to names a group address; a pack is for one named person (EDU-3)", "make one pack for each"
            )


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made: the pack's place and copy, and the copy of its passphrase if that is in a file."""

    path: Path
    copy: str
    passphrase_copy: str
    destroy_by: str


def pack(
    session: Session,
    sample_id: str,
    recipient: Recipient,
    output: Path,
    *,
    passphrase: str,
    passphrase_file: Path | None,
) -> Packed:
    """Seal a sample's files for one recipient.

    `passphrase_file` is a new file that gets the passphrase and is itself a registered copy.

    Raises:
        RefusedError: the sample is not sanitized or its audit did not pass (IUN-4), its time is over
            (EDU-6), or the target is not a local place (EDU-5).
    """
    if passphrase_file is not None and passphrase_file.absolute() == output.absolute():
        raise UsageError(
            "the pack and its passphrase can't be the same file", "name another --passphrase-file"
        )
    permit = ask(session, "pack", sample_id, objects=objects_of(session, sample_id), place=output.parent)
    files = files_of(session, permit, sample_id)
    with ExitStack() as targets:
        target = targets.enter_context(making(session, "pack", sample_id, output))
        secret = None  # a pack without its passphrase opens nothing: both are made, or neither
        if passphrase_file is not None:
            secret = targets.enter_context(making(session, "pack.passphrase", sample_id, passphrase_file))
            _write_passphrase(secret, passphrase)
        need_space(target.final.parent, sum(file.size for file in files))
        manifest = _manifest(session, permit, sample_id, recipient, files)
        _seal(session, permit, target, manifest, files, passphrase=passphrase)
        for made in filter(None, (target, secret)):
            made.place()
        copies = _record(session, manifest, recipient, target, secret)
    _leave_note(session, sample_id, output)
    return Packed(output, copies[0], copies[1], manifest.destroy_by)


def _manifest(
    session: Session, permit: Permit, sample_id: str, recipient: Recipient, files: list[SampleFile]
) -> Manifest:
    sample = session.registry.get("sample", sample_id)
    deal = session.registry.get("deal", sample["deal"])
    described = manifest_of(session, permit, sample_id)
    return Manifest(
        id=secrets.token_hex(8),
        made_at=session.moment(),
        deal=deal["id"],
        sample=sample_id,
        recipient=recipient.address,
        purpose=session.registry.details("deal", deal["id"]).get("purpose", ""),
        destroy_by=deal["due_on"],
        files=tuple(PackedFile(f.name, f.size, f.sha256) for f in files),
        recipe=sample["recipe"],
        anchor=str(session.registry.head()),
        signer=session.fingerprint(),
        origin=session.registry.chain()[0].hex(),
        tool=f"sampler {__version__}",
        not_checked=tuple(described.get("not_checked", ())),
    )


def _seal(
    session: Session,
    permit: Permit,
    target: Target,
    manifest: Manifest,
    files: list[SampleFile],
    *,
    passphrase: str,
) -> None:
    data, signature = session.sign_document(manifest.to_json())

    def entries() -> Iterator[tuple[str, BinaryIO | bytes]]:
        yield "MANIFEST.json", data
        yield "MANIFEST.json.sig", signature.encode()
        for file in files:
            with session.vault.open(permit, file.object) as stream:
                yield f"data/{file.name}", stream

    with target.temporary.open("xb") as out:
        target.temporary.chmod(PRIVATE_FILE)
        write_container(out, entries(), passphrase)
    with target.temporary.open("rb") as stream:
        check_files(ContainerReader(stream, passphrase), manifest)


def check_files(reader: ContainerReader, manifest: Manifest) -> None:
    """Compare a pack's files with its manifest.

    Raises:
        IntegrityError: a file is missing, added, or not what the manifest says.
    """
    expected = {f"data/{f.path}": f for f in manifest.files} | {
        "MANIFEST.json": None,
        "MANIFEST.json.sig": None,
    }
    if set(reader.names()) != set(expected):
        raise IntegrityError("the pack's files are not those of its manifest")
    for name, file in expected.items():
        if file is None:
            continue
        digest, size = hashlib.sha256(), 0
        with reader.open(name) as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
                size += len(piece)
        if (size, digest.hexdigest()) != (file.size, file.sha256):
            raise IntegrityError("a file of the pack is not what its manifest says")


def manifest_bytes(manifest: Manifest) -> bytes:
    """The canonical bytes that the signature covers."""
    return canonical_json(manifest.to_json())


def _record(
    session: Session, manifest: Manifest, recipient: Recipient, target: Target, secret: Target | None
) -> tuple[str, str]:
    """Register the pack and, if there is one, the file with its passphrase; give the ids of both."""
    deal, sample, due = manifest.deal, manifest.sample, manifest.destroy_by
    pack_copy = next_id(session)
    sealed = NewCopy("pack", deal, sample, target.final, content_of(target.final), recipient.address, due)
    with session.registry.act("pack", actor=session.actor, pack=manifest.id) as act:
        register(session, act, pack_copy, sealed)
        if secret is None:
            return pack_copy, ""
        secret_copy = f"C{int(pack_copy[1:]) + 1}"
        opener = NewCopy("passphrase", deal, sample, secret.final, content_of(secret.final), destroy_by=due)
        register(session, act, secret_copy, opener)
    return pack_copy, secret_copy


def _write_passphrase(secret: Target, passphrase: str) -> None:
    with secret.temporary.open("x", encoding="utf-8") as out:
        secret.temporary.chmod(PRIVATE_FILE)
        out.write(f"{passphrase}\n")


def _leave_note(session: Session, sample_id: str, output: Path) -> None:
    """Lay a note on how to open the pack beside it; it names nobody, and a pack is complete without it."""
    note = output.with_name(f"{output.stem}-how-to-open.txt")
    if os.path.lexists(note):
        return
    try:
        with making(session, "pack.note", sample_id, note) as target:
            target.temporary.write_text(NOTE, encoding="utf-8")
            target.temporary.chmod(PRIVATE_FILE)
            target.place()
    except OSError:
        session.say("warning: the note on how to open the pack could not be written")
