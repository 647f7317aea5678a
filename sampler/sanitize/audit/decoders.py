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

from sampler.formats.string_decoding import escaped_forms, from_base64, from_hex, text_in
from sampler.sanitize.audit.output_bytes import PAD, Block, Bytes, Mask, Places, cut, edges, long_edges

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# what shows that a line is coded: pieces that stand in every match, for which a scan is far sooner
# (for a single byte ten times sooner than for two), and the whole
_TRIGGERS = tuple(
    (signs, re.compile(pattern))
    for signs, pattern in (
        ((b"%",), rb"%[0-9A-Fa-f]{2}"),
        ((b"&",), rb"&(?:#|[A-Za-z]{2,8};)"),
        ((b"\\",), rb'\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|["/])'),
        ((b'"', b'""'), rb'[^,;\t|\n]""[^,;\t|\r\n]'),
        ((b"_", b"_x"), rb"_x[0-9A-F]{4}_"),
        ((b":", b"s:"), rb"s:[0-9]+:"),
        ((b"=",), rb"=[0-9A-F]{2}|=\r?\n"),
        ((b"<",), rb"</?[A-Za-z][^<>\n]*>"),
    )
)
# soft hyphens, signs without width, full-width forms, UTF-8 that was read as Latin-1, letters in circles
# and mathematical ones
_OF_OTHERS = tuple(
    (signs, re.compile(pattern))
    for signs, pattern in (
        ((b"\xc2", b"\xc2\xad"), rb"\xc2\xad"),
        ((b"\xe2", b"\xe2\x80"), rb"\xe2\x80[\x8b-\x8f]"),
        ((b"\xe2", b"\xe2\x81"), rb"\xe2\x81[\xa0-\xaf]"),
        ((b"\xe2", b"\xe2\x93"), rb"\xe2\x93"),
        ((b"\xef",), rb"\xef[\xb8\xbb\xbc\xbd\xac]"),
        ((b"\x82", b"\xc3\x82"), rb"\xc3\x82"),
        ((b"\x83", b"\xc3\x83"), rb"\xc3\x83"),
        ((b"\xf0", b"\xf0\x9d"), rb"\xf0\x9d"),
    )
)
# first bytes of marks and of other Latin letters
_STRANGE_LEADS = bytes(int(sign in b"\xcc\xcd\xc4\xc5\xe1") for sign in range(256))
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
_CODING = frozenset(b'%&\\"_:=<')
_LOWER = 0x20
_LINE_SIGNS = np.array([sign in b"\r\n\\" for sign in range(256)])
_NEEDED, _HALF = 10, 4
_WINDOW, _LINE_END = 16, 0x0A
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
    if held.layout and not _may_hide(held):
        return None
    found = [*_lines(held), *_packed(held)]
    if not found:
        return None
    raw = [text.encode("utf-8", "replace") for _, text in found]
    ends = np.cumsum(np.fromiter((len(text) + 1 for text in raw), dtype=np.int64, count=len(raw)))
    body = b"\n" + b"\n".join(raw) + b"\n" * PAD
    starts = np.concatenate((np.ones(1, np.int64), ends[:-1] + 1))
    texts = Block(body, np.frombuffer(body, dtype=np.uint8), starts, ends)
    return Decoded(texts, np.array([place for place, _ in found], dtype=np.int64))


def _may_hide(held: Block) -> bool:
    """Whether texts of one layout may be coded; digits alone are neither legible base64 nor hex.

    A sign of base64 that is a digit gives a first byte beyond ASCII: three of four such quads are no text.
    Runs of hex are broken where no letter of the column is one of hex.
    """
    if set(held.layout) & _CODING:
        return True
    for run in re.finditer(rb"[0a+/_-]{16,}", held.layout):
        if run.end() - run.start() >= _WRAPPED:
            return True
        for shift in range(_MOST_SHIFTS):
            quads = [run.start() + shift + 4 * number for number in range(4)]
            if sum(held.layout[at : at + 4] == b"0000" for at in quads) < 3:  # noqa: PLR2004 - of four quads
                return True
        hexes = bytearray(held.layout[run.start() : run.end()])
        for place in np.flatnonzero(np.frombuffer(bytes(hexes), np.uint8) == ord("a")).tolist():
            if not (_HEX_VALUES[held.rows[:, run.start() + place]] < 16).any():  # noqa: PLR2004 - values of hex digits
                hexes[place] = ord("_")
        if any(b"a" in piece for piece in re.findall(rb"[0a]{16,}", bytes(hexes))):
            return True
    return False


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
    places = _triggers(held.raw)
    if not len(places):
        return
    stops = np.flatnonzero(held.data == _LINE_END)
    starts, ends = stops[:-1] + 1, stops[1:]
    hits = np.unique(np.searchsorted(starts, places, side="right") - 1)
    for number in hits.tolist():
        start, end = int(starts[number]), int(ends[number])
        text = held.raw[start:end].decode("utf-8", "replace")
        if text.rstrip("\r").endswith("="):  # a line of quoted-printable that goes on
            text += "\n" + held.raw[end + 1 : end + 400].partition(b"\n")[0].decode("utf-8", "replace")
        for form in forms(text):
            yield start, form


