"""`sampler custodian …`, `grant …` and `access …`."""

import click

from sampler.cli.options import json_option, yes_option
from sampler.cli.render import confirm, counted, emit, emit_lines, say, table
from sampler.cli.session import looking, talk, working
from sampler.custody import access, custodians, grants, lockouts
from sampler.custody.custodians import person_of
from sampler.custody.deals import parse_date
from sampler.custody.founding import Person
from sampler.custody.gate import ask
from sampler.errors import OverdueError, UsageError
from sampler.policy.acts import DATA_ACTS, ROLES

PEOPLE = ("id", "name", "email", "roles", "state", "undertaken_on", "undertaken_until")
GRANTS = ("id", "person", "deal", "act", "state", "given_by", "expires_on")
ACCESSES = ("grant", "person", "deal", "act", "since", "until", "given_by", "last_used")


def _day(text: str | None, option: str) -> str | None:
    return parse_date(text, option).isoformat() if text else None


@click.group("custodian")
def custodian_command() -> None:
    """Who works here: roles, confidentiality undertakings, departures."""


@custodian_command.command("add")
@click.argument("person")
@click.option(
    "--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help="Repeat it for more."
)
@click.option("--undertaken", help="The date of the confidentiality undertaking.")
@json_option
def add(*, person: str, roles: tuple[str, ...], undertaken: str | None, as_json: bool) -> None:
    """Add a person; they may do nothing until the officer gives them grants.

    Example: sampler custodian add "Dev Un <dev@vendor.example>" --role developer --undertaken 2026-01-05
    """
    with working() as session:
        number = custodians.add(session, Person.parse(person), roles, _day(undertaken, "--undertaken"))
    if as_json:
        emit({"person": number, "roles": list(roles)})
        return
    say(f"custodian {number}: {', '.join(roles)}")
    if undertaken is None:
        talk(f"note: no grant before their undertaking: sampler custodian undertake {number} --on DATE")


