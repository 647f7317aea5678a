"""Authorizations: the provider's word that one restriction does not hold, with evidence, scope and end.

Nobody else widens a right, and no option of a command does. Break-glass is the officer's: a reason, a ticket,
at most a day, and a line on every report.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy as mail_policy
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path

from sampler.custody.asking import EXTENSION, Wanted, read_block
from sampler.custody.evidence import keep_evidence
from sampler.custody.gate import ask
from sampler.custody.provider import address_of, is_provider
from sampler.custody.recovery import storing
from sampler.custody.session import Session
from sampler.errors import IntegrityError, NotFoundError, UnreadableError, UsageError
from sampler.registry.store import Act, Row
from sampler.vault.evidence import OPENSSL, SSH, PublicKey, check, read_key

MOST_HOURS = 24
MOST_BYTES = 20 * 1024 * 1024
SIGNED = {SSH: "ssh-signature", OPENSSL: "openssl-signature"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The provider's answer: a text with a signature, or a mail or PDF as it came; and who gave it."""

    evidence: Path
    signature: Path | None
    by: str


def add_key(session: Session, deal: str, path: Path, confirmed: str) -> PublicKey:
    """Register a provider's public key, once its fingerprint was confirmed by another channel.

    Raises:
        UsageError: the confirmed fingerprint is another one.
    """
    ask(session, "authorization.key", deal)
    key = read_key(_bytes(path))
    if confirmed.strip() != key.fingerprint:
        raise UsageError(
            "the confirmed fingerprint is not this key's", "ask the provider for it by telephone: SHA256:…"
        )
    number = f"PK{len(session.registry.find('provider_key')) + 1}"
    with session.registry.act("authorization.key", actor=session.actor) as act:
        act.put(
            "provider_key", number, deal=deal, kind=key.kind, fingerprint=key.fingerprint, state="trusted"
        )
        act.put("provider_key", number, added_by=session.actor, added_at=session.moment())
        act.detail("provider_key", number, key=key.text)
    return key


def record(session: Session, deal: str, answer: Answer, wanted: Wanted | None = None) -> str:
    """Record a provider's answer; give the authorization's id.

    What a signed text authorizes stands in it; for a mail or PDF it is `wanted`, in words of who records it.

    Raises:
        RefusedError: no evidence, nobody who gave it, or it has ended (JUN-6).
        IntegrityError: the signature is not by a registered key of this provider.
    """
    signed = answer.signature is not None
    evidence = _bytes(answer.evidence)
    scope = read_block(session, evidence, deal) if signed else wanted
    if scope is None:
        raise UsageError(
            "a mail or PDF needs --rule, --act, --scope and --until", "--rule EDU-4 --until DATE"
        )
    expires = _end_of(scope.until)
    ask(
        session,
        "authorization.record",
        deal,
        evidence=bool(evidence),
        given_by=bool(answer.by.strip()),
        of_provider=is_provider(session, deal, answer.by, signed=signed),
        evidence_seen=_seen(session, evidence),
        expires_at=expires,
    )
    proof = _checked(session, deal, evidence, answer) if signed else _kept(evidence, answer.by)
    papers = [evidence, *([_bytes(answer.signature)] if answer.signature else [])]
    return _store(session, scope, expires, proof, papers=papers, said={"given_by": answer.by})


