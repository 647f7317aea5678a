"""Whole columns of e-mail addresses and user names in small letters: mailbox and host mapped word by word.

A mailbox of two words that the deal's dictionary reads one way only is put together from the two words'
surrogates, one of a known owner from the owner's names; any other is read once for all its numbers.
As in `column_numbers`, what is understood here comes out as the scalar mapping writes it, to the byte.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.boxes import Boxes
from sampler.surrogates.columns.letters import LETTER_WORDS
from sampler.surrogates.columns.owners import NOBODY, Owners, ended
from sampler.surrogates.columns.pieces import Pieces
from sampler.surrogates.columns.spellings import Spellings
from sampler.surrogates.columns.tokens import numbers_deranged
from sampler.surrogates.columns.watched import Watched
from sampler.surrogates.domains import Domains
from sampler.surrogates.mail import EMAIL, USERNAME, Mail
from sampler.surrogates.persons import Persons
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, Mask, remembered

_KEPT = 1 << 16
_HOST_WORDS = 6
_HOST_BYTES = 8 * _HOST_WORDS
_STEM, _HOST = re.compile(r"[a-z._-]+"), re.compile(r"[a-z0-9._-]*[a-z0-9]")
_HEAD, _SIGN, _TAIL, _NUMBER, _BEHIND = range(5)
_SIGNS = pa.array([".", "_", "-"])
_SIGN_PLACES = np.zeros(256, dtype=np.int64)
_SIGN_PLACES[[ord(sign) for sign in ".-_"]] = 0, 2, 1


class MailColumn:
    """The mapping of columns of addresses; remembers words, hosts and mailboxes, a bounded number.

    What is not mapped here is left to the scalar rules, and comes out as "".
    """

    def __init__(
        self, slots: Slots, bijections: Bijections, mail: Mail, domains: Domains, persons: Persons
    ) -> None:
        self._slots, self._bijections = slots, bijections
        self._mail, self._domains, self._persons = mail, domains, persons
        self._words = Spellings(self._plain, words=LETTER_WORDS, wide=2)
        self._alone = Spellings(self._only, words=LETTER_WORDS, wide=1)
        self._hosts = Spellings(self._host, words=_HOST_WORDS, wide=1)
        self._boxes: dict[str, str | None] = {}
        self._owned: dict[str, str | None] = {}
        self._watching: dict[str, tuple[frozenset[str], Watched | None]] = {}

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self._mail.accounts, self._persons.mapped_given, self._persons.mapped_surname)

    def take_over(self, other: "MailColumn") -> None:
        """Remember what `other` remembers: words alone decide it, under the same names and key."""
        self._boxes = other._boxes  # noqa: SLF001 - of this class

    def emails(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """Addresses `words@host`, digits at the end of the mailbox at most."""
        boxes = Boxes(texts)
        signs, begin = boxes.signs, boxes.ends + 1
        lengths = signs.ends - begin
        fitting = boxes.fitting & (lengths > 0) & (lengths <= _HOST_BYTES)
        rows = np.flatnonzero(fitting & (signs.data[signs.ends - 1] > 0))
        hosts = self._hosts.places(signs.keys(begin[rows], signs.ends[rows], _HOST_WORDS))
        known = self._hosts.known[0][hosts]
        if not known.all():
            rows, hosts = rows[known], hosts[known]
        pieces = Pieces(len(texts), _BEHIND + 1)
        pieces.put(_BEHIND, rows, pieces.add(self._hosts.images) + hosts)
        handled = self._put(EMAIL, texts, boxes, rows, pieces)
        return pieces.texts(handled), handled

    def usernames(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """User names of small letters, digits at the end at most."""
        boxes = Boxes(ended(texts))
        rows = np.flatnonzero(boxes.fitting & (boxes.ends + 1 == boxes.signs.ends))
        pieces = Pieces(len(texts), _BEHIND)
        handled = self._put(USERNAME, texts, boxes, rows, pieces)
        new = pieces.texts(handled)
        same = pc.equal(new, texts).to_numpy(zero_copy_only=False)
        return new, handled & ~same

    def _put(self, kind: str, texts: pa.Array, boxes: Boxes, rows: I64, pieces: Pieces) -> Mask:
        """Put the pieces of the new mailboxes of `rows`, and tell which were mapped."""
        handled: Mask = np.zeros(len(texts), dtype=np.bool_)
        handled[rows] = True
        new = numbers_deranged(self._bijections, "mailbox", boxes.numbers[rows])
        pieces.put_digits(_NUMBER, rows, new, boxes.widths[rows])
        pieces.put(_SIGN, rows, np.zeros(len(rows), dtype=np.int64))
        plain: Mask = boxes.pair[rows] | boxes.alone[rows]
        usual, unusual = rows[plain], rows[~plain]
        watched = self._watched(kind)
        if self._mail.accounts or watched:
            keys = boxes.keys(usual)
            if watched:
                handled[watched.among(texts, usual, keys, unusual)] = False
            if self._mail.accounts:
                usual, unusual = self._put_owned(boxes, usual, keys, unusual, pieces)
        pair = boxes.pair[usual]
        unread = self._put_pairs(boxes, usual[pair], pieces)
        handled[self._put_alone(boxes, usual[~pair], pieces)] = False
        rest = np.sort(np.concatenate([unread, unusual]))
        handled[self._put_each(rest, boxes.words(rest), self._boxes, self._stem, pieces)] = False
        return handled

    def _put_owned(
        self, boxes: Boxes, usual: I64, keys: U64, unusual: I64, pieces: Pieces
    ) -> tuple[I64, I64]:
        """Put the mailboxes whose owner is known; those rows that are nobody's are left."""
        whose = self._owners.of(keys)
        owned = np.flatnonzero(whose != NOBODY)
        rows = usual[owned]
        stems = self._owners.stems(whose[owned], boxes, rows)
        begin = pieces.add(self._owners.parts)
        pieces.put(_HEAD, rows, begin + stems.head)
        pieces.put(_TAIL, rows, begin + stems.tail)
        signed = rows[stems.signed]
        pieces.put(_SIGN, signed, pieces.add(_SIGNS) + _SIGN_PLACES[boxes.sign[signed]])
        known = [box in self._mail.accounts for box in boxes.whole(unusual).to_pylist()]
        others = np.array(known, dtype=np.bool_)
        slow = np.sort(np.concatenate([rows[~stems.read], unusual[others]]))
        self._put_each(slow, boxes.whole(slow), self._owned, self._mail.local, pieces)
        # a mailbox mapped as one piece has its number in it
        for number in (_SIGN, _TAIL, _NUMBER):
            pieces.put(number, slow, np.zeros(len(slow), dtype=np.int64))
        return usual[whose == NOBODY], unusual[~others]

    def _put_pairs(self, boxes: Boxes, rows: I64, pieces: Pieces) -> I64:
        """Put the mailboxes of two words each of which stands for itself; the others are left.

        A word that is both a first name and a surname follows the other one; two such words are left.
        """
        both = np.concatenate([boxes.head[:, rows], boxes.tail[:, rows]], axis=1)
        places = self._words.places(both)
        head, tail = places[: len(rows)], places[len(rows) :]
        given, surname = self._words.known
        forward, backward = given[head] & surname[tail], surname[head] & given[tail]
        begin = pieces.add(self._words.images)
        pieces.put(_HEAD, rows, begin + 2 * head + backward)
        pieces.put(_SIGN, rows, pieces.add(_SIGNS) + _SIGN_PLACES[boxes.sign[rows]])
        pieces.put(_TAIL, rows, begin + 2 * tail + forward)
        left: I64 = rows[forward == backward]
        for number in (_SIGN, _TAIL):
            pieces.put(number, left, np.zeros(len(left), dtype=np.int64))
        return left

    def _put_alone(self, boxes: Boxes, rows: I64, pieces: Pieces) -> I64:
        """Put the mailboxes of one word; what is no word is left.

        "mdupont" of "mdupont2" is nobody's account here, though the mailbox "mdupont" may be somebody's.
        """
        places = self._alone.places(boxes.head[:, rows])
        pieces.put(_HEAD, rows, pieces.add(self._alone.images) + places)
        left: I64 = rows[~self._alone.known[0][places]]
        return left

    def _put_each(
        self,
        rows: I64,
        texts: pa.Array,
        store: dict[str, str | None],
        mapper: Callable[[str], str | None],
        pieces: Pieces,
    ) -> I64:
        """Put what `mapper` makes of `texts` as the only words of mailboxes; tell which it leaves."""
        new = pa.array(remembered(store, texts.to_pylist(), mapper, _KEPT), pa.string())
        pieces.put(_HEAD, rows, pieces.add(new) + np.arange(len(rows)))
        left: I64 = rows[new.is_null().to_numpy(zero_copy_only=False)]
        return left

    def _plain(self, word: str) -> Sequence[str | None]:
        return self._mail.plain(word) if word.isascii() and word.isalpha() else (None, None)

    def _only(self, word: str) -> Sequence[str | None]:
        return remembered(self._boxes, [word], self._stem, _KEPT)

    def _stem(self, text: str) -> str | None:
        return self._mail.unowned(text) if _STEM.fullmatch(text) else None

    def _host(self, host: str) -> Sequence[str | None]:
        fits = _HOST.fullmatch(host) and not host.endswith("example")
        return ["@" + self._domains.domain(host) if fits else None]

    def _watched(self, kind: str) -> Watched | None:
        """The values that were moved, and accounts that are whole addresses: for the scalar rules."""
        moved = self._slots.moved(kind)
        known = self._watching.get(kind)
        if known is None or known[0] is not moved:
            texts = list(moved)
            if kind == EMAIL:
                accounts = self._mail.accounts.accounts
                texts += accounts.filter(pc.match_substring(accounts, "@")).to_pylist()
            listed = pa.array(texts, pa.string())
            boxes = Boxes(listed if kind == EMAIL else ended(listed))
            known = self._watching[kind] = moved, Watched(texts, boxes) if texts else None
        return known[1]
