"""`sampler destroy`."""

from pathlib import Path

import click

from sampler.cli.attesting import attest_hint
from sampler.cli.copies import confirm_drops
from sampler.cli.hunting import tell_hunt
from sampler.cli.options import FilePath, json_option, yes_option
from sampler.cli.render import confirm, counted, emit, say
from sampler.cli.session import looking, talk, working
from sampler.custody.endings import away_of
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.custody.showing import copy_rows
from sampler.destroy.execute import Outcome, execute
from sampler.destroy.hunt import hunt_first
from sampler.destroy.plan import Plan, plan
from sampler.destroy.rest import check_rest, choose_rest, modes_of
from sampler.errors import InterimError


@click.command("destroy")
@click.option("--deal", required=True, help="The deal whose data ends.")
@click.option("--hunt", "roots", type=FilePath, multiple=True, help="Hunt for stray copies below this first.")
@click.option("--rest", multiple=True, help="A sanitized sample to keep, as the provider chose (JUN-3).")
@click.option("--dry-run", is_flag=True, help="Show what would be destroyed, and stop.")
@yes_option
@json_option
def destroy_command(
    *, deal: str, roots: tuple[Path, ...], rest: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Destroy all of a deal's data and certify it.

    Copies that nobody registered are hunted first, below --hunt and the configured hunt_roots.

    Example: sampler destroy --deal acme --dry-run
    """
    with (looking if dry_run else working)() as session:
        roots = (*session.hunt_roots, *roots)
        proposed = plan(session, deal, rest)  # an error in it comes before the hunt
        ask(session, "report", deal)  # who may not know where copies are, learns it from no refusal
        modes = {name: check_rest(session, name, deal=deal).mode for name in rest}
        if not dry_run:
            tell_hunt(hunt_first(session, deal, roots))
            proposed = plan(session, deal, rest)
        details = session.registry.details_by_id("copy")
        places = {row["id"]: row["location"] for row in copy_rows(session, deal, details)}
        gone = away_of(session, proposed.copies, details)
        if not as_json:
            _show(proposed, places, {**modes_of(session, proposed.rest), **modes})
            _tell_gone(proposed, gone)
        if dry_run:
            _tell_dry(proposed, roots, gone, as_json=as_json)
            return
        early = "; its trial is not over" if proposed.early else ""
        kept = f" but {', '.join(proposed.rest)}" if proposed.rest else ""
        confirm(f"this destroys all data of {deal}{kept}{early}", deal, yes=yes)
        confirm_drops(session, proposed.copies, yes=yes)
        for name in rest:
            choose_rest(session, name)
        outcome = execute(session, proposed)
        path = session.home.documents / f"certificate-{outcome.certificate}.json"
        ways = _ways(session, outcome.open[:3], deal) if outcome.kind != "final" else ()
    _tell(outcome, str(path), deal, ways, as_json=as_json)


def _tell_dry(proposed: Plan, roots: tuple[Path, ...], gone: tuple[str, ...], *, as_json: bool) -> None:
    hunted = [str(root) for root in roots]
    if as_json:
        emit(
            {
                "deal": proposed.deal,
                "samples": proposed.samples,
                "copies": proposed.copies,
                "not_at_their_place": gone,
                "kept": proposed.rest,
                "objects": len(proposed.objects),
                "hunt": hunted,
            }
        )
    elif hunted:
        talk(f"stray copies would be hunted below {', '.join(hunted)}")


def _show(proposed: Plan, places: dict[str, str], modes: dict[str, str]) -> None:
    samples, copies = counted(len(proposed.samples), "sample"), f"open copies: {len(proposed.copies)}"
    objects = counted(len(proposed.objects), "vault object")
    talk(f"{proposed.deal}: {samples}, {objects} with their keys, {copies}")
    for sample in proposed.rest:
        talk(f"kept: the files of {sample}, {modes[sample]}; the deal's key goes")
    for copy_id in proposed.copies:
        talk(f"copy {copy_id}: {places[copy_id]}")


def _tell_gone(proposed: Plan, gone: tuple[str, ...]) -> None:
    """Say which copies lie elsewhere by now, while a hunt can still know them by their bytes."""
    if not gone:
        return
    talk(f"warning: not at its place: {', '.join(gone)}")
    if not proposed.again:  # a hunt needs the fingerprints, which go with the keys
        talk(f"before the keys go, look for {', '.join(gone)}: sampler hunt PATH --deal {proposed.deal}")
    talk(f"or say where it lies now: sampler copy move {gone[0]} --path PATH")


def _ways(session: Session, copies: tuple[str, ...], deal: str) -> tuple[str, ...]:
    """What to do about copies in doubt: look first; a person's word comes last."""
    moved = away_of(session, copies)
    return (
        *(f"sampler copy check {copy}" for copy in copies),
        *(f"sampler copy move {copy} --path PATH" for copy in moved),
        f"sampler destroy --deal {deal}",
        *(attest_hint(session, copy) for copy in copies),
    )


def _tell(outcome: Outcome, path: str, deal: str, ways: tuple[str, ...], *, as_json: bool) -> None:
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
            *(ways or (f"sampler destroy --deal {deal}",)),
        )
