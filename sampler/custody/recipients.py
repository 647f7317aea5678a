"""Recipients of packs: one address each, with a public key whose fingerprint was confirmed, or without."""

from typing import Any

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.custody.signers import CONFIRMED, RECIPIENT, check_form, pin
from sampler.errors import MismatchError, NotFoundError, UsageError
from sampler.model.address import PERSON, kind_of
from sampler.model.recipient_key import RecipientKey, parse_key

NO_KEY = "none"


def add_recipient(
    session: Session, address: str, *, key: str = "", fingerprint: str = "", signer: str = ""
) -> tuple[str, RecipientKey | None]:
    """Register a person who may be sent packs; a second call adds what was not known.

    Raises:
        UsageError: the address or key is ill-formed.
        RefusedError: the address is not one person's (EDU-3).
        MismatchError: the fingerprint that came by another channel is not the key's.
    """
    kind = kind_of(address)
    if kind == "malformed":
        raise UsageError("a recipient is the plain e-mail address of one person", "dev@vendor.example")
    ask(session, "recipient.add", "recipient", recipient_kind=PERSON if kind == PERSON else "group")
    parsed = _parsed(key) if key else None
    if fingerprint:
        _compare(parsed, fingerprint)
    row = find(session, address)
    number = row["id"] if row else f"R{len(session.registry.find('recipient')) + 1}"
    with session.registry.act("recipient.add", actor=session.actor) as act:
        if row is None:
            act.put("recipient", number, kind=NO_KEY, state="known", confirmed="", added_at=session.moment())
            act.detail("recipient", number, address=address.casefold())
        if parsed:
            act.put("recipient", number, kind=parsed.kind, confirmed="yes" if fingerprint else "")
            act.detail("recipient", number, key=parsed.text, fingerprint=parsed.fingerprint)
        if signer:
            named = check_form(signer, "--signer")
            owner = address.casefold()
            pin(session, act, role=RECIPIENT, owner=owner, fingerprint=named, how=CONFIRMED)
    return number, parsed


def _parsed(key: str) -> RecipientKey:
    try:
        return parse_key(key)
    except ValueError as error:
        raise UsageError(str(error), "--key age1… or --key 'ssh-ed25519 AAAA…'") from None


def _compare(key: RecipientKey | None, fingerprint: str) -> None:
    given = check_form(fingerprint, "--fingerprint")
    if key is not None and key.fingerprint != given:
        raise MismatchError(
            f"the key's fingerprint is {key.fingerprint}, which is not the one given",
            "ask the recipient again, by another channel than the key came",
        )


def confirm(session: Session, address: str, fingerprint: str) -> str:
    """Record that a key's fingerprint was compared by another channel.

    Raises:
        NotFoundError: the recipient is not known, or has no key.
        MismatchError: it is another fingerprint.
    """
    row = find(session, address)
    if row is None or not row.get("key"):
        raise NotFoundError("this recipient is not known with a key", "sampler recipient list")
    _compare(_parsed(row["key"]), fingerprint)
    with session.registry.act("recipient.confirm", actor=session.actor) as act:
        act.put("recipient", row["id"], confirmed="yes")
    return str(row["id"])


def find(session: Session, address: str) -> dict[str, Any] | None:
    """The recipient with this address, with what is known of them; None when there is none."""
    for row in session.registry.find("recipient", state="known"):
        said = session.registry.details("recipient", row["id"])
        if said.get("address") == address.casefold():
            return {**row, **said}
    return None


def recipients(session: Session) -> list[dict[str, Any]]:
    """Everyone who was registered."""
    rows = session.registry.find("recipient")
    keys = ("address", "fingerprint")
    said = [session.registry.details("recipient", row["id"]) for row in rows]
    return [{**row, **{key: one.get(key, "") for key in keys}} for row, one in zip(rows, said, strict=True)]


def remove_recipient(session: Session, address: str) -> list[str]:
    """Take a recipient off the list; give the open copies that they still hold.

    Raises:
        NotFoundError: nobody of that address is known.
    """
    row = find(session, address)
    if row is None:
        raise NotFoundError("this recipient is not known", "sampler recipient list")
    ask(session, "recipient.retire", row["id"])
    with session.registry.act("recipient.retire", actor=session.actor) as act:
        act.put("recipient", row["id"], state="retired")
    held = session.registry.find("copy", state="open")
    holder = address.casefold()
    return [c["id"] for c in held if session.registry.details("copy", c["id"]).get("holder", "") == holder]
