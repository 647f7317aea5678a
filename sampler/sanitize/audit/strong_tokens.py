"""Strong identifiers in a block of texts, for the leak audit: own patterns, shared with no detector.

A token is a kind and the digest of its normal form: e-mail in lower case, numbers as digits, phones as
their last nine digits, IBAN without spaces, addresses folded. It is *sure* where its shape or its check
speaks for it, or it has thirteen digits and more: the rest is a number of the right length, which equals
somebody's by chance in a big sample.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit import numbers as audit_numbers
from sampler.sanitize.audit.accounts import ibans
from sampler.sanitize.audit.numbers import Groups, groups, runs
from sampler.sanitize.audit.output_bytes import (
    Block,
    Bytes,
    Digester,
    Digests,
    Mask,
    Places,
    cut,
    folded,
    folded_in_place,
    lowered,
    without_spaces,
)

KINDS = ("e-mail", "iban", "number", "phone", "address", "secret")
EMAIL, IBAN, NUMBER, PHONE, ADDRESS, SECRET = range(len(KINDS))
ALL = frozenset(range(len(KINDS)))
_SURE_DIGITS = 13
_SPACE, _ASCII, _LINE_END = 0x20, 0x80, 0x0A
_NIR_WITHOUT_KEY = np.uint64(100)
_MOST_PHONE_DIGITS = 16
_LONGEST_MAIL = 320
_SHORTEST_SECRET, _LONGEST_SECRET = 6, 200
_CORSICA = re.compile(
    rb"(?<![0-9A-Za-z])([12])[ .\-]?([0-9]{2})[ .\-]?([0-9]{2})[ .\-]?2([ABab])[ .\-]?([0-9]{3})"
    rb"[ .\-]?([0-9]{3})[ .\-/]{0,3}([0-9]{2})(?![0-9A-Za-z])"
)
_CORSICAN = np.array([sign in b"ABab" for sign in range(256)])
_STREETS = (
    "rue|avenue|av|boulevard|bd|bld|place|pl|impasse|imp|chemin|che|allee|allees|route|rte|quai|cours|square|"
    "sentier|passage|ruelle|voie|residence|faubourg|fg|lotissement|lot|hameau|esplanade|promenade|montee|cite"
)
_STREET = rf"^[0-9]{{1,4}} ?(?:bis|ter|quater|[a-d])? {{0,2}}(?:{_STREETS}) "
_POSTCODE_DIGITS, _HOUSE_DIGITS = 5, 4
# where one layout may hold an address, or a word for a secret and the secret
_IN_LAYOUT = re.compile(rb"0[^0]{8,}00000")
_FEW_LETTERS, _SAYS = 3, re.compile(rb"[:=>_$.]")
_BEHIND_HOUSE = np.array([sign in b" ,abcdqtABCDQT" for sign in range(256)])
# whatever the two patterns below match, and little more: bytes beyond ASCII pass for white space
_SECRET_WORDS = (
    rb"(?i)\b(?:mots? de passe|mdp|password|passwd|passphrase|pwd|pass|secret|token|jeton|api[ _-]?key|"
    rb"cl(?:e|\xc3[\xa9\x89]) (?:api|secr(?:e|\xc3[\xa8\x88])te)|code pin|pin)\b"
    rb"[\x00-\x20\x80-\xff]{0,9}(?:est|is|:|=|->)|"
    rb"(?-i:AKIA|gh[pousr]_|xox[abprs]-|eyJ|sk_|\$2[aby]\$|\$argon2)"
)
_SECRET = re.compile(
    r"(?i)\b(?:mots? de passe|mdp|password|passwd|passphrase|pwd|pass|secret|token|jeton|api[ _-]?key|"
    r"cl[eé] (?:api|secr[eè]te)|code pin|pin)\b\s{0,3}(?:est|is|:|=|:=|->)\s{0,3}"
    r"[\"'«]?\s?([^\s\"'»,;]{4,200})"
)
_SECRET_SHAPES = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|"
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|sk_(?:live|test)_[A-Za-z0-9]{16,}|"
    r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$argon2[a-z]{1,2}\$[^\s,;\"']{20,200})"
)


def _table(signs: bytes) -> bytes:
    """A translation to 1 for white space and `signs`, to 0 for the rest."""
    return bytes(int(sign <= _SPACE or sign in signs) for sign in range(256))


_MAIL_ENDS = _table(b"@<>()[]{}\"',;:|=/\\")
_DOMAIN_ENDS = bytes(
    int(not (chr(sign).isalnum() or sign in b"-._" or sign >= _ASCII)) for sign in range(256)
)
_MAIL_TAIL = np.array([sign in b".-_" for sign in range(256)])
_WORD_TAIL = np.array([sign in b".!?:" for sign in range(256)])
_WORD_ENDS = (_table(b"\"',;()[]{}<>"), _table(b"\"',;()[]{}<>=:|"))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a block: the place of each in the block, its kind, its digest, and whether it is sure."""

    places: Places
    kinds: Bytes
    digests: Digests
    sure: Mask

    def at(self, chosen: Mask) -> "Tokens":
        """The tokens that a mask chooses."""
        return Tokens(self.places[chosen], self.kinds[chosen], self.digests[chosen], self.sure[chosen])

    def taken(self, places: Places) -> "Tokens":
        """The tokens at some places of the list, which may repeat."""
        return Tokens(self.places[places], self.kinds[places], self.digests[places], self.sure[places])


