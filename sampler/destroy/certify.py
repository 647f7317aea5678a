"""The certificate: built from the registry and the ledger, signed, written last."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from sampler import __version__
from sampler.custody.deadlines import days_left
from sampler.custody.endings import ELSEWHERE
from sampler.custody.fingerprints import missing
from sampler.custody.loosening import reservations
from sampler.custody.samples import REST
from sampler.custody.schemas import SCHEMA, address_of
from sampler.custody.session import Session
from sampler.destroy.ends import ends_of, person_of
from sampler.destroy.hunt_record import hunts_of
from sampler.destroy.rest import kept_line
from sampler.model.canonical import canonical_json
from sampler.model.certificate import (
    DESTROYED,
    NOBODY,
    PARTLY_KEPT,
    Certificate,
    Claim,
    CopyLine,
    Gap,
    KeyEnd,
    Residue,
    SampleLine,
    identities_left,
    obstacles,
)
from sampler.model.kept import KeptLine
from sampler.registry.store import Row

NOT_HUNTED = "not hunted"
LAST_HUNTS = 3  # of which a certificate tells in full
HUNT_COUNTS = {
    "files": "files",
    "found": "copies found",
    "doubtful": "in doubt",
    "skipped": "not looked into",
}
OF_ITS_DAY = ("id", "issued_at", "anchor", "tool", "requested_by", "carried_out_by")
MEDIUM, NOT_STATED = "file system", "not stated"
GAPS = (
    ("backups and snapshots of this machine", "they can't be seen from here"),
    ("the bytes of deleted clear copies", "deletion frees them; they were not overwritten"),
    ("the storage medium's spare blocks", "no program sees them; the medium itself was not sanitized"),
)


def issue(session: Session, deal_id: str) -> tuple[str, str]:
    """Write and record the certificate of a destroyed deal; give its id and kind.

    It is final only if nothing stands in its way; otherwise it is interim and says what is missing.
    """
    certificate = _build(session, deal_id)
    data = session.write_signed(f"certificate-{certificate.id}", certificate.to_json())
    with session.registry.act("certificate", actor=session.actor) as act:
        digest = hashlib.sha256(data).hexdigest()
        act.put("certificate", certificate.id, deal=deal_id, kind=certificate.kind)
        act.put("certificate", certificate.id, issued_at=certificate.issued_at, digest=digest)
    return certificate.id, certificate.kind


def still_true(session: Session, deal_id: str) -> str:
    """The id of a deal's last certificate if a new one would say nothing else; else, or with none, empty.

    So a timer that looks at the same open copies every day does not write a certificate every day.
    """
    rows = session.registry.find("certificate", deal=deal_id)
    if not rows:
        return ""
    try:
        data = (session.home.documents / f"certificate-{rows[-1]['id']}.json").read_bytes()
        said = json.loads(data)
    except (OSError, ValueError):  # a certificate that is gone or damaged is issued anew
        return ""
    anew = json.loads(canonical_json(_build(session, deal_id).to_json()))
    same = hashlib.sha256(data).hexdigest() == rows[-1]["digest"] and _lasting(said) == _lasting(anew)
    return str(rows[-1]["id"]) if same else ""


def _lasting(certificate: dict[str, Any]) -> dict[str, Any]:
    """What a certificate says, without who made it when, and when each copy was last looked at."""
    kept = {name: value for name, value in certificate.items() if name not in OF_ITS_DAY}
    lines = [{k: v for k, v in line.items() if k != "checked_at"} for line in certificate["copies"]]
    return {**kept, "copies": lines}


def _build(session: Session, deal_id: str) -> Certificate:
    registry, now = session.registry, session.moment()
    deal, said = registry.get("deal", deal_id), registry.details("deal", deal_id)
    me = registry.details("person", session.actor)
    person = f"{me.get('name', '')} <{me.get('email', '')}>"
    kept = _kept(session, deal_id)
    rest = {line.sample for line in kept}
    vault = vault_lines(session, deal_id, person, without=rest)
    copies = (*vault, *copy_lines(session, deal_id, person, without=rest))
    samples, keys = sample_lines(session, deal_id), _key_end(session, deal_id)
    barred = obstacles(copies, keys, now) + identities_left(samples, copies, kept, keys)
    number = len(registry.find("certificate", deal=deal_id)) + 1
    return Certificate(
        id=f"{deal_id}-K{number}",
        kind="interim" if barred else "final",
        issued_at=now,
        deal=deal_id,
        provider=said.get("provider", ""),
        contact=said.get("contact", ""),
        purpose=said.get("purpose", ""),
        agreement=said.get("agreement", ""),
        legal_basis=said.get("legal_basis", ""),
        outcome=deal["outcome"] or "",
        trial_ends=deal["trial_ends"],
        due_on=deal["due_on"],
        destroyed_at=deal["destroyed_at"] or "",
        days_late=max(0, -days_left(deal["due_on"], _ended_on(session, deal, now))),
        samples=samples,
        copies=copies,
        keys=keys,
        hunted=_hunted(session, deal_id),
        not_verified=tuple(Gap(what, why) for what, why in _gaps(session, deal_id)),
        keystore=session.vault.store.kind,
        requested_by=person,
        carried_out_by=person,
        verified_by=NOBODY,
        tool=f"sampler {__version__}",
        anchor=str(registry.head()),
        signer=session.fingerprint(),
        disposal=PARTLY_KEPT if kept else DESTROYED,
        kept=kept,
        **ends_of(session, deal_id),
    )


def _ended_on(session: Session, deal: Row, now: str) -> str:
    """The local day of the destruction: deadlines are days of the deal's zone, moments are UTC."""
    return session.day_of(deal["destroyed_at"] or now, deal["zone"] or "")


