"""Whole columns of e-mail addresses and user names in small letters: mailbox and host mapped word by word.

A mailbox of two words that the deal's dictionary reads one way only is put together from the two words'
surrogates, one of a known owner from the owner's names; any other is read once per batch for all its numbers.
As in `column_numbers`, what is understood here comes out as the scalar mapping writes it, to the byte.
"""

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.memory import Memory
from sampler.surrogates.columns.owners import NOBODY, Among, Owners
from sampler.surrogates.columns.tokens import numbers_deranged
from sampler.surrogates.columns.words import joined_names, words_read
from sampler.surrogates.domains import Domains
from sampler.surrogates.mail import EMAIL, USERNAME, Mail
from sampler.surrogates.persons import Persons
from sampler.surrogates.runs import DigitStream
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import (
    I64,
    Bytes,
    Mask,
    bytes_of,
    counts_in,
    cut,
    remembered,
    running,
    texts_of,
)

_LETTERS, _DIGITS, _SIGNS, _AT, _OTHER = 1, 2, 3, 4, 5
_CLASSES: Bytes = np.full(256, _OTHER, dtype=np.uint8)
_CLASSES[ord("a") : ord("z") + 1] = _LETTERS
_CLASSES[ord("0") : ord("9") + 1] = _DIGITS
_CLASSES[[ord(sign) for sign in "._-"]] = _SIGNS
_CLASSES[ord("@")] = _AT
_MOST_DIGITS = 15
_KEPT = 1 << 16
_AT_SIGN, _NOTHING = pa.scalar("@"), pa.scalar("")


