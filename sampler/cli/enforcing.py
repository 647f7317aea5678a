"""`sampler enforce`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import counted, emit_lines, say
from sampler.cli.session import home_folder, talk, working_locked
from sampler.cli.settings import system_clock
from sampler.custody.departed import WithDeparted, with_departed
from sampler.custody.session import Session
from sampler.destroy import enforcement_log
from sampler.destroy.enforce import DESTROYED, EARLIER, ERASED, FAILED, HELD, OPEN_AGAIN, Enforced, enforce
from sampler.destroy.outbox import remind_holders, write_drafts
from sampler.duties.alarms import Alarm, alarms
from sampler.errors import (
    AnswerIsNoError,
    ErasedNotCertifiedError,
    InterimError,
    OverdueError,
    SamplerError,
    from_system,
)

MOST_NAMED = 5
CERTIFY = "sampler enforce"


@click.command("enforce")
@click.option("--drafts", type=FilePath, help="Where the mails to send are written. Default: HOME/outbox.")
@json_option
def enforce_command(*, drafts: Path | None, as_json: bool) -> None:
    """Destroy what is due; what a timer runs. One line per deal, here and in HOME/enforce.log.

    Sends nothing; what there is to send is written as drafts. Exits 3 when something is overdue, or when a
    copy of a deal that was destroyed stands at its place again.
    With --json, one object per line and deal: nothing when nothing is due.

    Example: sampler enforce
    """
    with _logged() as log:
        with working_locked() as (session, unlocked, resumed):
            done = enforce(session, unlocked=unlocked, resumed=resumed)
            late, taken = alarms(session), with_departed(session)
            written = _drafted(session, done, drafts or session.home.outbox, taken, unlocked=unlocked)
        log += [_logged_line(deal) for deal in done]
    if as_json:
        emit_lines(_document(deal, taken) for deal in done)
    else:
        _say(done)
    _warn(done, late, taken, written)
    _judge(done, late)


@contextmanager
def _logged() -> Iterator[list[dict[str, object]]]:
    """Write the lines of this run to the home's log, or the one error that ended it."""
    rows: list[dict[str, object]] = []
    try:
        yield rows
    except BaseException as failed:
        slug = failed.slug if isinstance(failed, SamplerError) else type(failed).__name__
        rows = [{"deal": "", "state": "stopped", "error": slug}]
        raise
    finally:
        moment = system_clock().isoformat(timespec="seconds")
        lines = rows or [{"deal": "", "state": "nothing due"}]
        try:
            if (home_folder() / "home.json").exists():
                enforcement_log.append(home_folder(), [{"at": moment, **row} for row in lines])
        except OSError as failed:
            talk(f"warning: enforce.log could not be written: {from_system(failed).message}")


def _logged_line(deal: Enforced) -> dict[str, object]:
    return {
        "deal": deal.deal,
        "state": deal.state,
        "certificate": deal.certificate,
        "days_late": deal.days_late,
        "missing": [one.what for one in deal.missing],
        **({"error": deal.error} if deal.error else {}),
    }


def _drafted(
    session: Session, done: list[Enforced], folder: Path, taken: list[WithDeparted], *, unlocked: bool
) -> list[Path]:
    """Write what there is to send; a draft that can't be written is no reason to stop."""
    written: list[Path] = []
    try:
        written += write_drafts(session, done, folder)
        if unlocked:
            reminders, wait = remind_holders(session, done, folder, {one.copy for one in taken})
            written += reminders
            if wait:
                talk(f"warning: {counted(wait, 'reminder')} more to write: the next runs do it")
    except (OSError, SamplerError) as failed:
        error = from_system(failed) if isinstance(failed, OSError) else failed
        talk(f"warning: not all drafts could be written: {error.message}")
    return written


def _document(deal: Enforced, taken: list[WithDeparted]) -> dict[str, object]:
    return {
        "deal": deal.deal,
        "state": deal.state,
        "certificate": deal.certificate,
        "days_late": deal.days_late,
        "missing": [{"what": one.what, "because": one.because} for one in deal.missing],
        "take_back": [{"copy": one.copy, "person": one.person} for one in taken if one.deal == deal.deal],
        "error": deal.error,
    }


def _say(done: list[Enforced]) -> None:
    for deal in done:
        parts = [deal.state]
        if deal.certificate:
            parts.append(f"certificate {deal.certificate}")
        if deal.days_late:
            parts.append(f"{counted(deal.days_late, 'day')} late")
        missing = [
            f"; {'' if one.what == deal.deal else f'{one.what} '}{one.because}"
            for one in deal.missing[:MOST_NAMED]
        ]
        more = len(deal.missing) - len(missing)
        rest = f"; and {more} more" if more else ""
        say(f"{deal.deal}: {', '.join(parts)}{''.join(missing)}{rest}")
    if not done:
        say("nothing is due")


def _warn(done: list[Enforced], late: list[Alarm], taken: list[WithDeparted], written: list[Path]) -> None:
    """What needs a person: holds, copies with people who have left, late duties, mails to send."""
    for deal in (one for one in done if one.state == HELD):
        holds = ", ".join(one.what for one in deal.missing)
        talk(f"warning: {deal.deal} is due and was not touched: it is under a legal hold ({holds}) [IJO-8]")
    for copy in taken:
        talk(
            f"warning: {copy.copy} of {copy.deal} is still with {copy.person}, who left on {copy.left_on}: "
            f"take it back, then sampler copy move {copy.copy} or copy attest {copy.copy} [USR-1]"
        )
    for alarm in late:
        talk(f"warning: {alarm.text} [{alarm.rule}]")
    for path in written:
        talk(f"to send, after a look at it: {path}")


def _judge(done: list[Enforced], late: list[Alarm]) -> None:
    """Say no when something is overdue, or that work is left; what the law holds is neither."""
    left = [one for one in done if one.state not in (HELD, DESTROYED, EARLIER, OPEN_AGAIN)]
    if locked := [one.deal for one in left if one.state == ERASED]:
        raise ErasedNotCertifiedError(
            f"erased, not certified, for the key store is locked: {', '.join(locked)}", CERTIFY
        )
    hint = "sampler enforce" if any(one.state == FAILED for one in left) else "sampler copy list --open"
    late_deals = [one for one in left if one.days_late and not one.waits]
    back = [one for one in done if one.state == OPEN_AGAIN]
    again = [f"there again after their certificates: copies of {', '.join(one.deal for one in back)}"]
    if overdue := [f"{one.deal} by {counted(one.days_late, 'day')}" for one in late_deals]:
        said = "; ".join([f"overdue: {', '.join(overdue)}", *(again if back else [])])
        raise OverdueError(said, hint, *_ends(back))
    if back:
        raise AnswerIsNoError(again[0], *_ends(back))
    if left:
        raise InterimError(f"not verified as a whole: {', '.join(one.deal for one in left)}", hint)
    if late:
        duties = "duty" if len(late) == 1 else "duties"
        raise OverdueError(f"late: {len(late)} {duties}", *(alarm.hint for alarm in late[:3]))


def _ends(back: list[Enforced]) -> list[str]:
    """How to end what is there again, and certify it; a place with something else needs no command."""
    return [f"sampler destroy --deal {one.deal}" for one in back[:MOST_NAMED]]
