"""Give a deal's data back to its provider: the files as they came and a database export, sealed, on record.

What was lent is in the pack, quarantined files too; what was derived from it is the vendor's work and is not.
The export is made encrypted in the vault and leaves it again: no clear byte of it touches the disk.
"""

import hashlib
import io
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

import psutil

from sampler import __version__
from sampler.custody.copies import NewCopy, content_of, digest_of, next_id, register
from sampler.custody.gate import ask, objects_of, with_made
from sampler.custody.provider import is_provider
from sampler.custody.recovery import storing
from sampler.custody.returns import PACKED
from sampler.custody.samples import files_of
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.targets import Target, making
from sampler.databases.sqlite_bytes import database_bytes
from sampler.destroy.exporting import Export, LentFile, write_sql
from sampler.errors import NotFoundError, UnreadableError
from sampler.model.address import PERSON, kind_of
from sampler.model.certificate import Gap
from sampler.model.manifest import NO_END, Manifest, PackedFile
from sampler.model.permit import Permit
from sampler.model.returned import Return, ReturnedFile
from sampler.pack.age_container import Entry
from sampler.pack.container import DATA, MANIFEST, SIGNATURE
from sampler.pack.locks import PASSPHRASE, Lock, lock_for
from sampler.pack.step import Recipient, leave_note, write_passphrase
from sampler.registry.private_files import PRIVATE_FILE

THEIRS = ("EDU-9: the provider's own data, given back; nothing here restricts its use",)
AS_LENT = "as it was lent: personal data"
SET_ASIDE = "quarantined: it goes back as it came"
TOO_LARGE = "too large for this machine's memory; the SQL dump holds every table"
TOO_WIDE = "SQLite can't hold one of the tables; the SQL dump holds every table"
MEMORY_SHARE = 4  # a database in memory takes at most this part of what is free


