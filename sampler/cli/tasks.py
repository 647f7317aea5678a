"""`sampler task …`."""

from dataclasses import asdict
from pathlib import Path

import click

from sampler.cli.attesting import attest_hint
from sampler.cli.options import FilePath, json_option
from sampler.cli.render import emit_lines, say, table
from sampler.cli.session import looking, talk, working
from sampler.custody.gate import ask
from sampler.custody.tasks import LATE, WAITS, remind, tasks
from sampler.errors import OverdueError, UsageError

SHOWN = ("copy", "deal", "kind", "holder", "because", "due", "state", "reminded_at")


@click.group("task")
def task_command() -> None:
    """What only a person can end: other machines, recipients, paper, backups; and reminders of it."""


@task_command.command("list")
@click.option("--deal", help="Only this deal's.")
@json_option
def list_(*, deal: str | None, as_json: bool) -> None:
    """List the copies that people have to end, with their day. Exit 3 when one is late.

    Example: sampler task list --deal acme
    """
    with looking() as session:
        ask(session, "access.look", deal or "tasks")
        found = tasks(session, deal)
        late = [task for task in found if task.state == LATE]
        way = attest_hint(session, late[0].copy, late[0].holder) if late else ""
    if as_json:
        emit_lines(asdict(task) for task in found)
    else:
        table(SHOWN, [[getattr(task, key) for key in SHOWN] for task in found])
    if late:
        names = ", ".join(task.copy for task in late)
        raise OverdueError(f"late: {names}", f"sampler task remind {late[0].copy} --into .", way)


@task_command.command("remind")
@click.argument("copy", required=False, default="")
@click.option("--deal", help="All tasks of this deal.")
@click.option("--into", "folder", type=FilePath, required=True, help="The folder for the files.")
@json_option
def remind_(*, copy: str, deal: str | None, folder: Path, as_json: bool) -> None:
    """Write a calendar entry (.ics) and a mail draft (.eml) for the person who has the copy.

    Nothing is sent: look at the draft, then send it.

    Example: sampler task remind C4 --into ./reminders
    """
    if bool(copy) == bool(deal):
        raise UsageError("remind takes a copy, or --deal", "sampler task list")
    with working() as session:
        chosen = [copy] if copy else [t.copy for t in tasks(session, deal) if t.state != WAITS]
        written = [remind(session, one, folder) for one in chosen]
    if as_json:
        emit_lines(
            {"copy": one.copy, "to": one.to, "files": [str(path) for path in one.files]} for one in written
        )
        return
    for one in written:
        say(f"copy {one.copy}: {', '.join(str(path) for path in one.files)}")
        if not one.to:
            talk(f"warning: no address of who has copy {one.copy} is known: there is no mail draft")
    if not written:
        say("there is no task")
