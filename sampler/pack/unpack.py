"""Open a pack: verified before a byte is released, written under a temporary name, registered."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sampler.custody import grants
from sampler.custody.copies import NewCopy, content_of, next_id, register
from sampler.custody.environments import HERE
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.custody.signers import CONFIRMED, FIRST_USE, SENDER, pin, trust
from sampler.custody.space import need_space
from sampler.custody.statements import OPENED, write_statement
from sampler.custody.targets import Target, making
from sampler.errors import IntegrityError, NotFoundError
from sampler.model.manifest import Manifest
from sampler.pack.container import MANIFEST, SIGNATURE
from sampler.pack.opening import Sealed, unsealed
from sampler.registry.private_files import make_private_folder
from sampler.vault import sshsig

OWN, NEW = "own", "unverified"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: where, as which copy, until when, how far its signer is known, and the statement.

    Of the provider's own data, `given_back`, only what is opened in the home that borrowed it has an end.
    """

    folder: Path
    copy: str
    deal: str
    files: int
    destroy_by: str
    signer: str
    trust: str  # own | confirmed | first-use | unverified
    statement: str = ""
    given_back: bool = False

    @property
    def verified(self) -> bool:
        """Whether the signer's key was compared by another channel, or is this home's own."""
        return self.trust in (OWN, CONFIRMED)


@dataclass(frozen=True, slots=True)
class Opener:
    """How a pack is opened: by which secret, for which environment, and whose signature is expected."""

    passphrase: Callable[[], str] = field(repr=False)
    identity: Path | None = None
    environment: str = HERE
    sender_key: str = ""


def open_pack(session: Session, pack: Path, folder: Path, opener: Opener) -> Opened:
    """Open a pack into a new folder.

    Raises:
        NotFoundError: it is not there.
        PassphraseError: the passphrase or key is wrong.
        IntegrityError: a byte of it was changed, its signature does not fit, or another key signed it.
        RefusedError: it is past its `destroy_by` (EDU-6), the folder is not a local place (EDU-5), or it is
            for another environment or project (EDU-4).
    """
    if not pack.is_file():
        raise NotFoundError("the pack is not there", "sampler copy list shows where packs were written")
    with unsealed(session, pack, opener.passphrase, opener.identity) as sealed:
        manifest, signer = _manifest(sealed)
        trusted = _trusted(session, manifest, signer, opener.sender_key)
        deal_id = _deal_here(session, manifest)
        sealed.compare(manifest)
        ask(
            session,
            "open",
            deal_id,
            place=folder.absolute().parent,
            environment=opener.environment,
            deal_state="open",
            due_on=manifest.destroy_by,
            pack_environment=manifest.environment,
            pack_project=manifest.project,
        )
        with making(session, "open", manifest.sample, folder) as target:
            need_space(target.final.parent, sum(f.size for f in manifest.files))
            make_private_folder(target.temporary)
            sealed.release(manifest, target.temporary)
            target.place()
            known = Known(manifest, deal_id, signer, trusted)
            copy_id = _record(session, known, pack, target, opener)
    own = manifest.origin == session.registry.chain()[0].hex()
    statement = "" if own else write_statement(session, OPENED, manifest.id)
    due = "" if manifest.given_back and not own else _end(session, manifest, deal_id)
    files, back = len(manifest.files), manifest.given_back
    return Opened(folder, copy_id, deal_id, files, due, signer, trusted or NEW, statement, back)


def _end(session: Session, manifest: Manifest, deal_id: str) -> str:
    """Until when what was opened may stay; lent data that its borrower unpacks ends with their deal."""
    deals = session.registry.find("deal", id=deal_id)
    if manifest.given_back and deals:
        return str(deals[0]["due_on"])
    return manifest.destroy_by


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a pack once its manifest is read."""

    manifest: Manifest
    deal: str
    signer: str
    trust: str


def _manifest(sealed: Sealed) -> tuple[Manifest, str]:
    try:
        data, armoured = sealed.small(MANIFEST), sealed.small(SIGNATURE).decode("ascii")
        public = sshsig.verify(data, armoured)
        manifest = Manifest.from_json(json.loads(data))
    except (KeyError, ValueError, TypeError):
        raise IntegrityError("the pack has no manifest that this version reads") from None
    signer = sshsig.fingerprint(public)
    if signer != manifest.signer:
        raise IntegrityError("the pack's manifest names another signer than its signature")
    return manifest, signer


def _trusted(session: Session, manifest: Manifest, signer: str, expected: str) -> str:
    """How far the signer is known: this home, a confirmed key, one seen before, or `` for a new one."""
    if signer == session.fingerprint() and manifest.origin == session.registry.chain()[0].hex():
        return OWN
    return trust(session, SENDER, manifest.origin, signer, expected)


def _deal_here(session: Session, manifest: Manifest) -> str:
    """The deal's id in this home: its own, unless another sender's deal has that name."""
    ours = session.registry.chain()[0].hex() == manifest.origin
    if not session.registry.find("deal", id=manifest.deal):
        return manifest.deal
    origin = session.registry.details("deal", manifest.deal).get("origin", "")
    if ours or origin == manifest.origin:
        return manifest.deal
    return f"{manifest.deal}-{manifest.origin[:6]}"


def _record(session: Session, known: Known, pack: Path, target: Target, opener: Opener) -> str:
    """Register what was opened, the pack itself if it came from elsewhere, and the key that signed it."""
    manifest, deal_id = known.manifest, known.deal
    copy_id = next_id(session)
    with session.registry.act("open", actor=session.actor, pack=manifest.id) as act:
        if not session.registry.find("deal", id=deal_id):
            act.put("deal", deal_id, state="open", opened_at=session.moment(), zone=session.zone)
            act.put("deal", deal_id, trial_ends=manifest.destroy_by, due_on=manifest.destroy_by)
            act.detail("deal", deal_id, purpose=manifest.purpose, origin=manifest.origin)
            act.detail("deal", deal_id, sender_key=manifest.signer, sender_deal=manifest.deal)
            grants.own(act, session, deal_id)
        copy = _copy(known, "opened", target.final, opener)
        if manifest.given_back and known.trust == OWN:  # it is with us, however it is addressed
            copy = replace(copy, holder="", destroy_by=_end(session, manifest, deal_id))
        register(session, act, copy_id, copy)
        if known.trust != OWN:
            how = CONFIRMED if opener.sender_key else FIRST_USE
            pin(session, act, role=SENDER, owner=manifest.origin, fingerprint=known.signer, how=how)
            if not _registered(session, pack):
                number = int(copy_id[1:]) + 1
                register(session, act, f"C{number}", _copy(known, "pack", pack.absolute(), opener))
    return copy_id


def _copy(known: Known, kind: str, place: Path, opener: Opener) -> NewCopy:
    manifest = known.manifest
    return NewCopy(
        kind,
        known.deal,
        manifest.sample,
        place,
        content_of(place),
        manifest.recipient,
        manifest.destroy_by,
        pack=manifest.id,
        environment=opener.environment,
    )


def _registered(session: Session, pack: Path) -> bool:
    place = str(pack.absolute())
    rows = session.registry.find("copy", state="open")
    return any(session.registry.details("copy", row["id"]).get("location") == place for row in rows)