@dataclass(frozen=True, slots=True)
class Order:
    """How a return is sealed: the passphrase for a provider without a key, and the new file that gets it."""

    output: Path
    passphrase: str
    passphrase_file: Path | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What was made: the return's id, the pack, its copies, and the signed record."""

    id: str
    path: Path
    copy: str
    passphrase_copy: str
    record: Return
    document: Path
    lock: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of the pack: what its manifest says, and where its clear bytes come from."""

    file: ReturnedFile | PackedFile
    open: Callable[[], BinaryIO]


def give_back(session: Session, deal_id: str, recipient: Recipient, order: Order) -> GivenBack:
    """Seal everything that was lent under a deal for one person at the provider, and record it.

    Raises:
        RefusedError: the recipient is not of the provider or the data is gone (EDU-9), it is not one person
            (EDU-3), or the pack would lie where others reach it (EDU-5).
        NotFoundError: nothing was lent under the deal.
    """
    session.registry.get("deal", deal_id)
    samples = [row["id"] for row in session.registry.find("sample", deal=deal_id, kind="lent")]
    permit = _allowed(session, deal_id, samples, recipient, order)
    lock = lock_for(session, recipient.address, order.passphrase)
    lent = [LentFile(name, file) for name in samples for file in files_of(session, permit, name)]
    if not lent:
        raise NotFoundError(f"nothing was lent under {deal_id}", f"sampler deal show {deal_id}")
    with storing(session, "return", deal_id), ExitStack() as targets:
        target = targets.enter_context(making(session, "pack", deal_id, order.output))
        secret = None
        if order.passphrase_file is not None and lock.kind == PASSPHRASE:
            secret = targets.enter_context(making(session, "pack.passphrase", deal_id, order.passphrase_file))
            write_passphrase(secret, order.passphrase)
        need_space(target.final.parent, 3 * sum(one.file.size for one in lent))
        made = _sealed(session, permit, lent, target, _Terms(deal_id, recipient.address, lock))
        for each in filter(None, (target, secret)):
            each.place()
        given = _record(session, made, target, secret, lock)
        session.vault.erase(made.staged)
    if lock.kind == PASSPHRASE:
        leave_note(session, deal_id, order.output)
    return given


def _allowed(
    session: Session, deal_id: str, samples: list[str], recipient: Recipient, order: Order
) -> Permit:
    objects = {name for sample in samples for name in objects_of(session, sample, "original", "manifest")}
    places = dict.fromkeys(path.absolute().parent for path in (order.output, order.passphrase_file) if path)
    permits = [
        ask(
            session,
            "return",
            deal_id,
            objects=objects,
            place=place,
            recipient_kind="person" if kind_of(recipient.address) == PERSON else "group",
            to_provider=is_provider(session, deal_id, recipient.address, signed=False),
        )
        for place in places
    ]
    return permits[0]


@dataclass(frozen=True, slots=True)
class _Terms:
    deal: str
    recipient: str
    lock: Lock


@dataclass(frozen=True, slots=True)
class _Made:
    """A sealed return before it is on record, and the objects of its export, which go again."""

    record: Return
    signed: bytes
    manifest: Manifest
    staged: list[str]


def _sealed(session: Session, permit: Permit, lent: list[LentFile], target: Target, terms: _Terms) -> _Made:
    parts = [_lent_part(session, permit, one) for one in lent]
    export, staged = _Staging(session, permit, terms.deal), list[str]()
    found = Export(session, permit, [one for one in lent if one.file.state == "accepted"])
    gaps = [Gap(one.label, SET_ASIDE) for one in lent if one.file.state != "accepted"]
    tables = found.look()
    if tables:
        parts += export.parts(found, sum(one.file.size for one in found.files), gaps)
        staged += export.staged
    record = _return(session, terms, parts, tables=tables, rows=found.rows, gaps=[*found.gaps, *gaps])
    signed = session.write_signed(f"return-{record.id}", record.to_json())
    papers = session.home.documents / f"return-{record.id}.json"
    for path in (papers, papers.with_suffix(".json.sig")):
        parts.append(_paper(path))
    manifest = _manifest(session, terms, record, parts)
    _seal(session, target, manifest, parts, terms.lock)
    return _Made(record, signed, manifest, staged)


def _lent_part(session: Session, permit: Permit, one: LentFile) -> _Part:
    kind = "original" if one.file.state == "accepted" else "quarantined"
    path = f"files/{one.sample}/{one.file.name}"
    file = ReturnedFile(path, kind, one.file.size, one.file.sha256, one.sample)
    return _Part(file, lambda: cast("BinaryIO", session.vault.open(permit, one.file.object)))


def _paper(path: Path) -> _Part:
    data = path.read_bytes()
    file = PackedFile(path.name, len(data), hashlib.sha256(data).hexdigest())
    return _Part(file, lambda: io.BytesIO(data))


class _Staging:
    """Makes the export's files, encrypted in the vault, from where the pack reads them."""

    def __init__(self, session: Session, permit: Permit, deal: str) -> None:
        self._session, self._permit, self._deal = session, permit, deal
        self.staged: list[str] = []

    def parts(self, found: Export, size: int, gaps: list[Gap]) -> Iterator[_Part]:
        """The dump, and the SQLite file where memory holds it."""
        self._session.say("writing the database export")
        yield self._part("sql", lambda out: write_sql(found.tables(), out))
        name = "the SQLite file"
        if size > psutil.virtual_memory().available // MEMORY_SHARE:
            gaps.append(Gap(name, TOO_LARGE))
            return
        try:
            data = database_bytes(found.tables())
        except UnreadableError:
            gaps.append(Gap(name, TOO_WIDE))
            return
        yield self._part("sqlite", lambda out: out.write(data))

    def _part(self, kind: str, write: Callable[[BinaryIO], object]) -> _Part:
        with self._session.vault.create() as (object_id, writer):
            write(cast("BinaryIO", writer))
        self.staged.append(object_id)
        permit = with_made(self._permit, object_id)

        def reopened() -> BinaryIO:
            return cast("BinaryIO", self._session.vault.open(permit, object_id))

        with reopened() as stream:
            digest = digest_of(stream)
        return _Part(ReturnedFile(f"database/{self._deal}.{kind}", kind, writer.size, digest), reopened)


