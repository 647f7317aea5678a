"""What a block hides in other spellings: escapes, base64, hex, quoted-printable, text encoded twice, tags.

Only lines that hold a sign of some coding are decoded; runs of base64 or hex only where their first bytes
are legible once decoded.
"""

import quopri
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc

from sampler.formats.string_decoding import escaped_forms, from_base64, from_hex, text_in
from sampler.sanitize.audit.output_bytes import PAD, Block, Bytes, Mask, Places, cut, edges
from sampler.sanitize.audit.strong_tokens import lines_of

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_TRIGGERS = (
    rb'%[0-9A-Fa-f]{2}|&(?:#|[A-Za-z]{2,8};)|\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|["/])|[^,;\t|]""[^,;\t|\r\n]|_x[0-9A-F]{4}_|s:[0-9]+:|'
    rb"=[0-9A-F]{2}|=\r?$|</?[A-Za-z][^<>]*>|"
    # soft hyphens, marks, signs without width, full-width forms, and UTF-8 that was read as Latin-1
    rb"\xc2\xad|[\xcc\xcd]|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xaf]|\xef[\xb8\xbb\xbc\xbd\xac]|\xc3[\x82\x83]|"
    # other Latin letters, mathematical and enclosed ones
    rb"[\xc4\xc5\xe1]|\xe2\x93|\xf0\x9d"
)
# one of these stands in every match of the triggers: a scan for them is a hundred times sooner, and for a
# single byte ten times sooner than for two
_OF_ASCII = ((b"%",), (b"&",), (b"\\",), (b'"', b'""'), (b"_", b"_x"), (b":", b"s:"), (b"=",), (b"<",))
_OF_OTHERS = (
    *(
        (b"\xc2", b"\xc2\xad"),
        (b"\xcc",),
        (b"\xcd",),
        (b"\xe2",),
        (b"\xef",),
        (b"\xc4",),
        (b"\xc5",),
        (b"\xe1",),
    ),
    *((b"\x82", b"\xc3\x82"), (b"\x83", b"\xc3\x83"), (b"\xf0", b"\xf0\x9d")),
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BYTE_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_QUOTED = re.compile(r"=[0-9A-F]{2}|=\r?\n?\Z")
_SHORTEST = 16
_WRAPPED = 48
_MOST_SHIFTS = 4
_ASCII = 128
_64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = np.full(256, 255, dtype=np.uint8)
_VALUES[list(_64)] = range(64)
_VALUES[[*b"-_"]] = (62, 63)
_IN_64 = bytes(int(sign < 64) for sign in _VALUES.tolist())  # noqa: PLR2004 - the values of base64
_HEX_VALUES = np.array(
    [int(chr(s), 16) if s < _ASCII and chr(s) in "0123456789abcdefABCDEF" else 99 for s in range(256)]
)
_IN_HEX = bytes(int(value < 16) for value in _HEX_VALUES.tolist())  # noqa: PLR2004 - the values of hex digits
_LEGIBLE = np.array([32 <= sign < 127 or sign in b"\t\r\n" for sign in range(256)])  # noqa: PLR2004 - ASCII
_STRANGE, _FITS, _IS_TAIL, _IS_LEAD = range(4)
_SEEN = np.where(_LEGIBLE, _FITS, _STRANGE).astype(np.uint8)
_SEEN[0x80:0xC0], _SEEN[0xC0:] = _IS_TAIL, _IS_LEAD
_LOWER = 0x20
_LINE_SIGNS = np.array([sign in b"\r\n\\" for sign in range(256)])
_LOOKED_AT, _NEEDED = 12, 10
_HEX_NEEDED = 7  # of eight


class Decoded(NamedTuple):
    """Decoded texts as a block; `sources` tells for each text the place of its coded form."""

    texts: Block
    sources: Places

    def places(self, inner: Places) -> Places:
        """Where in the coded block the places of the decoded one come from."""
        return self.sources[np.searchsorted(self.texts.starts, inner, side="right") - 1]


def decoded(held: Block) -> Decoded | None:
    """Decode what is coded in a block; None where nothing is."""
    found = [*_lines(held), *_packed(held)]
    if not found:
        return None
    raw = [text.encode("utf-8", "replace") for _, text in found]
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in raw), dtype=np.int64, count=len(raw)))
    body = b"\n" + b"\n".join(raw) + b"\n" * PAD
    starts = np.concatenate((np.ones(1, np.int64), ends[:-1] + 1))
    texts = Block(body, np.frombuffer(body, dtype=np.uint8), starts, ends)
    return Decoded(texts, np.array([place for place, _ in found], dtype=np.int64))


