"""The lines of a text file, each with its own end: LF, CR LF or CR, nothing else."""

import re
from collections.abc import Iterator

from sampler.errors import UnreadableError
from sampler.formats.shared_stream import SharedStream
from sampler.formats.text_encoding import TextEncoding, decoded_chunks

MAX_LINE = 1 << 28
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n)")


def lines_of(source: SharedStream, encoding: TextEncoding) -> Iterator[tuple[str, str]]:
    """Each line with its end; the last one's end may be ""."""
    held: list[str] = []
    size = 0
    for chunk in decoded_chunks(source, encoding):
        held.append(chunk)
        size += len(chunk)
        if size > MAX_LINE:
            raise UnreadableError("a line is too long")
        if "\n" not in chunk and "\r" not in chunk and not held[0].endswith("\r"):
            continue
        text = "".join(held)
        cut = _after_last_line(text)
        yield from _whole_lines(text[:cut])
        held = [text[cut:]]
        size = len(text) - cut
    rest = "".join(held)
    if rest.endswith("\r"):
        # it was held back because a LF might have followed
        yield from _whole_lines(rest)
    elif rest:
        yield rest, ""


def _after_last_line(text: str) -> int:
    """Where the last line that surely ended ends: CR at the very end may be half of CRLF."""
    end = len(text) - text.endswith("\r")
    return max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1


def _whole_lines(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text that closes with a line end."""
    if "\r" in text:
        for found in _LINE.finditer(text):
            yield found.group(1), found.group(2)
        return
    for line in text.split("\n")[:-1]:
        yield line, "\n"