def joined(found: Sequence[Tokens]) -> Tokens:
    """Several sets of tokens as one."""
    if not found:
        none = np.empty(0, np.int64)
        return Tokens(none, none.astype(np.uint8), none.astype(np.uint64), none.astype(bool))
    return Tokens(
        np.concatenate([one.places for one in found]),
        np.concatenate([one.kinds for one in found]),
        np.concatenate([one.digests for one in found]),
        np.concatenate([one.sure for one in found]),
    )


def tokens(
    held: Block, digester: Digester, kinds: Container[int] = ALL, *, gathering: bool = False
) -> Tokens:
    """The strong identifiers of `kinds` in a block.

    When gathering, only what is an identifier for sure by its shape, its check or a word before it, secrets
    among them; when searching, also every number of a fitting length and every word that may be a secret.
    """
    parts = groups(held)
    found = list[Tokens]()
    for kind, find in _FINDERS.items():
        if kind in kinds:
            found += find(held, digester, parts, gathering)
    return joined(found)


def digested(texts: list[str], kind: int, digester: Digester) -> Digests:
    """Digests of texts that are taken as they are."""
    raw = [text.encode("utf-8", "surrogatepass") for text in texts]
    sizes = np.fromiter(map(len, raw), dtype=np.int64, count=len(raw))
    ends = np.cumsum(sizes)
    data = np.frombuffer(b"".join(raw) + bytes(8), dtype=np.uint8)
    return digester.spans(data, ends - sizes, ends, salt=kind)


def number_digests(values: Digests, digits: Places, digester: Digester) -> Digests:
    """Digests of numbers; 0123 is another number than 123."""
    return digester.numbers(values + digits.astype(np.uint64) * np.uint64(1 << 59), salt=NUMBER)


def phone_digests(values: Digests, digester: Digester) -> Digests:
    """Digests of phones: the country and the leading 0 do not count."""
    return digester.numbers(values % audit_numbers.PHONE_SPACE, salt=PHONE)


def is_secret_like(word: str) -> bool:
    """Tell a secret from a word of prose: long enough, of two kinds of signs at least."""
    kinds = (
        any(sign.isdigit() for sign in word),
        any(sign.islower() for sign in word) and any(sign.isupper() for sign in word[1:]),
        any(not sign.isalnum() for sign in word),
    )
    return len(word) >= _SHORTEST_SECRET and any(kinds) and any(sign.isalnum() for sign in word)


def _made(places: Places, kind: int, digests: Digests, sure: Mask | None = None) -> Tokens:
    marked = np.ones(len(places), dtype=bool) if sure is None else sure
    return Tokens(places, np.full(len(places), kind, dtype=np.uint8), digests, marked)


