"""Pack a sanitized sample for one named person: sealed, reopened, verified, renamed, registered."""

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from sampler import __version__
from sampler.custody.copies import NewCopy, content_of, next_id, register
from sampler.custody.environments import HERE
from sampler.custody.gate import ask, objects_of
from sampler.custody.provider import is_provider
from sampler.custody.samples import SampleFile, end_of, files_of, manifest_of
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.statements import HELD
from sampler.custody.targets import Target, making
from sampler.errors import UsageError
from sampler.model.address import MALFORMED, PERSON, kind_of
from sampler.model.manifest import Manifest, PackedFile
from sampler.model.permit import Permit
from sampler.model.risk import Risk
from sampler.pack.age_container import Entry
from sampler.pack.container import DATA, MANIFEST, SIGNATURE
from sampler.pack.locks import PASSPHRASE, Lock, lock_for
from sampler.pack.mail_draft import draft_of
from sampler.registry.private_files import PRIVATE_FILE

PASSPHRASE_CHANNELS = ("phone", "in-person", "sms", "messenger", "letter", "password-manager")
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
    """Exactly one person, by address; the gate refuses a list or several addresses (EDU-3)."""

    address: str

    def __post_init__(self) -> None:
        if kind_of(self.address) == MALFORMED:
            raise UsageError(
                "--to takes the plain e-mail address of exactly one person", "--to dev@vendor.example"
            )


@dataclass(frozen=True, slots=True)
class Order:
    """How a pack is to be made: for which environment, by mail or not, and how its passphrase travels.

    `passphrase` locks packs for people without a key; `passphrase_file` is a new file that gets it.
    """

    passphrase: str
    passphrase_file: Path | None = None
    environment: str = HERE
    draft: Path | None = None
    channel: str = ""

    def __post_init__(self) -> None:
        if self.channel and self.channel not in PASSPHRASE_CHANNELS:
            known = ", ".join(PASSPHRASE_CHANNELS)
            raise UsageError("the passphrase travels by another channel than the mail", f"one of {known}")


@dataclass(frozen=True, slots=True)
class Packed:
    """What was made: the pack's place and copy, those of its passphrase and mail draft, and its lock."""

    path: Path
    copy: str
    passphrase_copy: str
    destroy_by: str
    draft_copy: str = ""
    lock: str = "passphrase"


def pack(session: Session, sample_id: str, recipient: Recipient, output: Path, order: Order) -> Packed:
    """Seal a sample's files for one recipient: for their key if it is known and confirmed, else a passphrase.

    Raises:
        RefusedError: the sample is not sanitized, its audit did not pass or its k is below the threshold
            (IUN-4), its time is over (EDU-6), the target is not a local place (EDU-5), the recipient is not
            one person (EDU-3), or the sample was not lent for that environment (EDU-4).
    """
    _check_names(output, order)
    permit = _allowed(session, sample_id, recipient, output, order)
    lock = lock_for(session, recipient.address, order.passphrase)
    if order.draft and lock.kind == PASSPHRASE and not order.channel:
        raise UsageError(
            "a pack by mail needs its passphrase to go another way",
            f"--passphrase-channel {'|'.join(PASSPHRASE_CHANNELS)}",
        )
    files = files_of(session, permit, sample_id)
    with ExitStack() as targets:
        target = targets.enter_context(making(session, "pack", sample_id, output))
        secret = None  # a pack without its passphrase opens nothing: both are made, or neither
        if order.passphrase_file is not None and lock.kind == PASSPHRASE:
            secret = targets.enter_context(
                making(session, "pack.passphrase", sample_id, order.passphrase_file)
            )
            write_passphrase(secret, order.passphrase)
        need_space(target.final.parent, sum(file.size for file in files))
        manifest = _manifest(
            session, permit, sample_id, recipient, files=files, environment=order.environment
        )
        _seal(session, permit, target, manifest, files=files, lock=lock)
        draft = _draft(session, targets, manifest, target, order) if order.draft else None
        for made in filter(None, (target, secret, draft)):
            made.place()
        copies = _record(session, manifest, order, (target, secret, draft))
    if lock.kind == PASSPHRASE:
        leave_note(session, sample_id, output)
    return Packed(output, copies[0], copies[1], manifest.destroy_by, copies[2], lock.kind)


def _check_names(output: Path, order: Order) -> None:
    named = [path.absolute() for path in (output, order.passphrase_file, order.draft) if path is not None]
    if len(set(named)) != len(named):
        raise UsageError(
            "the pack, its passphrase and its mail can't be the same file", "name another --passphrase-file"
        )


