"""Statements of recipients: written and signed by their home, imported into the sender's.

Until a pack's recipient has stated that it is destroyed, the copy that they hold is open.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sampler import __version__
from sampler.custody.copies import NewCopy, next_id, register
from sampler.custody.gate import ask
from sampler.custody.returns import BY_STATEMENT as BY_THEIR_STATEMENT
from sampler.custody.returns import CONFIRMED as CONFIRMED_RETURN
from sampler.custody.returns import put_confirmed
from sampler.custody.session import Session
from sampler.custody.signers import CONFIRMED, RECIPIENT, pin, trust
from sampler.errors import AnswerIsNoError, IntegrityError, NotFoundError, UnreadableError, UsageError
from sampler.model.statement import CopyEnd, Statement
from sampler.registry.store import Act
from sampler.vault import sshsig

OPENED, DESTROYED = "opened", "destroyed"
HELD = Path("with the recipient")
LARGEST = 1 << 20
BY_STATEMENT = "stated by the recipient, signature checked"
IS_OPEN = "opened by the recipient, as they state"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a statement changed: the held copy and how it stands now."""

    copy: str
    kind: str
    state: str


def write_statement(session: Session, kind: str, pack: str) -> str:
    """Write this home's signed statement about a pack among its documents; give its path.

    Raises:
        UsageError: something of the pack is still here, so that it can't be said to be destroyed.
    """
    rows = session.registry.find("copy", pack=pack)
    if kind == DESTROYED and any(row["state"] == "open" for row in rows):
        left = ", ".join(row["id"] for row in rows if row["state"] == "open")
        raise UsageError(f"copies of this pack are still open: {left}", "sampler copy end COPY")
    deal = session.registry.get("deal", rows[0]["deal"])
    said = session.registry.details("deal", deal["id"])
    me = session.registry.details("person", session.actor)
    named = session.registry.find("environment", id=rows[0]["environment"])
    statement = Statement(
        id=secrets.token_hex(8),
        kind=kind,
        stated_at=session.moment(),
        pack=pack,
        origin=said.get("origin", ""),
        deal=said.get("sender_deal", str(deal["id"])),
        sample=rows[0]["sample"],
        recipient=session.registry.details("copy", rows[0]["id"]).get("holder", ""),
        stated_by=f"{me.get('name', '')} <{me.get('email', '')}>",
        environment=rows[0]["environment"] or "",
        country=named[0]["country"] if named else "",
        copies=tuple(CopyEnd(r["kind"], r["claim"] or "open", r["evidence"] or "") for r in rows),
        anchor=str(session.registry.head()),
        signer=session.fingerprint(),
        tool=f"sampler {__version__}",
    )
    name = f"statement-{pack[:12]}-{kind}"
    data = session.write_signed(name, statement.to_json())
    with session.registry.act("statement", actor=session.actor) as act:
        _put(session, act, statement, data, way="given", copy="")
    return str(session.home.documents / f"{name}.json")


def state_destroyed(session: Session, deal: str) -> list[str]:
    """Write the statements of every pack of a borrowed deal whose copies here are all gone."""
    if not session.registry.details("deal", deal).get("origin"):
        return []
    rows = [row for row in session.registry.find("copy", deal=deal) if row["pack"]]
    packs = dict.fromkeys(row["pack"] for row in rows)
    still = {row["pack"] for row in rows if row["state"] == "open"}
    last = {row["pack"]: row["kind"] for row in session.registry.find("statement", way="given")}
    due = [pack for pack in packs if pack not in still and last.get(pack) != DESTROYED]
    return [write_statement(session, DESTROYED, pack) for pack in due]


def import_statement(session: Session, file: Path, signer: str = "") -> Imported:
    """Take a recipient's statement: `signer` is their key's fingerprint, told by another channel.

    Raises:
        NotFoundError: the file or its signature is not there, or it is about no pack of this home.
        IntegrityError: it was changed, or another key than the recipient's signed it.
        RefusedError: nobody has told the recipient's key yet.
    """
    statement, data, fingerprint = _read(file)
    copies = session.registry.find("copy", pack=statement.pack, kind="pack")
    if statement.origin != session.registry.chain()[0].hex() or not copies:
        raise NotFoundError("the statement is about no pack of this home", "sampler copy list")
    pack = copies[0]
    holder = session.registry.details("copy", pack["id"]).get("holder", "")
    if (statement.deal, statement.sample) != (pack["deal"], pack["sample"]):
        raise IntegrityError("the statement names another sample than the pack has")
    owner = holder.casefold()
    if session.registry.find("statement", way="taken", digest=hashlib.sha256(data).hexdigest()):
        raise UsageError("this statement was imported before", "sampler copy list")
    if not trust(session, RECIPIENT, owner, fingerprint, signer):
        raise AnswerIsNoError(
            f"signer unverified: nobody has told that {fingerprint} is the key of this pack's recipient",
            "ask them, by another channel, for the fingerprint that their `sampler init` printed",
            f"sampler copy attest --statement FILE --signer {fingerprint}",
        )
    if statement.kind == OPENED:  # it ends nothing: a hold lets it in
        ask(session, "copy.check", pack["id"])
    else:
        ask(session, "copy.attest", pack["id"], method_stated=bool(statement.copies))
    return _apply(session, statement, data, pack, owner=owner, fingerprint=fingerprint)