def _emails(held: Block, digester: Digester, _: Groups, __: bool) -> Iterator[Tokens]:  # noqa: FBT001 - one shape for all finders
    if b"@" not in held.raw:
        return
    at = np.flatnonzero(held.data == ord("@"))
    stops = np.flatnonzero(np.frombuffer(held.raw.translate(_MAIL_ENDS), dtype=bool))
    ends_ = np.flatnonzero(np.frombuffer(held.raw.translate(_DOMAIN_ENDS), dtype=bool))
    starts = stops[np.searchsorted(stops, at) - 1] + 1
    ends = ends_[np.searchsorted(ends_, at, side="right")]
    for _once in range(3):
        starts += held.data[starts] == ord(".")
        ends -= _MAIL_TAIL[held.data[ends - 1]]
    dots = np.flatnonzero(held.data == ord("."))
    dotted = np.searchsorted(dots, ends) > np.searchsorted(dots, at)
    right = (starts < at) & dotted & (ends > at + 1) & (ends - starts <= _LONGEST_MAIL)
    starts, ends = starts[right], ends[right]
    yield _made(starts, EMAIL, digester.spans(lowered(held.raw), starts, ends, salt=EMAIL))


def _ibans(held: Block, digester: Digester, parts: Groups, _: bool) -> Iterator[Tokens]:  # noqa: FBT001 - as above
    places, data, lengths = ibans(held, parts)
    starts = np.arange(len(places), dtype=np.int64) * (data.shape[1] if len(places) else 0)
    flat = np.concatenate((data.ravel(), np.zeros(8, np.uint8)))
    if len(places) and int(lengths.min()) == int(lengths.max()):
        digests = digester.even(flat, int(lengths[0]), data.shape[1], len(places), salt=IBAN)
    else:
        digests = digester.spans(flat, starts, starts + lengths, salt=IBAN)
    yield _made(places, IBAN, digests)


def _numbers(held: Block, digester: Digester, parts: Groups, gathering: bool) -> Iterator[Tokens]:  # noqa: FBT001 - as above
    found = runs(held, parts)
    if not len(found.starts):
        yield from _corsicans(held, digester)
        return
    nirs = audit_numbers.nir(found)
    right = audit_numbers.sums_right(found, ~nirs)
    sure = nirs | audit_numbers.in_groups(held, found, right)
    sure |= audit_numbers.named(held, found, right & ~sure)
    vats = audit_numbers.vat(held, found)
    digests = number_digests(found.values, found.digits, digester)
    if gathering:
        yield _made(found.starts[sure], NUMBER, digests[sure])
        bare = found.values[nirs] // _NIR_WITHOUT_KEY
        thirteen = np.full(len(bare), _SURE_DIGITS, dtype=np.int64)
        yield _made(found.starts[nirs], NUMBER, number_digests(bare, thirteen, digester))
    else:
        sure |= found.digits >= _SURE_DIGITS
        yield _made(found.starts, NUMBER, digests, sure)
    sirens = found.values[vats] % audit_numbers.PHONE_SPACE
    nine = np.full(len(sirens), audit_numbers.PHONE_DIGITS, dtype=np.int64)
    yield _made(found.starts[vats], NUMBER, number_digests(sirens, nine, digester))
    spelt = audit_numbers.phones(held, found)
    chosen = spelt if gathering else found.digits <= _MOST_PHONE_DIGITS
    yield _made(found.starts[chosen], PHONE, phone_digests(found.values[chosen], digester), spelt[chosen])
    yield from _corsicans(held, digester)


def _corsicans(held: Block, digester: Digester) -> Iterator[Tokens]:
    """NIR of people born in Corsica, where two digits are 2A or 2B."""
    if held.layout and b"0a" not in held.layout:
        return
    letters = np.flatnonzero(held.data[:-1] == ord("2")) + 1
    letters = letters[_CORSICAN[held.data[letters]]]
    places, texts = list[int](), list[str]()
    for place in letters.tolist():
        start = max(0, place - 13)
        for number in _CORSICA.finditer(held.raw, start, place + 23):
            plain = b"".join(number.groups()).decode()
            sex, year, month, letter, *rest = (part.decode() for part in number.groups())
            body = f"{sex}{year}{month}{'19' if letter in 'Aa' else '18'}{rest[0]}{rest[1]}"
            if 97 - int(body) % 97 == int(rest[2]):
                places.append(number.start())
                texts.append(plain.upper())
    if places:
        yield _made(np.array(places, dtype=np.int64), NUMBER, digested(texts, NUMBER, digester))