def _kept(session: Session, deal_id: str) -> tuple[KeptLine, ...]:
    """What outlives the deal."""
    rows = session.registry.find("sample", deal=deal_id, state=REST)
    return tuple(kept_line(session, row["id"]) for row in rows)


def _hunted(session: Session, deal_id: str) -> str:
    """The last hunts of a deal, and how many there were before."""
    hunts = hunts_of(session, deal_id)
    lines = [_hunt_line(hunt) for hunt in hunts[-LAST_HUNTS:]]
    earlier = len(hunts) - len(lines)
    return "; ".join([*([f"{earlier} earlier"] if earlier else []), *lines]) or NOT_HUNTED


def _hunt_line(hunt: dict[str, Any]) -> str:
    where, when = ", ".join(hunt["where"]), hunt["at"]
    counts = ", ".join(f"{hunt[name]} {words}" for name, words in HUNT_COUNTS.items())
    return f"below {where} at {when}: {counts}"


def _gaps(session: Session, deal_id: str) -> Iterator[tuple[str, str]]:
    """What was not checked: what never is, what the settings left out, what no hunt could know or read."""
    yield from GAPS
    yield from reservations(session, deal_id)
    hunts = hunts_of(session, deal_id)
    if hunts and (samples := missing(session, deal_id)):
        yield (
            f"stray rows of {', '.join(samples)}",
            "taken in before fingerprints: only whole files were hunted",
        )
    if any(hunt["skipped"] for hunt in hunts):
        yield (
            "files that the hunt could not look into",
            "unreadable, encrypted, or of a kind that is not read",
        )
    if any(hunt["doubtful"] for hunt in hunts):
        yield (
            "files that share a few rows with many others",
            "taken for notices and reference lists, not copies",
        )


def sample_lines(session: Session, deal_id: str) -> tuple[SampleLine, ...]:
    """The samples of a deal, as documents name them."""
    rows = session.registry.find("sample", deal=deal_id)
    return tuple(
        SampleLine(r["id"], r["kind"], r["files"], r["bytes"], r["received_at"], r["channel"] or "")
        for r in rows
    )


