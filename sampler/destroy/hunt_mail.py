"""The parts of an e-mail, or of every e-mail in an mbox file, decoded."""

import email
import re
from collections.abc import Iterator
from email import policy

_FROM_LINE = re.compile(rb"^From .*\n", re.MULTILINE)


def parts_of(data: bytes) -> Iterator[bytes]:
    """Each part's bytes, freed from base64 and quoted-printable; attached messages come part by part."""
    for message in _messages(data):
        for part in email.message_from_bytes(message, policy=policy.compat32).walk():
            if not part.is_multipart():
                content = part.get_payload(decode=True)
                if isinstance(content, bytes):
                    yield content


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages of an mbox file, each begun by a line `From …`; another file is one message."""
    if not data.startswith(b"From "):
        yield data
        return
    marks = [match.span() for match in _FROM_LINE.finditer(data)]
    for (_, begin), (end, _) in zip(marks, [*marks[1:], (len(data), 0)], strict=True):
        yield data[begin:end]