def _return(
    session: Session, terms: _Terms, parts: list[_Part], *, tables: int, rows: int, gaps: list[Gap]
) -> Return:
    said = session.registry.details("deal", terms.deal)
    me = session.registry.details("person", session.actor)
    return Return(
        id=f"RT{len(session.registry.find('returned')) + 1}",
        issued_at=session.moment(),
        deal=terms.deal,
        provider=said.get("provider", ""),
        contact=said.get("contact", ""),
        purpose=said.get("purpose", ""),
        recipient=terms.recipient,
        made_by=f"{me.get('name', '')} <{me.get('email', '')}>",
        pack=secrets.token_hex(8),
        files=tuple(part.file for part in parts if isinstance(part.file, ReturnedFile)),
        tables=tables,
        rows=rows,
        not_exported=tuple(gaps),
        anchor=str(session.registry.head()),
        signer=session.fingerprint(),
        tool=f"sampler {__version__}",
    )


def _manifest(session: Session, terms: _Terms, record: Return, parts: list[_Part]) -> Manifest:
    return Manifest(
        id=record.pack,
        made_at=record.issued_at,
        deal=terms.deal,
        sample=terms.deal,
        recipient=terms.recipient,
        purpose="returned to its provider",
        destroy_by=NO_END,
        files=tuple(PackedFile(part.file.path, part.file.size, part.file.sha256) for part in parts),
        recipe="",
        anchor=record.anchor,
        signer=record.signer,
        origin=session.registry.chain()[0].hex(),
        tool=record.tool,
        restrictions=THEIRS,
        result=AS_LENT,
    )


def _seal(session: Session, target: Target, manifest: Manifest, parts: list[_Part], lock: Lock) -> None:
    data, signature = session.sign_document(manifest.to_json())

    def entries() -> Iterator[Entry]:
        for name, small in ((MANIFEST, data), (SIGNATURE, signature.encode())):
            yield name, len(small), io.BytesIO(small)
        for part in parts:
            with part.open() as stream:
                yield f"{DATA}{part.file.path}", part.file.size, stream

    with target.temporary.open("x+b") as out:
        target.temporary.chmod(PRIVATE_FILE)
        lock.write(out, entries(), manifest)


def _record(session: Session, made: _Made, target: Target, secret: Target | None, lock: Lock) -> GivenBack:
    record, pack = made.record, next_id(session)
    key = f"C{int(pack[1:]) + 1}" if secret else ""
    due = session.registry.get("deal", record.deal)["due_on"]
    copy = NewCopy("pack", record.deal, record.deal, target.final, holder=record.recipient, destroy_by=due)
    copy = replace(copy, pack=record.pack, content=content_of(target.final))
    with session.registry.act("return", actor=session.actor, pack=record.pack) as act:
        register(session, act, pack, copy)
        if secret:
            beside = replace(copy, kind="passphrase", location=secret.final, holder="")
            register(session, act, key, replace(beside, content=content_of(secret.final)))
        act.put("returned", record.id, deal=record.deal, state=PACKED, made_at=record.issued_at)
        act.put("returned", record.id, made_by=session.actor, copy=pack, pack=record.pack)
        size = sum(file.size for file in record.files)
        act.put("returned", record.id, files=len(record.files), bytes=size)
        act.put("returned", record.id, digest=hashlib.sha256(made.signed).hexdigest())
        act.detail("returned", record.id, to=record.recipient)
    document = session.home.documents / f"return-{record.id}.json"
    return GivenBack(record.id, target.final, pack, key, record, document, lock.kind)
