"""A reminder to end one copy: a calendar entry (RFC 5545) and a mail draft, in French and English.

They name a copy by its id and kind, and nobody but the one person who is reminded.
"""

from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP

from sampler.documents.catalogue import LANGUAGES, translator
from sampler.model.address import PERSON, kind_of

LONGEST_LINE = 75  # octets, without the line end
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
ALARMS = ("-P7D", "-P1D", "PT0S")


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be done by when, and whom it is for: `to` is empty when no address is known."""

    copy: str
    kind: str
    made_on: str
    due: str
    uid: str
    number: int
    to: str = ""
    sender: str = ""

    def __post_init__(self) -> None:
        date.fromisoformat(self.due)
        if self.to and kind_of(self.to) != PERSON:
            raise ValueError("a reminder goes to one person")


def calendar(reminder: Reminder, now: datetime) -> bytes:
    """The calendar entry: a task with its day and three alarms."""
    stamp, day = f"{now:%Y%m%dT%H%M%SZ}", reminder.due.replace("-", "")
    summary = " / ".join(_subject(reminder, lang) for lang in LANGUAGES)
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sampler//reminder//EN", "BEGIN:VTODO"),
        *(f"UID:{reminder.uid}", f"DTSTAMP:{stamp}", f"SEQUENCE:{reminder.number - 1}"),
        *(f"DUE;VALUE=DATE:{day}", f"SUMMARY:{_escaped(summary)}"),
        f"DESCRIPTION:{_escaped(_body(reminder))}",
        *("STATUS:NEEDS-ACTION", "PRIORITY:1", "CLASS:PRIVATE"),
    ]
    for before in ALARMS:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER;RELATED=END:{before}"]
        lines += [f"DESCRIPTION:{_escaped(summary)}", "END:VALARM"]
    lines += ["END:VTODO", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def mail(reminder: Reminder) -> bytes:
    """The mail draft to the one person, which somebody looks at and sends."""
    message = EmailMessage(policy=SMTP)
    if kind_of(reminder.sender) == PERSON:
        message["From"] = reminder.sender
    message["To"] = reminder.to
    message["Subject"] = " / ".join(_subject(reminder, lang) for lang in LANGUAGES)
    message["X-Unsent"] = "1"  # mail programs open it as a draft
    message.set_content(_body(reminder))
    return message.as_bytes()


def _subject(reminder: Reminder, lang: str) -> str:
    words = translator(lang)
    return words("reminder.subject", copy=reminder.copy, day=words.day(reminder.due))


def _body(reminder: Reminder) -> str:
    return "\n\n".join(_text(reminder, lang) for lang in LANGUAGES) + "\n"


def _text(reminder: Reminder, lang: str) -> str:
    words = translator(lang)
    what = words.term("copy-kind", reminder.kind)
    return "\n".join(
        (
            words("reminder.what", copy=reminder.copy, kind=what, day=words.day(reminder.made_on)),
            words("reminder.until", day=words.day(reminder.due)),
            words("reminder.how"),
            words("reminder.answer", copy=reminder.copy),
        )
    )


def _escaped(text: str) -> str:
    return text.translate(ESCAPES)


def _folded(line: str) -> bytes:
    """A content line cut after 75 octets at most, never inside a character; the rest begins with a space."""
    pieces, piece = [], b""
    for char in line:
        data = char.encode()
        if len(piece) + len(data) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += data
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
