"""Declare environments and media, retire them, and look at them again (IJO-1, USR-6, USR-7)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sampler.custody.environments import KINDS, environment, is_folder, put
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.databases.servers import ask_server
from sampler.errors import UsageError
from sampler.places.hosts import host_place
from sampler.places.paths import place_of

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
LONGEST = 40
MEDIA = ("disk", "server", "paper", "cloud", "other")
PROTECTIONS = ("encrypted", "private", "locked-away", "none", "unverified")
DISPOSALS = ("erase-key", "shred", "crush", "return", "reinstall")
NOTHING = "no address was declared"


@dataclass(frozen=True, slots=True)
class Found:
    """What an environment's address is now: the policy's word, and what it rests on."""

    place: str
    because: str = ""


def look_at(address: str) -> Found:
    """What an address is now: a folder, a database server, or a host.

    Raises:
        UsageError: a database address that holds a password, or of an unknown kind.
    """
    if not address:
        return Found("unverified", NOTHING)
    if address.startswith("sqlite:///"):
        return Found(place_of(Path(address.removeprefix("sqlite:///")).expanduser().parent))
    if "://" in address:
        server = ask_server(address)
        listens = f"it listens on {server.listens}; TLS {server.tls}" if server.listens else ""
        return Found(server.place, "; ".join(part for part in (listens, server.remark) if part))
    if is_folder(address):
        return Found(place_of(Path(address).expanduser()))
    return Found(host_place(address), "a host, by every address it resolves to")


def declare_environment(
    session: Session, name: str, *, kind: str, country: str, purpose: str, project: str, address: str
) -> Found:
    """Declare an environment; give what was found at its address.

    Raises:
        UsageError: the name or country is ill-formed, or the name is taken.
        RefusedError: its country is not allowed (IJO-1), or others reach what is at its address (EDU-5).
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise UsageError("an environment's name is made of a-z, 0-9 and hyphens", "a name like dev-box")
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise UsageError("--country is two capital letters", "--country FR")
    if session.registry.find("environment", id=name, state="declared"):
        raise UsageError(f"environment {name} is declared already", f"sampler environment show {name}")
    if "://" not in address and is_folder(address):  # it is the same folder from wherever it is looked at
        address = str(Path(address).expanduser().absolute()) if address else ""
    found = look_at(address)
    online = kind not in KINDS
    place = "online" if online else "local" if not address else found.place
    ask(session, "environment.declare", name, country=country, environment_kind=kind, address_place=place)
    with session.registry.act("environment.declare", actor=session.actor) as act:
        put(act, name, kind=kind, country=country, now=session.moment())
        act.put("environment", name, found=found.place, checked_at=session.moment())
        act.detail("environment", name, purpose=purpose, project=project, address=address)
    return found


def check_environment(session: Session, name: str) -> Found:
    """Look at a declared environment again, and put what was found on record."""
    declared = environment(session, name)
    found = look_at(declared["address"])
    with session.registry.act("environment.check", actor=session.actor, environment=name) as act:
        act.put("environment", name, found=found.place, checked_at=session.moment())
    return found


def retire_environment(session: Session, name: str) -> list[str]:
    """Retire an environment; give the open copies that it still holds."""
    environment(session, name)
    ask(session, "environment.retire", name)
    with session.registry.act("environment.retire", actor=session.actor) as act:
        act.put("environment", name, state="retired")
    return [row["id"] for row in session.registry.find("copy", state="open", environment=name)]


def environments(session: Session) -> list[dict[str, Any]]:
    """Every environment that was declared, retired ones too."""
    rows = session.registry.find("environment")
    keys = ("purpose", "project", "address")
    said = [session.registry.details("environment", row["id"]) for row in rows]
    return [{**row, **{key: one.get(key, "") for key in keys}} for row, one in zip(rows, said, strict=True)]


def add_medium(
    session: Session, *, kind: str, protection: str, disposal: str, label: str, where: str, holder: str
) -> str:
    """Put a medium on record: what it is, how it is protected and how it will end (USR-6, USR-7)."""
    for value, known, option in (
        (kind, MEDIA, "--kind"),
        (protection, PROTECTIONS, "--protection"),
        (disposal, DISPOSALS, "--disposal"),
    ):
        if value not in known:
            raise UsageError(f"{option} is one of {', '.join(known)}", f"{option} {known[0]}")
    if where:
        environment(session, where)
    ask(session, "copy.add", "medium")
    medium = f"M{len(session.registry.find('medium')) + 1}"
    with session.registry.act("medium.add", actor=session.actor) as act:
        act.put("medium", medium, kind=kind, protection=protection, disposal=disposal, environment=where)
        act.put("medium", medium, state="in-use", added_at=session.moment(), checked_at=session.moment())
        act.detail("medium", medium, label=label, holder=holder)
    return medium
