"""Schemas and databases that people made by hand: what may be registered, to be dropped as a whole."""

from sampler.custody.schemas import SCHEMA, schema_of
from sampler.custody.session import Session
from sampler.databases.schemas import opened
from sampler.databases.servers import Address, parse, server_place
from sampler.errors import NotFoundError, UsageError

LOCAL = "local"
REMOTE = "EDU-5 (remote)"
SYSTEM = frozenset({"postgres", "template0", "template1", "mysql", "sys", "information_schema"})
SYSTEM |= {"performance_schema", "public"}


def named(session: Session, url: str) -> tuple[Address, str]:
    """The schema or database of an address, and the rule that its place breaks, if any.

    On another machine nothing is looked at: a person has to end it there.

    Raises:
        UsageError: it is the server's own, or registered already, or the address holds a password.
        NotFoundError: the server has none of this name.
        ServerDownError: the server does not answer.
    """
    address = parse(url)
    name = schema_of(address)
    if not name or (address.schema and not address.is_postgres):
        raise UsageError("the address names no schema", "--at postgresql://user@127.0.0.1/name?schema=x")
    if name.casefold() in SYSTEM or name.casefold().startswith("pg_"):
        raise UsageError(
            "that is a schema of the server's own, and never dropped as a whole",
            "register the whole database: --at postgresql://user@127.0.0.1/name",
        )
    _new(session, address)
    place = server_place(url)
    if place == "remote":
        return address, REMOTE
    with opened(address) as server:
        if not server.exists(name):
            raise NotFoundError("the server has no schema or database of that name", "check the name")
    return address, "" if place == LOCAL else f"EDU-5 ({place})"


def _new(session: Session, address: Address) -> None:
    for row in session.registry.find("copy", kind=SCHEMA, state="open"):
        if session.registry.details("copy", row["id"]).get("location") == address.url():
            raise UsageError(f"that is copy {row['id']} already", "sampler copy list --open")