def forms(text: str) -> Iterator[str]:
    """What one line says in other spellings."""
    for _, form in escaped_forms(text):
        yield form
        if "\n" not in text and "&" in form:
            yield from (again for kind, again in escaped_forms(form) if kind == "entities")
    if "\\x" in text:
        yield text_in(
            _BYTE_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).encode("latin-1", "replace")
        )
    if "=" in text and _QUOTED.search(text):
        yield text_in(quopri.decodestring(text.encode("utf-8")))
    if "<" in text and _TAG.search(text):
        yield _TAG.sub("", text)
        yield _TAG.sub(" ", text)
    if not text.isascii():
        unified = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        if unified != text:
            yield unified
        yield from _twice_encoded(text)


def _twice_encoded(text: str) -> Iterator[str]:
    """UTF-8 that was read as Windows-1252 or Latin-1, once or twice."""
    for codec in ("cp1252", "latin-1"):
        form = text
        for _ in range(2):
            try:
                form = form.encode(codec).decode("utf-8")
            except (UnicodeEncodeError, UnicodeDecodeError):
                break
            yield form


def _lines(held: Block) -> Iterator[tuple[int, str]]:
    signs = _OF_ASCII if held.raw.isascii() else (*_OF_ASCII, *_OF_OTHERS)
    if not any(all(part in held.raw for part in sign) for sign in signs):
        return
    lines = lines_of(held)
    hits = np.flatnonzero(pc.match_substring_regex(lines.texts, _TRIGGERS))
    for number in hits.tolist():
        start, end = int(lines.starts[number]), int(lines.ends[number])
        text = held.raw[start:end].decode("utf-8", "replace")
        if text.rstrip("\r").endswith("="):  # a line of quoted-printable that goes on
            text += "\n" + held.raw[end + 1 : end + 400].partition(b"\n")[0].decode("utf-8", "replace")
        for form in forms(text):
            yield start, form


def _packed(held: Block) -> Iterator[tuple[int, str]]:
    if int((held.ends - held.starts).max(initial=0)) < _SHORTEST:
        return  # nor can a run go on over the line end between two texts
    starts, ends = edges(np.frombuffer(held.raw.translate(_IN_64), dtype=bool))
    yield from _wrapped(held, starts, ends)
    long = ends - starts >= _SHORTEST
    starts, ends = starts[long], ends[long]
    for number in np.flatnonzero(_legible_64(held.data, starts)).tolist():
        run = held.raw[starts[number] : ends[number]].decode("ascii")
        for _, text in from_base64(run):
            yield int(starts[number]), text
    if not len(starts):
        return  # the signs of hex are among those of base64
    for start, end in _hex_runs(held, starts, ends):
        for _, text in from_hex(held.raw[start:end].decode("ascii")):
            yield start, text