class MailColumn:
    """The mapping of columns of addresses; remembers words, hosts and mailboxes, a bounded number."""

    def __init__(
        self, slots: Slots, bijections: Bijections, mail: Mail, domains: Domains, persons: Persons
    ) -> None:
        self._slots, self._bijections = slots, bijections
        self._mail, self._persons = mail, persons
        self._roles = words_read(mail.plain)
        self._hosts = Memory(lambda hosts: [pa.array(list(map(domains.domain, hosts)), pa.string())])
        self._boxes: dict[str, str] = {}
        self._owned: dict[str, str] = {}

    @cached_property
    def _owners(self) -> Owners:
        return Owners(self._mail.accounts, self._persons.mapped_given, self._persons.mapped_surname)

    @cached_property
    def _addresses(self) -> Among:
        return Among([account for account in self._mail.accounts if "@" in account])

    def take_over(self, other: "MailColumn") -> None:
        """Remember what `other` remembers: words alone decide it, under the same names and key."""
        self._boxes = other._boxes  # noqa: SLF001 - of this class

    def emails(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """Addresses `words@host`, digits at the end of the mailbox at most."""
        offsets, data = bytes_of(texts)
        body = data[: offsets[-1]]
        kinds = _CLASSES.take(body)
        before = running(kinds == _AT)
        fitting = (np.diff(before[offsets]) == 1) & (counts_in(kinds == _OTHER, offsets) == 0)
        if not fitting.any():
            return texts, fitting
        at = np.zeros(len(texts), dtype=np.int64)
        at[fitting] = np.flatnonzero(kinds == _AT)[before[offsets[:-1][fitting]]]
        fitting &= (at > offsets[:-1]) & (at + 1 < offsets[1:])
        last = data[np.maximum(offsets[1:] - 1, 0)]
        fitting &= (_CLASSES[last] <= _DIGITS) & (self._slots.bumps(EMAIL, texts) == 0)
        fitting &= ~self._addresses(texts)
        fitting &= ~pc.ends_with(texts, pattern="example").to_numpy(zero_copy_only=False)
        values = np.flatnonzero(fitting)
        boxes, handled = self._mailboxes(data, kinds, offsets[:-1][values], at[values])
        values = values[handled]
        _, host = cut(data, at[values], at[values] + 1, offsets[1:][values])
        return _put(
            texts,
            values,
            pc.binary_join_element_wise(boxes, *self._hosts(host), _AT_SIGN),
        )

    def usernames(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """User names of small letters, digits at the end at most."""
        offsets, data = bytes_of(texts)
        kinds = _CLASSES.take(data[: offsets[-1]])
        strange = counts_in(kinds >= _AT, offsets)
        fitting = (strange == 0) & (np.diff(offsets) > 0) & (self._slots.bumps(USERNAME, texts) == 0)
        values = np.flatnonzero(fitting)
        boxes, handled = self._mailboxes(data, kinds, offsets[:-1][values], offsets[1:][values])
        values = values[handled]
        new, done = _put(texts, values, boxes)
        same = pc.equal(new, texts).to_numpy(zero_copy_only=False)
        return new, done & ~same

    def _mailboxes(self, data: Bytes, kinds: Bytes, starts: I64, ends: I64) -> tuple[pa.Array, Mask]:
        """New mailboxes of the texts from `starts` to `ends`, and which of them were mapped."""
        unowned = partial(self._stems, data, kinds)
        if not self._mail.accounts:
            return self._by_words(data, kinds, starts, ends, unowned)
        (boxes,) = cut(data, starts, ends)
        whose = self._owners.of(boxes)
        free, owned = np.flatnonzero(whose == NOBODY), np.flatnonzero(whose >= 0)
        new, done = self._by_words(data, kinds, starts[free], ends[free], unowned)

        def of_owner(rows: I64, starts: I64, stops: I64) -> pa.Array:
            return self._owners.stems(whose[owned[rows]], *_parts(data, kinds, starts, stops))

        short, read = self._by_words(data, kinds, starts[owned], ends[owned], of_owner)
        rest = np.concatenate([owned[~read], np.flatnonzero((whose < 0) & (whose != NOBODY))])
        slow = self._each(boxes.take(pa.array(rest)), self._owned, self._mail.local)
        places = np.concatenate([free[done], owned[read], rest])
        handled = np.zeros(len(boxes), dtype=np.bool_)
        handled[places] = True
        return pa.concat_arrays([new, short, slow]).take(pa.array(np.argsort(places))), handled

    def _by_words(
        self, data: Bytes, kinds: Bytes, starts: I64, ends: I64, stems: Callable[[I64, I64, I64], pa.Array]
    ) -> tuple[pa.Array, Mask]:
        """Mailboxes without digits but at the end: what `stems` makes of their words, the digits deranged.

        `stems` is asked for rows, from where to where; what it answers with null is not handled.
        """
        # the words end where the digits at the end begin
        stops = ends.copy()
        for _ in range(_MOST_DIGITS):
            going = (stops > starts) & (kinds[np.maximum(stops - 1, 0)] == _DIGITS)
            if not going.any():
                break
            stops -= going
        handled: Mask = stops > starts
        handled &= kinds[np.maximum(stops - 1, 0)] != _DIGITS
        before = running(kinds == _DIGITS)
        handled &= before[stops] == before[starts]
        rows = np.flatnonzero(handled)
        new = stems(rows, starts[rows], stops[rows])
        if new.null_count:
            known = new.is_valid().to_numpy(zero_copy_only=False)
            handled[rows[~known]] = False
            rows, new = rows[known], new.drop_null()
        numbers = self._numbers(data, stops[rows], ends[rows])
        return pc.binary_join_element_wise(new, numbers, _NOTHING), handled

    def _stems(self, data: Bytes, kinds: Bytes, _: I64, starts: I64, stops: I64) -> pa.Array:
        """The words of each mailbox mapped: two plain ones each by itself, others together.

        "mdupont" of "mdupont2" is nobody's account here, though the mailbox "mdupont" may be somebody's.
        """
        marks = np.flatnonzero(kinds == _SIGNS)
        if not len(marks):
            return self._each(cut(data, starts, stops)[0], self._boxes, self._mail.unowned)
        first = running(kinds == _SIGNS)[starts]
        mark = marks[np.minimum(first, len(marks) - 1)]
        # one sign between two words: the next one, if any, stands behind the mailbox
        following = marks[np.minimum(first + 1, len(marks) - 1)]
        two = np.flatnonzero(
            (mark > starts) & (mark < stops - 1) & ((following >= stops) | (following == mark))
        )
        head, sign, tail = cut(data, starts[two], mark[two], mark[two] + 1, stops[two])
        pairs = joined_names(self._roles(head), self._roles(tail), sign)
        plain = pairs.is_valid().to_numpy(zero_copy_only=False)
        others = np.ones(len(starts), dtype=np.bool_)
        others[two[plain]] = False
        rest = np.flatnonzero(others)
        if not len(rest):
            return pairs
        read = self._each(cut(data, starts[rest], stops[rest])[0], self._boxes, self._mail.unowned)
        order = np.empty(len(starts), dtype=np.int64)
        order[two] = np.arange(len(two))
        order[rest] = len(two) + np.arange(len(rest))
        return pa.concat_arrays([pairs, read]).take(pa.array(order))

    def _numbers(self, data: Bytes, stops: I64, ends: I64) -> pa.Array:
        """The digits at the end of each mailbox, deranged."""
        widths = ends - stops
        (texts,) = cut(data, stops, ends)
        offsets, signs = bytes_of(texts)
        digits = DigitStream(signs[: offsets[-1]], widths)
        for width in np.flatnonzero(np.bincount(widths)).tolist():
            starts = digits.starts[widths == width]
            numbers = digits.numbers(starts, width)
            digits.write(starts, width, numbers_deranged(self._bijections, "mailbox", numbers))
        return texts_of(offsets, digits.signs.copy())

    def _each(self, texts: pa.Array, store: dict[str, str], mapper: Callable[[str], str]) -> pa.Array:
        encoded = texts.dictionary_encode()
        new = remembered(store, encoded.dictionary.to_pylist(), mapper, _KEPT)
        return pa.array(new, pa.string()).take(encoded.indices)


def _parts(data: Bytes, kinds: Bytes, starts: I64, stops: I64) -> list[pa.Array]:
    """Head, sign and tail of each mailbox: its first letter and a sign, or nothing before the rest."""
    apart = (kinds[np.minimum(starts + 1, len(kinds) - 1)] == _SIGNS) & (starts + 1 < stops)
    return cut(data, starts, starts + apart, starts + 2 * apart, stops)


def _put(texts: pa.Array, values: I64, new: pa.Array) -> tuple[pa.Array, Mask]:
    """`texts` with those at `values` replaced, and which those are."""
    handled: Mask = np.zeros(len(texts), dtype=np.bool_)
    handled[values] = True
    if len(values) == len(texts):
        return new, handled
    order = np.arange(len(texts))
    order[values] = len(texts) + np.arange(len(values))
    return pa.concat_arrays([texts, new]).take(pa.array(order)), handled
