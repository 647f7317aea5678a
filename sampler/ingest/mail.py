"""An e-mail as a delivery (.eml, RFC 5322 and MIME): its parts, who got it, and how it travelled (EDU-3).

Every level is judged: a message that went to a list before somebody forwarded it went to a list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_binary_file, policy
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from pathlib import Path

from sampler.errors import UnreadableError
from sampler.model.address import GROUP, is_list, kind_of, one_person, untagged

LARGEST = 150 << 20
DEEPEST = 5
MOST_PARTS = 1000
RECIPIENT_HEADERS = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")
DELIVERED = (
    "delivered-to",
    "x-original-to",
    "x-delivered-to",
    "envelope-to",
    "x-envelope-to",
    "apparently-to",
)
LIST_HEADERS = (
    *("list-id", "list-post", "list-help", "list-subscribe", "list-owner", "list-archive", "mailing-list"),
    *("list-unsubscribe", "list-unsubscribe-post", "x-mailing-list", "x-beenthere", "x-google-group-id"),
    *("x-mailman-version", "x-list", "x-listname", "x-campaign", "x-mailchimp-id", "x-loop"),
)
BULK = frozenset({"bulk", "list", "junk"})
WITH = re.compile(r"\bwith\s+([A-Za-z0-9-]+)", re.IGNORECASE)
SECURED = re.compile(r"^(UTF8)?(E?SMTP|LMTP)SA?$|^HTTPS$|^MAPI$", re.IGNORECASE)
TLS = re.compile(r"\bTLS|version=TLS|cipher[= ]", re.IGNORECASE)
INSIDE = re.compile(
    r"\bfrom\s+(localhost|\[?127\.|\[?::1)|\bwith\s+(LMTP|local)\b|\(qmail|invoked by", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Part:
    """One attachment: its name, which may be a value, and its decoded bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """What was read of a message: parts, sender, how it was addressed, and the hops it took."""

    parts: tuple[Part, ...]
    sender: str
    mailing: str  # direct | group | unreadable
    why: str
    hops: int
    hops_in_clear: int
    body: bool = False
    recipients: tuple[str, ...] = ()  # of the message itself


def read_mail(path: Path) -> Mail:
    """Read a message; its attachments are the delivery, its text only when there is none.

    Raises:
        UnreadableError: it is no message, too large, or nested too deeply.
    """
    if path.stat().st_size > LARGEST:
        raise UnreadableError(
            "the message is larger than a small sample may be", "ask for a secured transfer"
        )
    with path.open("rb") as stream:
        message = message_from_binary_file(stream, policy=policy.default)
    if not isinstance(message, EmailMessage) or not (
        message.keys() and {"from", "date", "to"} & _names(message)
    ):
        raise UnreadableError("the file is not an e-mail message", "save the message as .eml and try again")
    levels = list(_levels(message, 0))
    parts = [part for level in levels for part in _attachments(level)]
    body = not parts
    if body:
        parts = [part for level in levels[:1] for part in _texts(level)]
    if len(parts) > MOST_PARTS:
        raise UnreadableError("the message has too many parts", "ask for an archive")
    judged = [_mailing(level) for level in levels]
    worst = next((one for one in judged if one[0] == "unreadable"), None) or next(
        (one for one in judged if one[0] == "group"), judged[0]
    )
    received = [str(value) for level in levels for value in level.get_all("received", [])]
    outside = [hop for hop in received if not INSIDE.search(hop)]
    clear = sum(not secured(hop) for hop in outside)
    named = tuple(_recipients(message)) if worst[0] == "direct" else ()
    return Mail(tuple(parts), sender_of(message), *worst, len(outside), clear, body, named)


def _names(message: EmailMessage) -> set[str]:
    return {name.casefold() for name in message.keys()}  # noqa: SIM118 - a message is not a dict


def _levels(message: EmailMessage, depth: int) -> Iterator[EmailMessage]:
    """The message and every message inside it."""
    if depth > DEEPEST:
        raise UnreadableError("the message holds messages nested too deeply", "ask for the innermost one")
    yield message
    for part in _own_parts(message):
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            for inner in payload if isinstance(payload, list) else []:
                if isinstance(inner, EmailMessage):
                    yield from _levels(inner, depth + 1)


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The leaves of one level; what is inside a nested message belongs to that one."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _own_parts(part)
    else:
        yield message