def _addresses(held: Block, digester: Digester, parts: Groups, _: bool) -> Iterator[Tokens]:  # noqa: FBT001 - as above
    if held.layout and not _IN_LAYOUT.search(held.layout):
        return
    sizes, gaps = parts.sizes, parts.starts[1:] - parts.ends[:-1]
    near = (sizes[:-1] <= _HOUSE_DIGITS) & (sizes[1:] == _POSTCODE_DIGITS) & (gaps >= 8) & (gaps <= 90)  # noqa: PLR2004 - a street
    first = np.flatnonzero(near)
    follows = held.data[parts.ends[first]]
    first = first[_BEHIND_HOUSE[follows]]
    lines = np.flatnonzero(held.data == _LINE_END)
    same = np.searchsorted(lines, parts.starts[first]) == np.searchsorted(lines, parts.starts[first + 1])
    first = first[same]
    if not len(first):
        return
    starts, ends = parts.starts[first], parts.ends[first + 1]
    # in ASCII folding moves nothing
    beyond = np.flatnonzero(held.data >= _ASCII)
    moved = np.searchsorted(beyond, starts) < np.searchsorted(beyond, ends)
    places = held._replace(starts=starts[~moved], ends=ends[~moved])
    for begun, flat in (
        (starts[~moved], folded_in_place(places)),
        (starts[moved], folded(cut(held.data, starts[moved], ends[moved]))),
    ):
        right = _in_streets(flat)
        if right.any():
            bare = without_spaces(flat)
            digests = digester.spans(bare.data, bare.starts[right], bare.ends[right], salt=ADDRESS)
            yield _made(begun[right], ADDRESS, digests)


def _in_streets(flat: Block) -> Mask:
    """Whether folded texts begin with a house number in a street."""
    if not len(flat.starts):
        return np.zeros(0, dtype=bool)
    # every other text is what stands between two of them
    offsets = np.column_stack((flat.starts, flat.ends)).ravel().astype(np.int32)
    texts = pa.Array.from_buffers(
        pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(flat.data)]
    )
    return np.asarray(pc.match_substring_regex(texts, _STREET))[::2]


def _secrets(held: Block, digester: Digester, _: Groups, gathering: bool) -> Iterator[Tokens]:  # noqa: FBT001 - as above
    if not gathering:
        yield from _words(held, digester)
        return
    if held.layout and held.layout.count(b"a") <= _FEW_LETTERS and not _SAYS.search(held.layout):
        return
    whole = pa.array([held.raw], pa.binary())
    if not pc.match_substring_regex(whole, _SECRET_WORDS)[0].as_py():
        return
    lines = lines_of(held)
    places, words = list[int](), list[str]()
    for number in np.flatnonzero(pc.match_substring_regex(lines.texts, _SECRET_WORDS)):
        text = held.raw[lines.starts[number] : lines.ends[number]].decode("utf-8", "replace")
        said = [found.group(1).rstrip(".!?:)") for found in _SECRET.finditer(text)]
        said = [word for word in said if is_secret_like(word)]
        said += [found.group() for found in _SECRET_SHAPES.finditer(text)]
        words += said
        places += [int(lines.starts[number])] * len(said)
    if words:
        yield _made(np.array(places, dtype=np.int64), SECRET, digested(words, SECRET, digester))


def _words(held: Block, digester: Digester) -> Iterator[Tokens]:
    for table in _WORD_ENDS:
        stops = np.flatnonzero(np.frombuffer(held.raw.translate(table), dtype=bool))
        starts, ends = stops[:-1] + 1, stops[1:].copy()
        for _once in range(2):
            ends -= (ends > starts) & _WORD_TAIL[held.data[ends - 1]]
        right = (ends - starts >= 4) & (ends - starts <= _LONGEST_SECRET)  # noqa: PLR2004 - the shortest word
        starts, ends = starts[right], ends[right]
        yield _made(starts, SECRET, digester.spans(held.data, starts, ends, salt=SECRET))


class Lines(NamedTuple):
    """The lines of a block, and the same as an Arrow array."""

    starts: Places
    ends: Places
    texts: pa.Array


def lines_of(held: Block) -> Lines:
    """Cut a block into its lines."""
    stops = np.flatnonzero(held.data == _LINE_END)
    offsets = (stops + 1).astype(np.int32)
    texts = pa.Array.from_buffers(
        pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(held.raw)]
    )
    return Lines(stops[:-1] + 1, stops[1:], texts)


_FINDERS: dict[int, Callable[[Block, Digester, Groups, bool], Iterator[Tokens]]] = {
    EMAIL: _emails,
    IBAN: _ibans,
    NUMBER: _numbers,
    ADDRESS: _addresses,
    SECRET: _secrets,
}