def _hex_runs(held: Block, starts: Places, ends: Places) -> Iterator[tuple[int, int]]:
    """Runs of hex that may be legible within runs of base64."""
    pieces = cut(held.data, starts, ends)
    first, last = edges(np.frombuffer(pieces.raw.translate(_IN_HEX), dtype=bool))
    long = last - first >= _SHORTEST
    first, last = first[long], last[long]
    # the codes of a text are never all digits: those of l, m, n, o and the full stop are not
    letters = np.flatnonzero((pieces.data | _LOWER) > ord("9"))
    lettered = np.searchsorted(letters, last) > np.searchsorted(letters, first)
    first, last = first[lettered], last[lettered]
    legible = _legible_hex(pieces.data, first)
    first, last = first[legible], last[legible]
    runs = np.searchsorted(pieces.starts, first, side="right") - 1
    moved = starts[runs] - pieces.starts[runs]
    yield from zip((first + moved).tolist(), (last + moved).tolist(), strict=True)


def _wrapped(held: Block, starts: Places, ends: Places) -> Iterator[tuple[int, str]]:
    """Base64 over several lines, whose ends may be written as backslash and n."""
    gaps = starts[1:] - ends[:-1]
    near = (ends - starts)[:-1] >= _WRAPPED
    near &= (gaps <= 2) & _LINE_SIGNS[held.data[ends[:-1]]]  # noqa: PLR2004 - CR LF
    number = 0
    follows = near.tolist()
    for number in np.flatnonzero(near & ~np.concatenate((np.zeros(1, bool), near[:-1]))).tolist():
        last = number
        while last < len(follows) and follows[last]:
            last += 1
        pieces = [held.raw[starts[i] : ends[i]].decode("ascii") for i in range(number, last + 1)]
        if held.raw[ends[number] : ends[number] + 1] == b"\\":  # the n belongs to the line end
            pieces = pieces[:1] + [piece.removeprefix("n") for piece in pieces[1:]]
        for _, text in from_base64("".join(pieces)):
            yield int(starts[number]), text


def _legible_64(data: Bytes, starts: Places) -> Mask:
    """Whether the first bytes are legible once decoded, at any of the four alignments.

    A lead byte of UTF-8 without its second byte may stand there once (Windows-1252); digits give several.
    """
    legible = np.zeros(len(starts), dtype=bool)
    for shift in range(_MOST_SHIFTS):
        live = np.arange(len(starts))
        signs, odd, wide = (np.zeros(len(starts), dtype=np.int8) for _ in range(3))
        after_lead = np.zeros(len(starts), dtype=bool)
        for quad in range(_LOOKED_AT // 3):
            one, two, three, after = signs[live], odd[live], wide[live], after_lead[live]
            for number, byte in enumerate(_unpacked(data, starts[live] + shift + 4 * quad)):
                seen = _SEEN[byte]
                fits = seen == _FITS
                two += (after != (seen == _IS_TAIL)) | (seen == _STRANGE)
                one += fits
                after = seen == _IS_LEAD
                if (quad + number) % 2 == 1:
                    three += byte == 0
            signs[live], odd[live], wide[live], after_lead[live] = one, two, three, after
            live = live[(two <= 1) | (three > 0)]
        legible |= (signs + (odd == 0) > _NEEDED) | (wide >= _MOST_SHIFTS)
    return legible


def _unpacked(data: Bytes, at: Places) -> tuple[Bytes, Bytes, Bytes]:
    """The three bytes of base64 that four signs hold."""
    at = np.minimum(at, len(data) - 4)
    one, two, three, four = (_VALUES[data[at + place]] for place in range(4))
    a_pair, a_half, three_pairs = np.uint8(2), np.uint8(4), np.uint8(6)
    return one << a_pair | two >> a_half, two << a_half | three >> a_pair, three << three_pairs | four


def _legible_hex(data: Bytes, starts: Places) -> Mask:
    signs, wide = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.int64)
    for place in range(0, _SHORTEST, 2):
        byte = _HEX_VALUES[data[starts + place]] * 16 + _HEX_VALUES[data[starts + place + 1]]
        signs += _LEGIBLE[byte]
        wide += (byte == 0) & (place % 4 == 2)  # noqa: PLR2004 - each second byte of UTF-16
    legible: Mask = (signs >= _HEX_NEEDED) | (wide >= 4)  # noqa: PLR2004 - half of the bytes
    return legible