def vault_lines(
    session: Session, deal_id: str, person: str, *, without: Collection[str] = ()
) -> tuple[CopyLine, ...]:
    """One line per sample for its encrypted copy in the vault, but for those that outlive the deal."""
    lines = []
    destroyed_at = session.registry.get("deal", deal_id)["destroyed_at"]
    for sample in session.registry.find("sample", deal=deal_id):
        if sample["id"] in without:
            continue
        objects = session.registry.find("object", sample=sample["id"])
        left = [row for row in objects if row["state"] != "destroyed" or session.vault.present(row["id"])]
        claim = Claim.NOT_VERIFIED if left else Claim.KEY_DESTROYED
        evidence = "an object or its key is still there" if left else "keys destroyed and searched for"
        lines.append(
            CopyLine(
                id=f"vault/{sample['id']}",
                kind="vault",
                medium="encrypted objects",
                host="",
                location="",
                holder=person,
                claim=claim,
                evidence=evidence,
                checked_at=session.moment() if left or not destroyed_at else destroyed_at,
                checked_by=person,
            )
        )
    return tuple(lines)


def copy_lines(
    session: Session, deal_id: str, person: str, *, without: Collection[str] = ()
) -> tuple[CopyLine, ...]:
    """One line per registered copy outside the vault; an open one is `not-verified`.

    Open copies of the samples in `without`, which outlive the deal, are left out: they end with those.
    """
    rows = session.registry.find("copy", deal=deal_id)
    listed = (row for row in rows if row["state"] != "open" or row["sample"] not in without)
    details = session.registry.details_by_id("copy")
    return tuple(_copy_line(session, row, details.get(row["id"], {}), person) for row in listed)


def _copy_line(session: Session, row: Row, said: dict[str, str], person: str) -> CopyLine:
    claim = row["claim"] if row["state"] == "closed" else Claim.NOT_VERIFIED
    attested = claim == Claim.ATTESTED
    by_word = attested or (claim == Claim.EXPIRES_ON and bool(said.get("attested_by")))
    told = said if by_word else {}
    method = said.get("method", "")
    return CopyLine(
        id=row["id"],
        kind=row["kind"],
        medium=_medium(session, row, said),
        host=said.get("host", ""),
        location=said.get("location", ""),
        holder=said.get("holder") or ("" if _of_others(row, said) else person),
        claim=claim,
        evidence=f"declared: {method}" if attested else (row["evidence"] or ""),
        checked_at=row["checked_at"] or "",
        checked_by="" if by_word or row["evidence"] == ELSEWHERE else person,
        note="" if row["state"] == "closed" else (row["evidence"] or "not ended yet"),
        expires_on=row["expires_on"] or "",
        declared_by=told.get("attested_by", ""),
        recorded_by=person_of(session, told.get("recorded_by", "")),
        evidence_sha256=told.get("evidence_sha256", ""),
    )


def _of_others(row: Row, said: dict[str, str]) -> bool:
    """Say whether a copy without a holder on record may be with somebody else: nobody's name is put there."""
    return row["kind"] in ("by-hand", "held") or bool(said.get("whole"))


def _medium(session: Session, row: Row, said: dict[str, str]) -> str:
    """What a copy lies on, as far as it is known: its server, its registered medium, a file system here."""
    if row["kind"] == SCHEMA:
        return "PostgreSQL server" if address_of(session, row["id"]).is_postgres else "MariaDB server"
    if row["medium"]:
        return str(session.registry.get("medium", row["medium"])["kind"])
    return MEDIUM if said.get("host") else NOT_STATED


def _key_end(session: Session, deal_id: str) -> KeyEnd:
    """What the ledger says of the end of the deal's keys; with a rest that ended later, of the last end."""
    found = KeyEnd()
    ids = tuple(row["id"] for row in session.registry.find("object", deal=deal_id, state="destroyed"))
    retired: dict[str, None] = {}
    for entry in session.registry.entries():
        body = json.loads(entry.body)
        if body["event"] == "destroy.done" and body["facts"].get("deal") == deal_id:
            facts = body["facts"]
            scan = Residue(facts["files_scanned"], facts["bytes_scanned"], facts["hits"])
            retired |= dict.fromkeys(facts["retired"])
            found = KeyEnd(ids, " ".join(retired), body["at"], scan)
    return found
