"""`sampler destroy` and `sampler enforce`."""

from pathlib import Path

import click

from sampler.cli.hunting import tell_hunt
from sampler.cli.options import FilePath, json_option, yes_option
from sampler.cli.render import confirm, counted, emit, emit_lines, say
from sampler.cli.session import looking, talk, working, working_locked
from sampler.custody.gate import ask
from sampler.custody.showing import copy_rows
from sampler.destroy.enforce import HELD, Enforced, enforce
from sampler.destroy.execute import Outcome, execute
from sampler.destroy.hunt import hunt_first
from sampler.destroy.plan import Plan, plan
from sampler.duties.alarms import alarms
from sampler.errors import ErasedNotCertifiedError, InterimError, OverdueError


@click.command("destroy")
@click.option("--deal", required=True, help="The deal whose data ends.")
@click.option("--hunt", "roots", type=FilePath, multiple=True, help="Hunt for stray copies below this first.")
@click.option("--dry-run", is_flag=True, help="Show what would be destroyed, and stop.")
@yes_option
@json_option
def destroy_command(*, deal: str, roots: tuple[Path, ...], dry_run: bool, yes: bool, as_json: bool) -> None:
    """Destroy all of a deal's data and certify it.

    Copies that nobody registered are hunted first, below --hunt and the configured hunt_roots.

    Example: sampler destroy --deal acme --dry-run
    """
    with (looking if dry_run else working)() as session:
        roots = (*session.hunt_roots, *roots)
        plan(session, deal)  # an error in it comes before the hunt
        ask(session, "report", deal)  # who may not know where copies are, learns it from no refusal
        if not dry_run:
            tell_hunt(hunt_first(session, deal, roots))
        proposed = plan(session, deal)
        places = {row["id"]: row["location"] for row in copy_rows(session, deal)}
        if not as_json:
            _show(proposed, places)
        if dry_run:
            _tell_dry(proposed, roots, as_json=as_json)
            return
        early = "; its trial is not over" if proposed.early else ""
        confirm(f"this destroys all data of {deal}{early}", deal, yes=yes)
        outcome = execute(session, proposed)
        path = session.home.documents / f"certificate-{outcome.certificate}.json"
    _tell(outcome, str(path), deal, as_json=as_json)


def _tell_dry(proposed: Plan, roots: tuple[Path, ...], *, as_json: bool) -> None:
    hunted = [str(root) for root in roots]
    if as_json:
        emit(
            {
                "deal": proposed.deal,
                "samples": proposed.samples,
                "copies": proposed.copies,
                "objects": len(proposed.objects),
                "hunt": hunted,
            }
        )
    elif hunted:
        talk(f"stray copies would be hunted below {', '.join(hunted)}")


def _show(proposed: Plan, places: dict[str, str]) -> None:
    samples, copies = counted(len(proposed.samples), "sample"), f"open copies: {len(proposed.copies)}"
    objects = counted(len(proposed.objects), "vault object")
    talk(f"{proposed.deal}: {samples}, {objects} with their keys, {copies}")
    for copy_id in proposed.copies:
        talk(f"copy {copy_id}: {places[copy_id]}")


def _tell(outcome: Outcome, path: str, deal: str, *, as_json: bool) -> None:
    if as_json:
        emit({"certificate": outcome.certificate, "kind": outcome.kind, "open": outcome.open, "path": path})
    else:
        say(f"certificate {outcome.certificate} is {outcome.kind}: {path}")
        for statement in outcome.statements:
            say(f"statement for the sender, with its .sig: {statement}")
    if outcome.kind != "final":
        raise InterimError(
            f"deal {deal} is destroyed, but this could not be verified of all copies: "
            f"{', '.join(outcome.open) or 'see the certificate'}",
            *(f'sampler copy attest {copy} --by "WHO" --method "HOW"' for copy in outcome.open[:3]),
            f"sampler destroy --deal {deal}",
        )


@click.command("enforce")
@json_option
def enforce_command(*, as_json: bool) -> None:
    """Destroy what is due; what a timer runs.

    Example: sampler enforce
    """
    with working_locked() as (session, unlocked):
        done = enforce(session, unlocked=unlocked)
        late = alarms(session)
    if as_json:
        emit_lines(
            {"deal": d.deal, "state": d.state, "certificate": d.certificate, "days_late": d.days_late}
            for d in done
        )
    else:
        for deal in done:
            say(f"{deal.deal}: {deal.state}{f', certificate {deal.certificate}' if deal.certificate else ''}")
        if not done:
            say("nothing is due")
    for alarm in late:
        talk(f"warning: {alarm.text} [{alarm.rule}]")
    _judge(done)
    if late:
        raise OverdueError(
            f"late: {len(late)} {'duty' if len(late) == 1 else 'duties'}", *(alarm.hint for alarm in late[:3])
        )


def _judge(done: list[Enforced]) -> None:
    """Say no when something is overdue, or that work is left."""
    done = [d for d in done if d.state != HELD]
    locked = [d.deal for d in done if d.state == "erased, not certified"]
    if locked:
        raise ErasedNotCertifiedError(
            f"erased, not certified: {', '.join(locked)}",
            "unlock the key store and run any command that writes",
        )
    overdue = [
        f"{d.deal} by {counted(d.days_late, 'day')}"
        for d in done
        if d.state != "destroyed" and d.days_late > 0
    ]
    if overdue:
        raise OverdueError(f"overdue: {', '.join(overdue)}", "sampler copy list --open")
    interim = [d.deal for d in done if d.state != "destroyed"]
    if interim:
        raise InterimError(f"not verified as a whole: {', '.join(interim)}", "sampler copy list --open")
