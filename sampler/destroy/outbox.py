"""What to send after a run of `enforce`: drafts that a person looks at and sends. Nothing is sent from here.

A draft is written once: who has sent it may delete it, and a later run does not bring it back.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from sampler.custody.session import Session
from sampler.custody.tasks import LATE, OPEN, remind, tasks
from sampler.destroy.enforce import DESTROYED, EARLIER, HELD, INTERIM, OPEN_AGAIN, Enforced
from sampler.documents.catalogue import LANGUAGES, translator
from sampler.documents.phrases import phrase
from sampler.model.address import PERSON, kind_of
from sampler.policy.acts import MANAGER, OFFICER, roles_of
from sampler.registry.private_files import make_private_folder, write_private

MOST_NAMED = 50
MOST_REMINDED = 100  # copies in one run; the rest has its turn in the next
WEEK = timedelta(days=7)
QUIET = (HELD, EARLIER)  # states that nobody is written to about
WRITTEN = ".written"  # names of the drafts that were ever written here


@dataclass(frozen=True, slots=True)
class Draft:
    """One mail to one person; `to` is empty where the registry has no address of one person."""

    name: str
    to: str
    subject: str
    body: str
    attached: tuple[Path, ...] = ()


def write_drafts(session: Session, done: list[Enforced], folder: Path) -> list[Path]:
    """Write the drafts that this state of the deals asks for and that never were; give all that are there."""
    drafts = [draft for deal in done if deal.state not in QUIET for draft in _drafts(session, deal)]
    if not drafts:
        return []
    make_private_folder(folder)
    index = folder / WRITTEN
    known = set(index.read_text(encoding="ascii").split()) if index.exists() else set()
    for draft in drafts:
        if draft.name not in known:
            write_private(folder / draft.name, _mail(session, draft))
            known.add(draft.name)
            write_private(index, "".join(f"{name}\n" for name in sorted(known)).encode())
    return [path for draft in drafts if (path := folder / draft.name).exists()]


def remind_holders(
    session: Session, done: list[Enforced], folder: Path, departed: Collection[str]
) -> tuple[list[Path], int]:
    """Write reminders to who is to destroy a copy, at most one a week; give the files and how many wait.

    Who has left is not written to: their copies are to be taken back.
    """
    unfinished = {deal.deal for deal in done if deal.state == INTERIM}
    asked = [
        task.copy
        for task in tasks(session)
        if (task.state == LATE or (task.state == OPEN and task.deal in unfinished))
        and task.copy not in departed
        and _holder(session, task.copy)
        and not _lately(session, task.reminded_at)
    ]
    if asked:
        make_private_folder(folder)
    written: list[Path] = []
    for copy_id in asked[:MOST_REMINDED]:
        if folder == session.home.outbox:
            _clear(session, copy_id, folder)
        written += remind(session, copy_id, folder).files
    return written, max(0, len(asked) - MOST_REMINDED)


def _holder(session: Session, copy_id: str) -> str:
    return session.registry.details("copy", copy_id).get("holder", "")


def _lately(session: Session, reminded_at: str) -> bool:
    return bool(reminded_at) and session.now() < datetime.fromisoformat(reminded_at) + WEEK


def _clear(session: Session, copy_id: str, folder: Path) -> None:
    """Remove what a crash left of a reminder that was never put on record."""
    number = 1 + int(session.registry.details("copy", copy_id).get("reminders", "0"))
    for ending in ("ics", "eml"):
        (folder / f"reminder-{copy_id}-{number}.{ending}").unlink(missing_ok=True)


def _drafts(session: Session, deal: Enforced) -> Iterator[Draft]:
    due = str(session.registry.get("deal", deal.deal)["due_on"])
    stem = f"{deal.deal}-{deal.certificate or due}"
    if deal.certificate and deal.state in (DESTROYED, INTERIM):
        yield _to_provider(session, deal, stem, due)
    if deal.state == OPEN_AGAIN:
        seen = max(str(session.registry.get("copy", one.what)["checked_at"] or "") for one in deal.missing)
        number = f"{stem}-again-{session.day_of(seen) if seen else session.today()}"
        yield from _to_managers(session, deal, number, due, about="outbox.again")
    elif deal.state != DESTROYED:
        yield from _to_managers(session, deal, stem, due)


def _to_provider(session: Session, deal: Enforced, stem: str, due: str) -> Draft:
    """The certificate, for whom the data belongs to."""
    kind = "final" if deal.state == DESTROYED else "interim"
    said = {"deal": deal.deal, "certificate": deal.certificate, "due": due}
    path = session.home.documents / f"certificate-{deal.certificate}.json"
    return Draft(
        f"{stem}-provider.eml",
        session.registry.details("deal", deal.deal).get("contact", ""),
        _both("outbox.provider.subject", " / ", **said),
        "\n\n".join(
            f"{translator(lang)(f'outbox.provider.{kind}', **_worded(lang, said))}\n"
            f"{translator(lang)('outbox.provider.check')}"
            for lang in LANGUAGES
        ),
        (path, path.with_suffix(".json.sig")),
    )


def _to_managers(
    session: Session, deal: Enforced, stem: str, due: str, about: str = "outbox.manager"
) -> Iterator[Draft]:
    """What is missing, for each manager; where there is none, for each officer."""
    said = {"deal": deal.deal, "due": due, "certificate": deal.certificate}
    body = "\n\n".join(
        "\n".join((translator(lang)(f"{about}.body", **_worded(lang, said)), "", *_missing_in(deal, lang)))
        for lang in LANGUAGES
    )
    people = session.registry.find("person", state="active")
    chosen = [row for row in people if MANAGER in roles_of(row["role"])]
    for row in chosen or [row for row in people if OFFICER in roles_of(row["role"])]:
        email = session.registry.details("person", row["id"]).get("email", "")
        name = f"{stem}-manager-{row['id']}.eml"
        yield Draft(name, email, _both(f"{about}.subject", " / ", **said), body)


def _missing_in(deal: Enforced, lang: str) -> Iterator[str]:
    """What is missing, one line each; what stopped the destruction is named by its kind."""
    words = translator(lang)
    for one in deal.missing[:MOST_NAMED]:
        stopped = deal.error and words("outbox.stopped", error=deal.error)
        because = stopped or phrase(one.because, "evidence", words)
        yield f"  - {words('outbox.missing', what=one.what, because=because)}"
    if more := len(deal.missing) - MOST_NAMED:
        yield f"  - {words('outbox.more', n=words.number(more))}" if more > 0 else ""


def _worded(lang: str, said: dict[str, str]) -> dict[str, str]:
    return {**said, "due": translator(lang).day(said["due"])}


def _both(key: str, between: str, **said: str) -> str:
    return between.join(translator(lang)(key, **said) for lang in LANGUAGES)


def _mail(session: Session, draft: Draft) -> bytes:
    """The draft as a message that mail programs open for editing."""
    message = EmailMessage(policy=SMTP)
    sender = session.registry.details("person", session.actor).get("email", "")
    if kind_of(sender) == PERSON:
        message["From"] = sender
    if kind_of(draft.to) == PERSON:
        message["To"] = draft.to
    message["Subject"] = draft.subject
    message["X-Unsent"] = "1"
    message.set_content(f"{draft.body}\n")
    for path in draft.attached:
        if path.exists():
            data = path.read_bytes()
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=path.name)
    return message.as_bytes()
