"""`sampler incident …`."""

import click

from sampler.cli.options import json_option
from sampler.cli.render import emit, emit_lines, say, table
from sampler.cli.session import looking, working
from sampler.custody.gate import ask
from sampler.duties import drafts, incidents
from sampler.duties.incidents import Opening, moment_of
from sampler.errors import OverdueError

SHOWN = ("id", "deal", "kind", "state", "known_at", "provider_due_at", "notified_at", "authority_due_at")
lang_option = click.option("--lang", type=click.Choice(("en", "fr")), default="en", show_default=True)


@click.group("incident")
def incident_command() -> None:
    """A breach: two clocks, what is affected, the notices."""


@incident_command.command("open")
@click.argument("deal")
@click.option("--kind", type=click.Choice(incidents.KINDS), required=True)
@click.option("--nature", required=True, help="What happened, in a sentence.")
@click.option("--known-at", help="When it was known here, like 2027-01-31T09:30+01:00. Default: now.")
@click.option("--happened-at", help="When it began, if that is known.")
@click.option("--copy", default="", help="The copy it is about.")
@json_option
def open_(
    *,
    deal: str,
    kind: str,
    nature: str,
    known_at: str | None,
    happened_at: str | None,
    copy: str,
    as_json: bool,
) -> None:
    """Open an incident: the clock to the provider runs from when it was known.

    Example: sampler incident open acme --kind confidentiality --nature "laptop stolen on a train"
    """
    with working() as session:
        known = moment_of(known_at) if known_at else session.moment()
        began = moment_of(happened_at) if happened_at else ""
        if copy:
            session.registry.get("copy", copy)
        number = incidents.open_incident(session, deal, Opening(kind, nature, known, began, copy))
        due = session.registry.get("incident", number)["provider_due_at"]
    if as_json:
        emit({"incident": number, "provider_due_at": due})
    else:
        say(f"incident {number}: the provider of {deal} is to be told by {due}")
        say(f"the draft of the notice: sampler incident show {number} --lang fr")


@incident_command.command("add")
@click.argument("incident")
@click.option("--kind", type=click.Choice(incidents.ENTRIES), required=True)
@click.option("--text", required=True, help="What was learnt or done.")
@json_option
def add(*, incident: str, kind: str, text: str, as_json: bool) -> None:
    """Add circumstances, consequences, measures, or a supplement to the notice.

    Example: sampler incident add I1 --kind measures-taken --text "account closed, key rotated"
    """
    with working() as session:
        number = incidents.add(session, incident, kind, text)
    if as_json:
        emit({"entry": number})
    else:
        say(f"{number} is on record")


@incident_command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List incidents with their clocks. Exit 3 when a provider should have been told.

    Example: sampler incident list
    """
    with looking() as session:
        ask(session, "access.look", "incidents")
        rows, now = session.registry.find("incident"), session.moment()
    if as_json:
        emit_lines({**{key: row[key] for key in SHOWN}, "late": incidents.late(row, now)} for row in rows)
    else:
        table(SHOWN, [[str(row[key] or "") for key in SHOWN] for row in rows])
    if late := [row["id"] for row in rows if incidents.late(row, now)]:
        raise OverdueError(
            f"the provider was to be told: {', '.join(late)}", f"sampler incident notify {late[0]} --how …"
        )


@incident_command.command("show")
@click.argument("incident")
@click.option("--form", "as_form", is_flag=True, help="The fields of the authority's form instead.")
@lang_option
@json_option
def show(*, incident: str, as_form: bool, lang: str, as_json: bool) -> None:
    """Print the draft of the notice to the provider, filled from the registry.

    Example: sampler incident show I1 --form --lang fr
    """
    with looking() as session:
        ask(session, "access.look", "incidents")
        if as_json:
            emit({"incident": incident, "fields": drafts.fields(session, incident, lang)})
        elif as_form:
            table(("field", "answer"), drafts.form(session, incident, lang))
        else:
            click.echo(drafts.notice(session, incident, lang), nl=False)


@incident_command.command("notify")
@click.argument("incident")
@click.option("--how", required=True, help="How the provider was told: address, channel.")
@json_option
def notify(*, incident: str, how: str, as_json: bool) -> None:
    """Record that the provider was told; their 72 hours run from now.

    Example: sampler incident notify I1 --how "mail to dpo@acme.example"
    """
    with working() as session:
        until = incidents.notify(session, incident, how)
    if as_json:
        emit({"incident": incident, "authority_due_at": until})
    else:
        say(f"incident {incident}: the provider is told; for information, their 72 hours end {until}")


@incident_command.command("close")
@click.argument("incident")
@json_option
def close(*, incident: str, as_json: bool) -> None:
    """Close an incident whose provider was told; the record stays.

    Example: sampler incident close I1
    """
    with working() as session:
        incidents.close(session, incident)
    if as_json:
        emit({"incident": incident, "state": "closed"})
    else:
        say(f"incident {incident} is closed")