def _apply(
    session: Session, statement: Statement, data: bytes, pack: dict[str, Any], *, owner: str, fingerprint: str
) -> Imported:
    if given_back := session.registry.find("returned", pack=statement.pack):
        return _given_back(session, statement, data, pack, number=given_back[0]["id"], owner=owner)
    held = session.registry.find("copy", pack=statement.pack, kind="held")
    number = held[0]["id"] if held else next_id(session)
    now, was = session.moment(), held[0]["state"] if held else "open"
    newest = _newest(session, statement)
    with session.registry.act("statement", actor=session.actor) as act:
        pin(session, act, role=RECIPIENT, owner=owner, fingerprint=fingerprint, how=CONFIRMED)
        if not held:
            copy = NewCopy("held", pack["deal"], pack["sample"], HELD, {}, owner, pack["destroy_by"])
            register(session, act, number, replace(copy, pack=statement.pack, elsewhere=True))
        act.put("copy", number, environment=statement.environment, checked_at=now)
        act.detail("copy", number, country=statement.country)
        if newest and statement.kind == DESTROYED:
            act.put("copy", number, state="closed", claim="attested", evidence=BY_STATEMENT, closed_at=now)
            act.detail("copy", number, attested_by=statement.stated_by, method=BY_STATEMENT)
            digest = hashlib.sha256(data).hexdigest()
            act.detail("copy", number, recorded_by=session.actor, evidence_sha256=digest)
        elif newest:  # opened, or opened again
            act.put("copy", number, state="open", claim=None, evidence=IS_OPEN, closed_at=None)
        _put(session, act, statement, data, way="taken", copy=number)
    state = ("closed" if statement.kind == DESTROYED else "open") if newest else was
    return Imported(number, statement.kind, state)


def _given_back(
    session: Session, statement: Statement, data: bytes, pack: dict[str, Any], *, number: str, owner: str
) -> Imported:
    """The provider says that they have what was returned: it is theirs, so no copy of ours comes of it."""
    with session.registry.act("statement", actor=session.actor) as act:
        pin(session, act, role=RECIPIENT, owner=owner, fingerprint=statement.signer, how=CONFIRMED)
        put_confirmed(session, act, number, BY_THEIR_STATEMENT)
        act.detail("returned", number, confirmed_by=statement.stated_by)
        _put(session, act, statement, data, way="taken", copy=pack["id"])
    return Imported(pack["id"], statement.kind, CONFIRMED_RETURN)


def _newest(session: Session, statement: Statement) -> bool:
    """Whether no later statement about the pack was imported: the last one stated is the one that counts."""
    others = session.registry.find("statement", pack=statement.pack, way="taken")
    return all(row["stated_at"] <= statement.stated_at for row in others)


def _read(file: Path) -> tuple[Statement, bytes, str]:
    try:
        with file.open("rb") as stream, file.with_name(f"{file.name}.sig").open("rb") as beside:
            data, armoured = stream.read(LARGEST), beside.read(LARGEST).decode("ascii", "replace")
    except FileNotFoundError:
        raise NotFoundError(
            "the statement or its .sig beside it is not there", "ask for both files"
        ) from None
    except OSError:
        raise UnreadableError("the statement or its .sig can't be read", "check their rights") from None
    fingerprint = sshsig.fingerprint(sshsig.verify(data, armoured))
    try:
        statement = Statement.from_json(json.loads(data))
    except (ValueError, KeyError, TypeError):
        raise IntegrityError("the file is not a statement that this version reads") from None
    if statement.signer != fingerprint:
        raise IntegrityError("the statement names another signer than its signature")
    return statement, data, fingerprint


def _put(session: Session, act: Act, statement: Statement, data: bytes, *, way: str, copy: str) -> None:
    number, digest = f"S{len(session.registry.find('statement')) + 1}", hashlib.sha256(data).hexdigest()
    act.put("statement", number, kind=statement.kind, copy=copy, pack=statement.pack)
    act.put("statement", number, stated_at=statement.stated_at, digest=digest, way=way)
