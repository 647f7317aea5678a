"""Custodians: who works here, in which roles, bound to confidentiality since when; and their leaving."""

from dataclasses import dataclass

from sampler.custody.founding import Person
from sampler.custody.gate import ask
from sampler.custody.grants import standing, take_back
from sampler.custody.session import ME, Session
from sampler.errors import NotFoundError, UsageError
from sampler.policy.acts import OFFICER, ROLES, roles_of
from sampler.registry.store import Row

SHOWN = ("id", "state", "undertaken_on", "undertaken_until", "left_on")


@dataclass(frozen=True, slots=True)
class Left:
    """What a departure left: grants withdrawn, and copies to take back."""

    grants: tuple[str, ...]
    copies: tuple[str, ...]


def person_of(session: Session, name: str) -> str:
    """The id of a custodian named by id or e-mail address.

    Raises:
        NotFoundError: there is none; the name is not repeated.
    """
    for row in session.registry.find("person"):
        email = session.registry.details("person", row["id"]).get("email", "")
        if row["id"] == name or (email and email.casefold() == name.casefold()):
            return str(row["id"])
    raise NotFoundError("no such custodian here", "sampler custodian list")


def add(session: Session, person: Person, roles: tuple[str, ...], undertaken_on: str | None = None) -> str:
    """Add a custodian; give the id. They may do nothing until the officer gives them grants.

    Raises:
        UsageError: no known role, a day that is not past, or the address is a custodian's already.
    """
    ask(session, "custodian.add", "custodian")
    if not roles or set(roles) - set(ROLES):
        raise UsageError(f"--role is one of {', '.join(ROLES)}", "--role developer")
    known = {
        session.registry.details("person", row["id"]).get("email", "").casefold() for row in people(session)
    }
    if person.email.casefold() in known:
        raise UsageError("this address is a custodian's already", "sampler custodian list")
    if undertaken_on is not None:
        _past(session, undertaken_on)
    number = f"p{len(session.registry.find('person')) + 1}"
    with session.registry.act("custodian.add", actor=session.actor) as act:
        words = " ".join(role for role in ROLES if role in roles)
        act.put("person", number, role=words, state="active", undertaken_on=undertaken_on)
        act.detail("person", number, name=person.name, email=person.email)
    return number


def people(session: Session) -> list[Row]:
    """The custodians who are here."""
    return session.registry.find("person", state="active")


def undertake(session: Session, person: str, on: str, until: str | None, reference: str = "") -> None:
    """Record a person's confidentiality undertaking: since when, until when, and where it is kept."""
    ask(session, "custodian.undertake", person)
    session.registry.get("person", person)
    _past(session, on)
    if until is not None and until < on:
        raise UsageError("--until lies before --on", "--until DATE")
    with session.registry.act("custodian.undertake", actor=session.actor) as act:
        act.put("person", person, undertaken_on=on, undertaken_until=until)
        act.detail("person", person, undertaking=reference)


def leave(session: Session, person: str) -> Left:
    """Take a person's rights away for good, and list the copies to take back (USR-1).

    Raises:
        UsageError: they have left, or are the last officer: somebody must be able to give rights.
    """
    ask(session, "custodian.leave", person)
    row = session.registry.get("person", person)
    if row["state"] == "left":
        raise UsageError(f"{person} has left already", "sampler custodian list")
    officers = [one["id"] for one in people(session) if OFFICER in roles_of(one["role"])]
    if officers == [person]:
        raise UsageError(
            f"{person} is the last officer", 'sampler custodian add "NAME <ADDRESS>" --role officer'
        )
    grants = standing(session, person=person)
    with session.registry.act("custodian.leave", actor=session.actor) as act:
        act.put("person", person, state="left", left_on=session.today())
        take_back(session, act, grants)
    return Left(tuple(one["id"] for one in grants), tuple(held_by(session, person)))


def held_by(session: Session, person: str) -> list[str]:
    """The open copies that a person holds: made by them, or packed for their address."""
    from sampler.custody.uses import makers  # noqa: PLC0415 - reads the ledger, for departures only

    email = session.registry.details("person", person).get("email", "").casefold()
    made = makers(session)
    found = []
    for row in session.registry.find("copy", state="open"):
        holder = session.registry.details("copy", row["id"]).get("holder", "").casefold()
        if (email and email in holder) or (not holder and made.get(row["id"], ME) == person):
            found.append(str(row["id"]))
    return found


def rows(session: Session) -> list[dict[str, str]]:
    """All custodians with what is known of them."""
    shown = []
    for row in session.registry.find("person"):
        said = session.registry.details("person", row["id"])
        columns = {
            key: row[key] or "" for key in ("id", "state", "undertaken_on", "undertaken_until", "left_on")
        }
        names = {"name": said.get("name", ""), "email": said.get("email", "")}
        shown.append({**columns, **names, "roles": " ".join(roles_of(row["role"]))})
    return shown


def _past(session: Session, day: str) -> None:
    if day > session.today():
        raise UsageError("an undertaking's date is not a day to come", f"--on {session.today()}")
