"""Keys that others sign with: pinned by fingerprint, confirmed by another channel or taken at first use."""

from typing import Any

from sampler.custody.session import Session
from sampler.errors import IntegrityError, UsageError
from sampler.registry.store import Act

SENDER, RECIPIENT = "sender", "recipient"
CONFIRMED, FIRST_USE = "confirmed", "first-use"


def check_form(fingerprint: str, option: str) -> str:
    """A fingerprint as `ssh-keygen -l` prints it.

    Raises:
        UsageError: it has another form.
    """
    text = fingerprint.strip()
    if not text.startswith("SHA256:") or len(text) != len("SHA256:") + 43:
        raise UsageError(f"{option} is a fingerprint like SHA256:…", f"{option} SHA256:…, as init prints it")
    return text


def known(session: Session, role: str, owner: str) -> list[dict[str, Any]]:
    """The trusted keys of one owner: an address, or a sender's ledger."""
    rows = session.registry.find("signer", role=role, state="trusted")
    said = [(row, session.registry.details("signer", row["id"])) for row in rows]
    return [{**row, **details} for row, details in said if details.get("owner") == owner]


def pin(session: Session, act: Act, *, role: str, owner: str, fingerprint: str, how: str) -> None:
    """Trust a key from now on, inside the act that met it; a better reason replaces a weaker one."""
    for row in known(session, role, owner):
        if row.get("fingerprint") == fingerprint:
            if how == CONFIRMED != row["how"]:
                act.put("signer", row["id"], how=CONFIRMED)
            return
    number = f"K{len(session.registry.find('signer')) + 1}"
    act.put("signer", number, role=role, state="trusted", how=how, since=session.moment())
    act.detail("signer", number, owner=owner, fingerprint=fingerprint)


def trust(session: Session, role: str, owner: str, fingerprint: str, expected: str) -> str:
    """How far a signature is to be trusted: `confirmed`, `first-use`, or `` (never seen).

    Raises:
        IntegrityError: another key than the expected one, or than the one this owner signed with before.
    """
    if expected:
        if expected != fingerprint:
            raise IntegrityError("it is signed by another key than the one named", f"it names {fingerprint}")
        return CONFIRMED
    rows = known(session, role, owner)
    for row in rows:
        if row.get("fingerprint") == fingerprint:
            return str(row["how"])
    if rows:
        raise IntegrityError(
            f"it is signed by another key than what this {role} signed before",
            f"ask them by another channel whether {fingerprint} is theirs; then name it",
        )
    return ""
