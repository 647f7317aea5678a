"""Tasks: what only a person can end, until when, and reminders of it. They follow from the copies.

There is no second list to keep: a task is there as long as its copy is open, and ends with an attestation.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC
from email.utils import getaddresses
from pathlib import Path

from sampler.custody.ending_words import ELSEWHERE, EXPIRES, SERVER_DOWN, UNVERIFIED
from sampler.custody.endings import on_this_machine
from sampler.custody.gate import ask
from sampler.custody.own_files import inside_own
from sampler.custody.samples import REST
from sampler.custody.session import Session
from sampler.documents.reminder import Reminder, calendar, mail
from sampler.errors import NotFoundError, UsageError
from sampler.model.address import PERSON, kind_of
from sampler.registry.private_files import PRIVATE_FILE
from sampler.registry.store import Row

OPEN, LATE, WAITS, HELD = "open", "late", "waits", "held"
PROMISED = ("held",)  # copies whose end was promised in a manifest, which an extension does not move


@dataclass(frozen=True, slots=True)
class Task:
    """One copy that a person has to end: whose it is, why sampler can't, by when, when they were reminded.

    `waits` is a backup that expires by itself; `held` a copy that a hold keeps.
    """

    copy: str
    deal: str
    kind: str
    holder: str
    because: str
    due: str
    state: str
    reminded_at: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """The files of a reminder; without an address there is no mail."""

    copy: str
    files: tuple[Path, ...]
    to: str


def tasks(session: Session, deal: str | None = None) -> list[Task]:
    """The tasks of a deal, or of all, the most urgent first.

    Raises:
        NotFoundError: no such deal.
    """
    if deal is not None:
        session.registry.get("deal", deal)
    where = {"deal": deal} if deal else {}
    rest = {row["id"] for row in session.registry.find("sample", state=REST)}
    rows = [row for row in session.registry.find("copy", **where) if row["sample"] not in rest]
    found = [task for row in rows if (task := _task(session, row)) is not None]
    return sorted(found, key=lambda task: (task.state == WAITS, task.due))


def late_tasks(session: Session) -> list[Task]:
    """Tasks whose day has passed."""
    return [task for task in tasks(session) if task.state == LATE]


def _task(session: Session, row: Row) -> Task | None:
    deals = session.registry.find("deal", id=row["deal"])
    because = _because(session, row)
    if not deals or not because:
        return None
    waits = bool(row["expires_on"])
    due = row["expires_on"] if waits else _due(row, deals[0]["due_on"])
    today = session.today()
    if waits and due < today:
        return None
    held = session.registry.find("hold", deal=row["deal"], state="placed")
    state = WAITS if waits else HELD if held else LATE if due < today else OPEN
    said = session.registry.details("copy", row["id"])
    reminded = said.get("reminded_at", "")
    holder = said.get("holder", "") or _me(session)
    return Task(row["id"], row["deal"], row["kind"], holder, because, due, state, reminded)


def _due(row: Row, deal_due: str) -> str:
    promised = row["destroy_by"] if row["kind"] in PROMISED else None
    return min(promised or deal_due, deal_due)


def _because(session: Session, row: Row) -> str:
    """Why sampler can't end a copy: it lies elsewhere, or was left where it is; empty when it can."""
    if row["expires_on"]:
        return EXPIRES if row["state"] == "open" or row["claim"] == EXPIRES else ""
    if row["state"] != "open":
        return ""
    if not on_this_machine(session, row["id"]):
        return ELSEWHERE
    left = row["claim"] == UNVERIFIED and row["evidence"] != SERVER_DOWN
    return str(row["evidence"]) if left else ""


def _me(session: Session) -> str:
    return session.registry.details("person", session.actor).get("email", "")


def remind(session: Session, copy_id: str, folder: Path) -> Reminded:
    """Write a calendar entry and a mail draft for one task into a folder; nothing is sent.

    Raises:
        NotFoundError: there is no such copy or folder.
        UsageError: the copy has no task, or the folder is sampler's own.
    """
    row = session.registry.get("copy", copy_id)
    ask(session, "copy.check", copy_id)
    task = _task(session, row)
    if task is None or task.state == WAITS:
        raise UsageError(f"copy {copy_id} has no task for a person", "sampler task list")
    if not folder.is_dir():
        raise NotFoundError("the folder for reminders is not there", "make it with mkdir -p first")
    if folder != session.home.outbox and inside_own(session, folder):
        raise UsageError("that is sampler's own home or key store", "name another folder")
    reminder = _reminder(session, row, task)
    files = _written(reminder, calendar(reminder, session.now().astimezone(UTC)), folder)
    with session.registry.act(
        "task.remind", actor=session.actor, copy=copy_id, due=task.due, number=reminder.number
    ) as act:
        act.detail("copy", copy_id, reminded_at=session.moment(), reminders=str(reminder.number))
    return Reminded(copy_id, files, reminder.to)


def _reminder(session: Session, row: Row, task: Task) -> Reminder:
    number = 1 + int(session.registry.details("copy", row["id"]).get("reminders", "0"))
    name = f"{session.registry.chain()[0].hex()} {row['id']}"
    return Reminder(
        copy=row["id"],
        kind=row["kind"],
        made_on=row["made_at"][:10],
        due=task.due,
        uid=f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@sampler.invalid",
        number=number,
        to=_address(session, task.holder),
        sender=_me(session),
    )


def _address(session: Session, holder: str) -> str:
    """The address of a holder, who may be named by id, by address, or by name and address."""
    known = session.registry.details("person", holder).get("email", "")
    found = [address for _, address in getaddresses([known or holder])]
    return found[0] if len(found) == 1 and kind_of(found[0]) == PERSON else ""


def _written(reminder: Reminder, entry: bytes, folder: Path) -> tuple[Path, ...]:
    stem = f"reminder-{reminder.copy}-{reminder.number}"
    content = {folder / f"{stem}.ics": entry}
    if reminder.to:
        content[folder / f"{stem}.eml"] = mail(reminder)
    made: list[Path] = []
    try:
        for path, data in content.items():
            with path.open("xb") as out:
                made.append(path)
                path.chmod(PRIVATE_FILE)
                out.write(data)
    except FileExistsError:
        _remove(made)
        raise UsageError("a reminder of that name is there already", "name another folder") from None
    except BaseException:
        _remove(made)
        raise
    return tuple(made)


def _remove(made: list[Path]) -> None:
    for path in made:
        path.unlink(missing_ok=True)