def break_glass(session: Session, wanted: Wanted, hours: int, reason: str, ticket: str) -> str:
    """Lift a rule without the provider, by the officer, for at most 24 hours.

    Raises:
        UsageError: no reason, no ticket, or too long.
    """
    ask(session, "authorization.break-glass", wanted.deal)
    if not reason.strip() or not ticket.strip():
        raise UsageError("breaking the glass needs a reason and a ticket", '--reason "…" --ticket T-1')
    if not 1 <= hours <= MOST_HOURS:
        raise UsageError(f"broken glass lasts at most {MOST_HOURS} hours", f"--hours {MOST_HOURS}")
    if wanted.rule == "EDU-6":
        raise UsageError(
            "nobody but the provider extends a trial",
            f"sampler authorization request {wanted.deal} --rule EDU-6 --act {EXTENSION} --until DATE",
        )
    _not_again(session, wanted)
    expires = (session.now().astimezone(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")
    return _store(
        session, wanted, expires, "break-glass", papers=[], said={"reason": reason, "ticket": ticket}
    )


def _not_again(session: Session, wanted: Wanted) -> None:
    """One broken glass doesn't follow another: in between the provider can be asked."""
    rows = session.registry.find("authorization", deal=wanted.deal, rule=wanted.rule, proof="break-glass")
    for row in rows:
        end = datetime.fromisoformat(min(row["expires_at"], row["withdrawn_at"] or row["expires_at"]))
        free = end + timedelta(hours=MOST_HOURS)
        if session.now().astimezone(UTC) < free:
            raise UsageError(
                f"{wanted.rule} was broken for {wanted.deal} by {row['id']}; "
                f"not again before {free.isoformat(timespec='minutes')}",
                f"sampler authorization request {wanted.deal} --rule {wanted.rule} --until DATE",
            )


def withdraw(session: Session, authorization: str) -> None:
    """Record that an authorization no longer holds.

    Raises:
        NotFoundError: there is none, or it was withdrawn.
    """
    rows = session.registry.find("authorization", id=authorization, state="recorded")
    ask(session, "authorization.withdraw", rows[0]["deal"] if rows else authorization)
    if not rows:
        raise NotFoundError("no such authorization stands", "sampler authorization list")
    with session.registry.act("authorization.withdraw", actor=session.actor) as act:
        act.put("authorization", authorization, state="withdrawn", withdrawn_at=session.moment())


def stands(row: Row, now: str) -> bool:
    """Say whether an authorization holds now."""
    return bool(row["state"] == "recorded" and now <= row["expires_at"])


def _store(
    session: Session, scope: Wanted, expires: str, proof: str, *, papers: list[bytes], said: dict[str, str]
) -> str:
    number = f"A{len(session.registry.find('authorization')) + 1}"
    with storing(session, "authorization.record", scope.deal):
        objects = [(session.vault.put(paper), paper) for paper in papers]
        with session.registry.act("authorization.record", actor=session.actor, proof=proof) as act:
            columns = {"deal": scope.deal, "rule": scope.rule, "act": scope.act, "scope": scope.scope}
            act.put("authorization", number, **columns, state="recorded", proof=proof, expires_at=expires)
            act.put("authorization", number, recorded_by=session.actor, recorded_at=session.moment())
            act.put("authorization", number, evidence=objects[0][0] if objects else None)
            _keep(act, scope.deal, number, objects)
            act.detail("authorization", number, **said)
    return number


def _keep(act: Act, deal: str, number: str, objects: list[tuple[str, bytes]]) -> None:
    for object_id, paper in objects:
        keep_evidence(act, deal, object_id, paper)
    if objects:
        act.detail("authorization", number, sha256=hashlib.sha256(objects[0][1]).hexdigest())


def _seen(session: Session, evidence: bytes) -> bool:
    """Whether the same evidence was recorded before: an answer counts once, withdrawn or not."""
    digest = hashlib.sha256(evidence).hexdigest()
    rows = session.registry.find("authorization")
    return any(session.registry.details("authorization", row["id"]).get("sha256") == digest for row in rows)


def _checked(session: Session, deal: str, evidence: bytes, answer: Answer) -> str:
    """Which kind of signature it is, once one of the provider's keys fits."""
    signature = _bytes(answer.signature) if answer.signature else b""
    kind = SSH if signature.lstrip().startswith(b"-----BEGIN SSH") else OPENSSL
    rows = session.registry.find("provider_key", deal=deal, kind=kind, state="trusted")
    if not rows:
        raise NotFoundError(
            f"no {kind} key of this provider is registered",
            f"sampler authorization key {deal} --key FILE --confirmed SHA256:…",
        )
    failed: IntegrityError | None = None
    for row in rows:
        text = session.registry.details("provider_key", row["id"])["key"]
        try:
            check(PublicKey(kind, text, row["fingerprint"]), evidence, signature)
        except IntegrityError as error:
            failed = error
            continue
        return SIGNED[kind]
    raise failed or IntegrityError("the signature is not by a registered key of this provider")


def _kept(evidence: bytes, by: str) -> str:
    """A mail or PDF is kept as it came: it proves what was received, not who wrote it, and lists say so."""
    if evidence.startswith(b"%PDF-"):
        return "kept-file"
    mail = BytesParser(policy=mail_policy.compat32).parsebytes(evidence, headersonly=True)
    senders = [str(sender) for sender in mail.get_all("From", [])]
    if not senders or not mail.get("Date"):
        raise UnreadableError(
            "the evidence is no mail (.eml) and no PDF", "or a signed text: --signature FILE"
        )
    if [address.casefold() for _, address in getaddresses(senders)] != [address_of(by)]:
        raise UsageError("the mail is not from the person named by --by", "--by dpo@acme.example")
    return "kept-file"


def _end_of(day: str) -> str:
    """The last second of a day, in UTC."""
    last = datetime.fromisoformat(day).replace(hour=23, minute=59, second=59, tzinfo=UTC)
    return last.isoformat(timespec="seconds")


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundError("the file is not there", "check the path")
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableError(f"the file is larger than {MOST_BYTES >> 20} MiB")
    return path.read_bytes()
