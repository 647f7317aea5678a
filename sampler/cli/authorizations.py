"""`sampler authorization …`."""

from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import emit, emit_lines, say, table
from sampler.cli.session import looking, talk, working
from sampler.custody import authorizations
from sampler.custody.asking import LIFTABLE, Wanted, request_text
from sampler.custody.authorizations import Answer, stands

SHOWN = ("id", "deal", "rule", "act", "scope", "state", "proof", "expires_at")
rule_option = click.option("--rule", type=click.Choice(LIFTABLE), help="The rule to lift.")
act_option = click.option("--act", default="any", show_default=True, help="The act to allow.")
scope_option = click.option(
    "--scope", default="any", show_default=True, help="For which environment (EDU-4) or custodian (IUN-1)."
)


@click.group("authorization")
def authorization_command() -> None:
    """Ask the provider to lift a restriction, and record the answer. Nobody else can lift one."""


@authorization_command.command("request")
@click.argument("deal")
@rule_option
@act_option
@scope_option
@click.option("--until", required=True, help="The last day, like 2027-01-31.")
@click.option("--lang", type=click.Choice(("en", "fr")), default="en", show_default=True)
@json_option
def request(*, deal: str, rule: str, act: str, scope: str, until: str, lang: str, as_json: bool) -> None:
    """Write the short text to send to the provider.

    Example: sampler authorization request acme --rule EDU-4 --scope staging --until 2027-01-31 --lang fr
    """
    with looking() as session:
        text = request_text(session, Wanted(deal, rule or "", act, scope, until), lang)
    if as_json:
        emit({"deal": deal, "text": text})
    else:
        click.echo(text, nl=False)


@authorization_command.command("key")
@click.argument("deal")
@click.option("--key", "path", type=FilePath, required=True, help="Their public key: ssh-ed25519 or PEM.")
@click.option("--confirmed", required=True, help="Its fingerprint as they gave it by another channel.")
@json_option
def key_(*, deal: str, path: Path, confirmed: str, as_json: bool) -> None:
    """Register the provider's public key, by which signed answers are checked.

    Example: sampler authorization key acme --key dpo.pub --confirmed SHA256:…
    """
    with working() as session:
        key = authorizations.add_key(session, deal, path, confirmed)
    if as_json:
        emit({"deal": deal, "kind": key.kind, "fingerprint": key.fingerprint})
    else:
        say(f"key {key.fingerprint} of the provider of {deal} is registered")


@authorization_command.command("record")
@click.argument("deal")
@click.option("--evidence", type=FilePath, required=True, help="The answer: a signed text, .eml or PDF.")
@click.option("--signature", type=FilePath, help="Its signature: what it authorizes is read from the text.")
@click.option("--by", required=True, help="Who at the provider gave it.")
@rule_option
@act_option
@scope_option
@click.option("--until", help="The last day; for a mail or PDF.")
@json_option
def record(
    *,
    deal: str,
    evidence: Path,
    signature: Path | None,
    by: str,
    rule: str | None,
    act: str,
    scope: str,
    until: str | None,
    as_json: bool,
) -> None:
    """Record the provider's answer, with its evidence in the vault.

    Example: sampler authorization record acme --evidence a.txt --signature a.txt.sig --by dpo@acme.example
    """
    wanted = Wanted(deal, rule, act, scope, until) if rule and until else None
    with working() as session:
        number = authorizations.record(session, deal, Answer(evidence, signature, by), wanted)
        row = session.registry.get("authorization", number)
    if as_json:
        emit({key: row[key] for key in SHOWN})
        return
    say(f"authorization {number}: {row['rule']} is lifted for {row['act']}, scope {row['scope']}")
    say(f"until {row['expires_at']}; proof: {row['proof']}")
    if row["proof"] == "kept-file":
        talk("note: a mail or PDF shows what was received, not who wrote it; lists say kept-file")


@authorization_command.command("list")
@click.option("--deal", help="Only this deal's.")
@json_option
def list_(*, deal: str | None, as_json: bool) -> None:
    """List authorizations, ended ones too.

    Example: sampler authorization list --deal acme
    """
    with looking() as session:
        rows = session.registry.find("authorization", **({"deal": deal} if deal else {}))
        now = session.moment()
    for row in rows:
        if row["state"] == "recorded" and not stands(row, now):
            row["state"] = "expired"
    if as_json:
        emit_lines(rows)
    else:
        table(SHOWN, [[str(row[key] or "") for key in SHOWN] for row in rows])


@authorization_command.command("withdraw")
@click.argument("authorization")
@json_option
def withdraw(*, authorization: str, as_json: bool) -> None:
    """Record that the provider took it back, or that it is not needed any more.

    Example: sampler authorization withdraw A1
    """
    with working() as session:
        authorizations.withdraw(session, authorization)
    if as_json:
        emit({"authorization": authorization, "state": "withdrawn"})
    else:
        say(f"authorization {authorization} is withdrawn")


@authorization_command.command("break-glass")
@click.argument("deal")
@rule_option
@act_option
@scope_option
@click.option("--hours", type=int, default=4, show_default=True, help="How long, at most 24.")
@click.option("--reason", required=True, help="Why the provider can't be asked first.")
@click.option("--ticket", required=True, help="Where this is followed up.")
@json_option
def break_glass(
    *, deal: str, rule: str, act: str, scope: str, hours: int, reason: str, ticket: str, as_json: bool
) -> None:
    """Lift a rule without the provider, by the officer: at most a day, and loud on every report.

    Example: sampler authorization break-glass acme --rule EDU-4 --scope staging --reason outage --ticket T-1
    """
    with working() as session:
        wanted = Wanted(deal, rule or "", act, scope, session.today())
        number = authorizations.break_glass(session, wanted, hours, reason, ticket)
    if as_json:
        emit({"authorization": number, "proof": "break-glass"})
    else:
        say(f"BREAK-GLASS authorization {number}: {rule} is lifted for {hours} h; every report will say so")