def _allowed(session: Session, sample_id: str, recipient: Recipient, output: Path, order: Order) -> Permit:
    kind, deal = kind_of(recipient.address), session.registry.get("sample", sample_id)["deal"]
    size = sum(row["size"] or 0 for row in session.registry.find("file", sample=sample_id))
    places = {path.absolute().parent: None for path in (output, order.draft, order.passphrase_file) if path}
    permits = [
        ask(
            session,
            "pack",
            sample_id,
            objects=objects_of(session, sample_id),
            place=place,
            environment=order.environment,
            recipient_kind="person" if kind == PERSON else "group",
            mailed_bytes=size if order.draft else None,
            outside=_is_outside(session, recipient),
            to_provider=is_provider(session, deal, recipient.address, signed=False),
        )
        for place in places
    ]
    return permits[0]


def _draft(session: Session, targets: ExitStack, manifest: Manifest, pack: Target, order: Order) -> Target:
    """The mail with the pack in it, for the recipient and nobody else; a person sends it."""
    if order.draft is None:
        raise ValueError("no draft was ordered")
    draft = targets.enter_context(making(session, "pack.draft", manifest.sample, order.draft))
    need_space(draft.final.parent, 2 * pack.temporary.stat().st_size)
    me = session.registry.details("person", session.actor)
    data = draft_of(pack.temporary.read_bytes(), pack.final.name, manifest, me.get("email", ""))
    with draft.temporary.open("xb") as out:
        draft.temporary.chmod(PRIVATE_FILE)
        out.write(data)
    return draft


def _is_outside(session: Session, recipient: Recipient) -> bool:
    """Whether the recipient's domain is another than the sender's."""
    own = session.registry.details("person", session.actor).get("email", "")
    return recipient.address.rpartition("@")[2].casefold() != own.rpartition("@")[2].casefold()


def _manifest(
    session: Session,
    permit: Permit,
    sample_id: str,
    recipient: Recipient,
    *,
    files: list[SampleFile],
    environment: str,
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
        destroy_by=end_of(session, sample_id),
        files=tuple(PackedFile(f.name, f.size, f.sha256) for f in files),
        recipe=sample["recipe"],
        anchor=str(session.registry.head()),
        signer=session.fingerprint(),
        origin=session.registry.chain()[0].hex(),
        tool=f"sampler {__version__}",
        not_checked=tuple(described.get("not_checked", ())),
        environment=environment,
        project=deal["project"] or "",
        coincidences=described.get("coincidences", 0),
        risk=tuple(Risk.from_json(one) for one in described.get("risk", ())),
    )


def _seal(
    session: Session,
    permit: Permit,
    target: Target,
    manifest: Manifest,
    *,
    files: list[SampleFile],
    lock: Lock,
) -> None:
    data, signature = session.sign_document(manifest.to_json())

    def entries() -> Iterator[Entry]:
        for name, small in ((MANIFEST, data), (SIGNATURE, signature.encode())):
            yield name, len(small), io.BytesIO(small)
        for file in files:
            with session.vault.open(permit, file.object) as stream:
                yield f"{DATA}{file.name}", file.size, cast("BinaryIO", stream)

    with target.temporary.open("x+b") as out:
        target.temporary.chmod(PRIVATE_FILE)
        lock.write(out, entries(), manifest)


def _record(
    session: Session, manifest: Manifest, order: Order, made: tuple[Target, Target | None, Target | None]
) -> tuple[str, str, str]:
    """Register the pack, the file with its passphrase, its mail and what the mail brings to the recipient."""
    first = int(next_id(session)[1:])
    kinds = [
        (kind, target) for kind, target in zip(("pack", "passphrase", "draft"), made, strict=True) if target
    ]
    ids = {"pack": "", "passphrase": "", "draft": ""}
    with session.registry.act("pack", actor=session.actor, pack=manifest.id) as act:
        for number, (kind, target) in enumerate(kinds, first):
            ids[kind] = f"C{number}"
            holder = "" if kind == "passphrase" else manifest.recipient
            copy = _copy(manifest, order, kind, target.final, holder)
            register(session, act, ids[kind], replace(copy, content=content_of(target.final)))
        if ids["draft"]:
            sent = _copy(manifest, order, "held", HELD, manifest.recipient)
            away = replace(sent, environment=manifest.environment, elsewhere=True)
            register(session, act, f"C{first + len(kinds)}", away)
    return ids["pack"], ids["passphrase"], ids["draft"]


def _copy(manifest: Manifest, order: Order, kind: str, place: Path, holder: str) -> NewCopy:
    return NewCopy(
        kind,
        manifest.deal,
        manifest.sample,
        place,
        holder=holder,
        destroy_by=manifest.destroy_by,
        pack=manifest.id,
        channel=order.channel,
    )


def write_passphrase(secret: Target, passphrase: str) -> None:
    """Fill a new private file with a passphrase."""
    with secret.temporary.open("x", encoding="utf-8") as out:
        secret.temporary.chmod(PRIVATE_FILE)
        out.write(f"{passphrase}\n")


def leave_note(session: Session, sample_id: str, output: Path) -> None:
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