def _attachments(level: EmailMessage) -> Iterator[Part]:
    for part in _own_parts(level):
        kind, name = part.get_content_type(), _file_name(part)
        if kind == "message/rfc822" or (part is level and not name):
            continue
        if name or kind not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
            yield Part(name or f"part-{kind.replace('/', '-')}", _bytes(part))


def _texts(level: EmailMessage) -> Iterator[Part]:
    for part in _own_parts(level):
        if part.get_content_type() == "text/plain" and (data := _bytes(part)).strip():
            yield Part("message.txt", data)


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError, AttributeError):  # a damaged header names nothing
        return "attachment"
    return re.split(r"[\\/]", str(name))[-1].strip().lstrip(".")


def _bytes(part: EmailMessage) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (LookupError, ValueError, TypeError):
        raise UnreadableError("a part of the message can't be decoded", "ask for it again") from None
    return data if isinstance(data, bytes) else b""


def sender_of(message: EmailMessage) -> str:
    """The address of the sender as the message states it; nobody has verified it."""
    found = _addresses(message, ("from", "sender"))
    return found[0] if found else ""


def _addresses(message: EmailMessage, headers: tuple[str, ...]) -> list[str]:
    found = []
    for name in headers:
        for header in message.get_all(name, []):
            if isinstance(header, AddressHeader):
                found += [address.addr_spec for address in header.addresses]
    return found


def _mailing(level: EmailMessage) -> tuple[str, str]:
    """How one message was addressed, in fixed words."""
    try:
        return _addressed(level)
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):  # the parser's own on damage
        return "unreadable", "its headers can't be read"


def _addressed(level: EmailMessage) -> tuple[str, str]:
    if why := _bulk(level):
        return "group", why
    headers = [header for name in RECIPIENT_HEADERS for header in level.get_all(name, [])]
    named = any(_is_group(group) for h in headers if isinstance(h, AddressHeader) for group in h.groups)
    damaged = any(not isinstance(h, AddressHeader) or getattr(h, "defects", ()) for h in headers)
    if damaged and not named:
        return "unreadable", "its recipients can't be read"
    why = "it went to a named group" if named else _several(level, bool(headers))
    return ("group", why) if why else ("direct", "")


def _bulk(level: EmailMessage) -> str:
    if _names(level) & set(LIST_HEADERS):
        return "a mailing list sent it"
    bulk = str(level.get("precedence", "")).strip().casefold() in BULK
    return "it says that it is a bulk mailing" if bulk else ""


def _several(level: EmailMessage, addressed: bool) -> str:  # noqa: FBT001 - one caller
    found = _recipients(level)
    if not addressed or not found:
        return "it names no recipient"
    if len(set(found)) > 1:
        return "it went to several addresses"
    sent_by = [*_addresses(level, ("sender",)), *map(str, level.get_all("return-path", []))]
    if any(re.search(r"bounce|owner-|-request|-owner", address, re.IGNORECASE) for address in sent_by):
        return "a mailing list sent it"
    if any(is_list(address) for address in _addresses(level, ("reply-to",))):
        return "answers to it go to a mailing list"
    return "" if one_person(found) else "it went to a list or a shared mailbox"


def _recipients(level: EmailMessage) -> list[str]:
    """Everybody it was addressed or delivered to, plus tags left out."""
    delivered = [str(value) for name in DELIVERED for value in level.get_all(name, [])]
    found = [*_addresses(level, RECIPIENT_HEADERS), *delivered]
    return [_kept_tag(address.strip("<> ").casefold()) for address in found]


def _kept_tag(address: str) -> str:
    """A tag that names a list stays: `ana+all` may be one."""
    return address if kind_of(address) == GROUP else untagged(address)


def _is_group(group: object) -> bool:
    """The parser gives a lone mailbox as a group without a name; `Team: …;` has one."""
    return getattr(group, "display_name", None) is not None


def secured(hop: str) -> bool:
    """Say whether a Received header tells of TLS: a protocol of RFC 3848 with an S, or a cipher."""
    found = WITH.search(hop)
    return bool(found and SECURED.match(found[1])) or TLS.search(hop) is not None
