"""Environments: where data may be used, as declared, and the facts of a place as they are at each act."""

from pathlib import Path
from typing import Any

from sampler.custody.session import Session
from sampler.databases.servers import Address, parse, server_place
from sampler.errors import NotFoundError
from sampler.places.paths import in_container, place_of
from sampler.policy.verdict import Fact
from sampler.registry.store import Act

HERE = "here"
KINDS = ("local", "test", "container", "ci")
GOOD = ("local", "memory")
ON_CI = "ci"
IN_CONTAINER = "container"


def facts_of(session: Session, place: Path | None, environment: str | None) -> dict[str, Fact]:
    """What the policy asks about the place of an act: its environment's declaration, and what is found there.

    A build server is a good place only for an environment that was declared as one, and a folder of a
    container's host only for one declared as a container; `init` declares what it finds.
    """
    name = environment or HERE
    rows = session.registry.find("environment", id=name, state="declared")
    said = session.registry.details("environment", name) if rows else {}
    row: dict[str, Any] = rows[0] if rows else {}
    facts: dict[str, Fact] = {
        "environment": name if rows else "",
        "environment_kind": row.get("kind") or "",
        "country": row.get("country") or "",
        "project": said.get("project", ""),
    }
    if place is not None:
        word = _place(session, place, row.get("kind") or "")
        outside = word in GOOD and not _at(said.get("address", ""), place)
        facts["place"] = "undeclared" if outside else word
    return facts


def _at(address: str, place: Path) -> bool:
    """Say whether a folder is at an environment's declared address; without one any folder of it is."""
    scheme, _, file = address.partition(":///")
    if scheme == "sqlite":
        return place.resolve() == Path(file).expanduser().resolve().parent
    if "://" in address:  # a database server's data is not in a folder
        return False
    if not address or not is_folder(address):
        return True
    return place.resolve().is_relative_to(Path(address).expanduser().resolve())


def server_word(session: Session, url: str, environment: str) -> str:
    """What a database server is as a place of an environment: the policy's word.

    Raises:
        UsageError: the address holds a password, or is of an unknown kind.
    """
    rows = session.registry.find("environment", id=environment, state="declared")
    if session.ci and (rows[0]["kind"] if rows else "") != ON_CI:
        return "ci"
    word = server_place(url)
    declared = session.registry.details("environment", environment).get("address", "") if rows else ""
    return word if word != "local" or _serves(declared, parse(url)) else "undeclared"


def _serves(declared: str, address: Address) -> bool:
    """Say whether a declared address is that of this server; without one, any server of the machine is."""
    if not declared:
        return True
    if "://" not in declared:
        return not is_folder(declared)  # a host, which is this machine if the server is local
    if declared.startswith("sqlite:"):
        return False
    known = parse(declared)
    same = (known.is_postgres, known.port, known.socket) == (
        address.is_postgres,
        address.port,
        address.socket,
    )
    return same and known.name in ("", address.name)


def is_folder(address: str) -> bool:
    """Say whether an address is a folder's, not a host's."""
    return address.startswith(("/", "~", ".")) or Path(address).exists()


def _place(session: Session, place: Path, kind: str) -> str:
    if session.ci and kind != ON_CI:
        return "ci"
    word = place_of(place)
    if word == "container" and kind == IN_CONTAINER:
        session.say(
            "warning: this folder belongs to the container's host: how it is kept there is unverified"
        )
        return "local"
    return word


def declare_here(act: Act, *, country: str, now: str, ci: bool = False) -> None:
    """Declare this machine, inside the act that founds the home: a laptop, a container or a build server."""
    kind = ON_CI if ci else IN_CONTAINER if in_container() else "local"
    put(act, HERE, kind=kind, country=country, now=now)
    act.detail("environment", HERE, purpose="trials on this machine", project="", address="")


def put(act: Act, name: str, *, kind: str, country: str, now: str) -> None:
    """Put an environment on record."""
    act.put("environment", name, kind=kind, country=country, state="declared", declared_at=now)


def environment(session: Session, name: str) -> dict[str, str]:
    """A declared environment with what was said of it.

    Raises:
        NotFoundError: none of that name is declared.
    """
    rows = session.registry.find("environment", id=name, state="declared")
    if not rows:
        raise NotFoundError(
            f"no environment {name} is declared here",
            f"sampler environment add {name} --country FR --kind test",
        )
    said = session.registry.details("environment", name)
    shown = {key: str(value or "") for key, value in rows[0].items()}
    return shown | {key: said.get(key, "") for key in ("purpose", "project", "address")}
