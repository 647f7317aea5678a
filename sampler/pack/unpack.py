"""Open a pack: verified before a byte is released, written under a temporary name, registered."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sampler.custody.copies import NewCopy, content_of, next_id, register
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.targets import Target, making
from sampler.errors import IntegrityError, NotFoundError
from sampler.model.manifest import Manifest
from sampler.pack.container import ContainerReader
from sampler.pack.step import check_files
from sampler.registry.private_files import PRIVATE_FILE, make_private_folder
from sampler.vault import sshsig


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: where, as which copy, until when, and whether the signer is known here."""

    folder: Path
    copy: str
    deal: str
    files: int
    destroy_by: str
    signer: str
    verified: bool


def open_pack(session: Session, pack: Path, folder: Path, passphrase: Callable[[], str]) -> Opened:
    """Open a pack into a new folder.

    Raises:
        NotFoundError: it is not there.
        PassphraseError: the passphrase is wrong.
        IntegrityError: a byte of it was changed, or its signature does not fit.
        RefusedError: it is past its `destroy_by` (EDU-6), or the folder is not a local place (EDU-5).
    """
    if not pack.is_file():
        raise NotFoundError("the pack is not there", "sampler copy list shows where packs were written")
    with pack.open("rb") as stream:
        reader = ContainerReader(stream, passphrase())
        manifest, signer = _manifest(reader)
        check_files(reader, manifest)
        deal_id = _deal_here(session, manifest)
        ask(session, "open", deal_id, place=folder.parent, deal_state="open", due_on=manifest.destroy_by)
        with making(session, "open", manifest.sample, folder) as target:
            need_space(target.final.parent, sum(f.size for f in manifest.files))
            _release(reader, manifest, target)
            target.place()
            copy_id = _record(session, manifest, deal_id, target)
    own = signer == session.fingerprint() == manifest.signer
    return Opened(folder, copy_id, deal_id, len(manifest.files), manifest.destroy_by, signer, own)


def _manifest(reader: ContainerReader) -> tuple[Manifest, str]:
    try:
        data, armoured = reader.read("MANIFEST.json"), reader.read("MANIFEST.json.sig").decode("ascii")
        public = sshsig.verify(data, armoured)
        manifest = Manifest.from_json(json.loads(data))
    except (KeyError, ValueError, TypeError):
        raise IntegrityError("the pack has no manifest that this version reads") from None
    signer = sshsig.fingerprint(public)
    if signer != manifest.signer:
        raise IntegrityError("the pack's manifest names another signer than its signature")
    return manifest, signer


def _deal_here(session: Session, manifest: Manifest) -> str:
    """The deal's id in this home: its own, unless another sender's deal has that name."""
    ours = session.registry.chain()[0].hex() == manifest.origin
    if not session.registry.find("deal", id=manifest.deal):
        return manifest.deal
    origin = session.registry.details("deal", manifest.deal).get("origin", "")
    if ours or origin == manifest.origin:
        return manifest.deal
    return f"{manifest.deal}-{manifest.origin[:6]}"


def _release(reader: ContainerReader, manifest: Manifest, target: Target) -> None:
    make_private_folder(target.temporary)
    for file in manifest.files:
        path = target.temporary / file.path
        make_private_folder(path.parent)
        with reader.open(f"data/{file.path}") as stream, path.open("xb") as out:
            path.chmod(PRIVATE_FILE)
            while piece := stream.read(1 << 20):
                out.write(piece)


def _record(session: Session, manifest: Manifest, deal_id: str, target: Target) -> str:
    copy_id = next_id(session)
    copy = NewCopy(
        "opened",
        deal_id,
        manifest.sample,
        target.final,
        content_of(target.final),
        manifest.recipient,
        manifest.destroy_by,
    )
    with session.registry.act("open", actor=session.actor, pack=manifest.id) as act:
        if not session.registry.find("deal", id=deal_id):
            act.put("deal", deal_id, state="open", opened_at=session.moment(), zone=session.zone)
            act.put("deal", deal_id, trial_ends=manifest.destroy_by, due_on=manifest.destroy_by)
            act.detail("deal", deal_id, purpose=manifest.purpose, origin=manifest.origin)
            act.detail("deal", deal_id, sender_key=manifest.signer)
        register(session, act, copy_id, copy)
    return copy_id