@custodian_command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the custodians.

    Example: sampler custodian list
    """
    with looking() as session:
        ask(session, "access.look", "custodians")
        rows = custodians.rows(session)
    if as_json:
        emit_lines(rows)
    else:
        table(PEOPLE, [[row[key] for key in PEOPLE] for row in rows])


@custodian_command.command("show")
@click.argument("person")
@json_option
def show(*, person: str, as_json: bool) -> None:
    """Show a custodian with their grants and the copies they hold.

    Example: sampler custodian show p2
    """
    with looking() as session:
        ask(session, "access.look", "custodians")
        number = person_of(session, person)
        row = next(one for one in custodians.rows(session) if one["id"] == number)
        held = [one for one in access.accesses(session) if one.person == number]
        copies = custodians.held_by(session, number)
    if as_json:
        emit({**row, "grants": [one.grant for one in held], "copies": copies})
        return
    for name, value in row.items():
        say(f"{name.replace('_', ' '):17} {value or 'not stated'}")
    table(ACCESSES, [[str(getattr(one, key)) for key in ACCESSES] for one in held])
    say(f"copies: {', '.join(copies) or 'none'}")


@custodian_command.command("undertake")
@click.argument("person")
@click.option("--on", required=True, help="The day it was signed.")
@click.option("--until", help="The day it ends, if it does.")
@click.option("--reference", default="", help="Where the signed paper is kept.")
@json_option
def undertake(*, person: str, on: str, until: str | None, reference: str, as_json: bool) -> None:
    """Record a confidentiality undertaking; without one there is no grant.

    Example: sampler custodian undertake p2 --on 2026-01-05 --reference HR-112
    """
    since = parse_date(on, "--on").isoformat()
    with working() as session:
        number = person_of(session, person)
        custodians.undertake(session, number, since, _day(until, "--until"), reference)
    if as_json:
        emit({"person": number, "undertaken_on": since})
    else:
        say(f"custodian {number} is bound to confidentiality since {since}")


@custodian_command.command("leave")
@click.argument("person")
@yes_option
@json_option
def leave(*, person: str, yes: bool, as_json: bool) -> None:
    """Withdraw all of a person's rights and list the copies to take back.

    Example: sampler custodian leave p2
    """
    with working() as session:
        number = person_of(session, person)
        confirm(f"this withdraws every right of {number}", number, yes=yes)
        left = custodians.leave(session, number)
    if as_json:
        emit({"person": number, "grants": list(left.grants), "copies": list(left.copies)})
        return
    say(f"custodian {number} has left; {counted(len(left.grants), 'grant')} withdrawn")
    for copy in left.copies:
        say(f"copy {copy} is to be taken back: sampler copy end {copy}")


@click.group("grant")
def grant_command() -> None:
    """Give, withdraw and list rights: per person, deal and act, with an end."""


@grant_command.command("give")
@click.argument("person")
@click.option("--deal", required=True, help="The deal.")
@click.option("--act", "acts", multiple=True, help=f"Repeat it: {', '.join(sorted(DATA_ACTS))}.")
@click.option("--until", help="The last day. Default: as long as grants last.")
@json_option
def give(*, person: str, deal: str, acts: tuple[str, ...], until: str | None, as_json: bool) -> None:
    """Give a person the right to do an act on a deal, until a day.

    Example: sampler grant give p2 --deal acme --act open --act load --until 2027-01-31
    """
    with working() as session:
        number = person_of(session, person)
        given = grants.give(session, number, deal, acts, _day(until, "--until"))
    if as_json:
        emit({"person": number, "deal": deal, "grants": given})
    else:
        say(f"{number} may {', '.join(sorted(set(acts)))} on {deal}: {', '.join(given)}")


@grant_command.command("withdraw")
@click.argument("person")
@click.option("--deal", help="Only this deal's. Default: all.")
@click.option("--act", "acts", multiple=True, help="Only these acts.")
@json_option
def withdraw(*, person: str, deal: str | None, acts: tuple[str, ...], as_json: bool) -> None:
    """Withdraw a person's grants.

    Example: sampler grant withdraw p2 --deal acme
    """
    with working() as session:
        number = person_of(session, person)
        taken = grants.withdraw(session, number, deal, acts)
    if as_json:
        emit({"person": number, "withdrawn": taken})
    else:
        say(f"withdrawn from {number}: {', '.join(taken)}")


@grant_command.command("list")
@click.option("--deal", help="Only this deal's.")
@json_option
def list_grants(*, deal: str | None, as_json: bool) -> None:
    """The register of grants, withdrawn ones too.

    Example: sampler grant list --deal acme
    """
    with looking() as session:
        ask(session, "access.look", "grants")
        rows = session.registry.find("grant", **({"deal": deal} if deal else {}))
    if as_json:
        emit_lines(rows)
    else:
        table(GRANTS, [[str(row[key] or "") for key in GRANTS] for row in rows])


@click.group("access")
def access_command() -> None:
    """Review who can reach what; see and release locks."""


@access_command.command("review")
@click.option("--done", is_flag=True, help="Record that the list was reviewed today.")
@json_option
def review(*, done: bool, as_json: bool) -> None:
    """Who can reach what, since when, last used. Exit 3 when the review is overdue.

    Example: sampler access review --done
    """
    with (working if done else looking)() as session:
        ask(session, "access.look", "accesses")
        rows = access.accesses(session)
        number = access.review(session) if done else ""
        late = access.overdue(session)
    if as_json:
        emit_lines({key: getattr(row, key) for key in (*ACCESSES, "expired")} for row in rows)
    else:
        table(ACCESSES, [[str(getattr(row, key)) for key in ACCESSES] for row in rows])
    if number and not as_json:
        say(f"review {number} is recorded")
    if late:
        raise OverdueError(
            f"the review of accesses was due on {late} (JUN-7)", "sampler access review --done"
        )


@access_command.command("locks")
@json_option
def locks(*, as_json: bool) -> None:
    """What was tried with wrong passphrases and not opened since, and what was ever tried on the key store.

    Example: sampler access locks
    """
    with looking() as session:
        rows = lockouts.standing(session)
    if as_json:
        emit_lines(rows)
    else:
        table(("locked", "wrong tries", "state", "last try"), [list(row.values()) for row in rows])


@access_command.command("unlock")
@click.argument("lock")
@json_option
def unlock(*, lock: str, as_json: bool) -> None:
    """Let a pack be tried again, by the officer; the key store's lock ends by itself after an hour.

    Example: sampler access unlock pack-0a1b2c3d4e5f6071
    """
    if lock == lockouts.KEYSTORE:
        raise UsageError("the key store's lock ends by itself", "wait for an hour")
    with working() as session:
        lockouts.release(session, lock)
    if as_json:
        emit({"released": lock})
    else:
        say(f"{lock} may be tried again")
