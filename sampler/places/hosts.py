"""Hosts: a name counts as local only if every address it resolves to is a loopback address."""

import ipaddress
import socket
from collections.abc import Callable, Iterable

Resolver = Callable[[str], Iterable[str]]


def addresses(name: str) -> tuple[str, ...]:
    """Every address of a host name; none when it does not resolve."""
    try:
        return tuple({str(entry[4][0]) for entry in socket.getaddrinfo(name, None)})
    except (OSError, UnicodeError):
        return ()


def host_place(name: str, resolve: Resolver = addresses) -> str:
    """`local`, `remote`, or `unverified` when a name resolves to nothing.

    A socket path is local. A name with one loopback and one other address is remote: nobody can say which
    one a client takes.
    """
    if not name or name.startswith(("/", "@")):
        return "local"
    found = tuple(resolve(name.strip("[]").rstrip(".")))
    if not found:
        return "unverified"
    return "local" if all(is_loopback(address) for address in found) else "remote"


def is_loopback(address: str) -> bool:
    """Say whether an address stays on this machine; an IPv4 address in IPv6 clothes is looked at itself."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