def _triggers(raw: bytes) -> Places:
    """Where signs of some coding stand."""
    signs = _TRIGGERS if raw.isascii() else (*_TRIGGERS, *_OF_OTHERS)
    found = [
        match.start()
        for pieces, pattern in signs
        if all(piece in raw for piece in pieces)
        for match in pattern.finditer(raw)
    ]
    places = np.array(found, dtype=np.int64)
    if raw.isascii():
        return places
    leads = np.flatnonzero(np.frombuffer(raw.translate(_STRANGE_LEADS), dtype=np.uint8))
    return np.concatenate((places, leads))


def _packed(held: Block) -> Iterator[tuple[int, str]]:
    if int((held.ends - held.starts).max(initial=0)) < _SHORTEST:
        return  # nor can a run go on over the line end between two texts
    mask = np.frombuffer(held.raw.translate(_IN_64), dtype=bool)
    starts, ends = long_edges(mask, _SHORTEST)
    if len(starts):
        yield from _wrapped(held, mask, ends[ends - starts >= _WRAPPED])
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
    first, last = long_edges(np.frombuffer(pieces.raw.translate(_IN_HEX), dtype=bool), _SHORTEST)
    if not len(first):
        return
    # the codes of a text are never all digits: those of l, m, n, o and the full stop are not
    letters = np.flatnonzero((pieces.data | _LOWER) > ord("9"))
    lettered = np.searchsorted(letters, last) > np.searchsorted(letters, first)
    first, last = first[lettered], last[lettered]
    legible = _legible_hex(pieces.data, first)
    first, last = first[legible], last[legible]
    runs = np.searchsorted(pieces.starts, first, side="right") - 1
    moved = starts[runs] - pieces.starts[runs]
    yield from zip((first + moved).tolist(), (last + moved).tolist(), strict=True)


def _wrapped(held: Block, mask: Mask, long: Places) -> Iterator[tuple[int, str]]:
    """Base64 over several lines, whose ends may be written as backslash and n; `long` are ends of lines."""
    if not (_LINE_SIGNS[held.data[long]] & (mask[long + 1] | mask[long + 2])).any():
        return
    starts, ends = edges(mask)
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
    if not len(starts):
        return legible
    wide = _WINDOW + _MOST_SHIFTS - 1
    if int(starts[-1]) + wide > len(data):
        data = np.concatenate((data, np.full(wide, _LINE_END, np.uint8)))
    values = _VALUES[np.lib.stride_tricks.sliding_window_view(data, wide)[starts]]
    for shift in range(_MOST_SHIFTS):
        # of the first six bytes two may be odd, or one of them is a zero of UTF-16
        seen, zero = _unpacked(values[:, shift : shift + _WINDOW // 2])
        few = np.flatnonzero(((seen == _FITS).sum(axis=1) >= _HALF) | zero[:, 1::2].any(axis=1))
        if not len(few):
            continue
        seen, zero = _unpacked(values[few, shift : shift + _WINDOW])
        fits = (seen == _FITS).sum(axis=1)
        after_lead = np.zeros_like(zero)
        after_lead[:, 1:] = seen[:, :-1] == _IS_LEAD
        odd = ((after_lead != (seen == _IS_TAIL)) | (seen == _STRANGE)).any(axis=1)
        legible[few] |= (fits + ~odd > _NEEDED) | (zero[:, 1::2].sum(axis=1) >= _MOST_SHIFTS)
    return legible


def _unpacked(values: Bytes) -> tuple[Bytes, Mask]:
    """What kinds of bytes rows of signs of base64 hold, and which are zero."""
    one, two, three, four = (values[:, place::4] for place in range(4))
    held = np.empty((len(values), values.shape[1] // 4 * 3), dtype=np.uint8)
    held[:, 0::3] = one << np.uint8(2) | two >> np.uint8(4)
    held[:, 1::3] = two << np.uint8(4) | three >> np.uint8(2)
    held[:, 2::3] = three << np.uint8(6) | four
    return _SEEN[held], held == 0


def _legible_hex(data: Bytes, starts: Places) -> Mask:
    signs, wide = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.int64)
    for place in range(0, _SHORTEST, 2):
        byte = _HEX_VALUES[data[starts + place]] * 16 + _HEX_VALUES[data[starts + place + 1]]
        signs += _LEGIBLE[byte]
        wide += (byte == 0) & (place % 4 == 2)  # noqa: PLR2004 - each second byte of UTF-16
    legible: Mask = (signs >= _HEX_NEEDED) | (wide >= 4)  # noqa: PLR2004 - half of the bytes
    return legible
