"""Whole columns of full names of two words, and of addresses that begin with a house number.

As in `column_numbers`: what is understood here comes out as the scalar mapping writes it, to the byte.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.numbers import Lane
from sampler.surrogates.columns.words import joined_names
from sampler.surrogates.persons import Persons
from sampler.surrogates.places import ADDRESS, Places
from sampler.surrogates.runs import Column, DigitStream
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, Mask, cut, remembered, texts_of

_KEPT = 1 << 16
_MOST_DIGITS = 4
_APART = r"^[^\s,;/&()\"]+ [^\s,;/&()\"]+$"
_STREET = r"^[0-9]{1,4} [A-Za-z\x{c0}-\x{17f}][^0-9\r\n]*$"
_GIVEN, _SURNAME = 0, 1
_SPACE = pa.scalar(" ")


class Streets:
    """The mapping of columns of addresses `number street`; remembers streets, a bounded number."""

    def __init__(self, slots: Slots, bijections: Bijections, places: Places) -> None:
        self._slots, self._bijections, self._places = slots, bijections, places
        self._known: dict[str, tuple[str, list[int]]] = {}

    def addresses(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """Addresses without other digits than those of the house."""
        handled: Mask = pc.match_substring_regex(texts, _STREET).to_numpy(zero_copy_only=False)
        if self._slots.any_bump(ADDRESS) or not handled.any():
            return texts, np.zeros(len(texts), dtype=np.bool_)
        values = np.flatnonzero(handled)
        column = Column(texts.take(pa.array(values)))
        tidy = column.edges()
        if not tidy.all():
            handled[values[~tidy]] = False
            values = values[tidy]
            column = Column(texts.take(pa.array(values)))
        widths, ends = column.digit_counts, column.offsets[1:]
        (streets,) = cut(column.data, column.offsets[:-1] + widths, ends)
        encoded = streets.dictionary_encode()
        read = remembered(self._known, encoded.dictionary.to_pylist(), self._street, _KEPT)
        written = pa.array([new for new, _ in read], pa.string()).take(encoded.indices)
        self._write_houses(
            column.digits, widths, np.array([t for _, t in read], dtype=np.uint64)[encoded.indices.to_numpy()]
        )
        houses = texts_of(np.concatenate([[0], np.cumsum(widths)]), column.digits.signs.copy())
        new = pc.binary_join_element_wise(houses, written, "")
        if len(values) == len(texts):
            return new, handled
        order = np.arange(len(texts))
        order[values] = len(texts) + np.arange(len(values))
        return pa.concat_arrays([texts, new]).take(pa.array(order)), handled

    def _write_houses(self, digits: DigitStream, widths: I64, tweaks: U64) -> None:
        for width in range(1, _MOST_DIGITS + 1):
            rows = np.flatnonzero(widths == width)
            starts = digits.starts[rows]
            numbers = digits.numbers(starts, width)
            new = numbers.copy()
            for size in range(1, width + 1):
                low = 10 ** (size - 1)
                those = np.flatnonzero((numbers >= low) & (numbers < 10 * low))
                moved = numbers[those] - np.uint64(low)
                moved = self._bijections.derange_all("house", moved, 9 * low, tweaks[rows[those], size - 1])
                new[those] = moved + np.uint64(low)
            digits.write(starts, width, new)

    def _street(self, text: str) -> tuple[str, list[int]]:
        """What stands behind the number, mapped, and the tweaks of house numbers of one to four digits."""
        new, label = self._places.address("1" + text), self._places.house_label("1" + text)
        sizes = (9 * 10**place for place in range(_MOST_DIGITS))
        return new[1:], [self._bijections.tweak("house", size, label) for size in sizes]


class FullNames:
    """The mapping of columns of full names; remembers words, a bounded number."""

    def __init__(self, slots: Slots, persons: Persons) -> None:
        self._slots, self._persons = slots, persons
        self._known: dict[str, tuple[str | None, str | None]] = {}

    def names(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """Names of two words with one space, each of which the deal's dictionary reads one way only."""
        handled: Mask = pc.match_substring_regex(texts, _APART).to_numpy(zero_copy_only=False)
        if self._slots.any_bump("PERSON") or not handled.any():
            return texts, np.zeros(len(texts), dtype=np.bool_)
        values = np.flatnonzero(handled)
        column = Column(texts.take(pa.array(values)))
        gaps = np.flatnonzero(column.body == ord(" "))
        first, _, last = cut(column.data, column.offsets[:-1], gaps, gaps + 1, column.offsets[1:])
        new = joined_names(self._words(first), self._words(last), _SPACE)
        known = new.is_valid().to_numpy(zero_copy_only=False)
        handled[values[~known]] = False
        order = np.arange(len(texts))
        order[values[known]] = len(texts) + np.flatnonzero(known)
        return pa.concat_arrays([texts, new]).take(pa.array(order)), handled

    def _words(self, words: pa.Array) -> tuple[pa.Array, pa.Array]:
        encoded = words.dictionary_encode()
        read = remembered(self._known, encoded.dictionary.to_pylist(), self._persons.plain, _KEPT)
        given, surname = (
            pa.array([one[role] for one in read], pa.string()).take(encoded.indices)
            for role in (_GIVEN, _SURNAME)
        )
        return given, surname


def address_column(slots: Slots, bijections: Bijections, places: Places) -> Lane:
    """The mapping of whole columns of addresses."""
    return Streets(slots, bijections, places).addresses


def person_column(slots: Slots, persons: Persons) -> Lane:
    """The mapping of whole columns of full names."""
    return FullNames(slots, persons).names
