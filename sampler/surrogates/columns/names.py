"""Whole columns of full names of two words, and of addresses that begin with a house number.

As in `column_numbers`: what is understood here comes out as the scalar mapping writes it, to the byte.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.memory import Images, Memory
from sampler.surrogates.columns.numbers import Lane
from sampler.surrogates.columns.words import joined_names, words_read
from sampler.surrogates.persons import Persons
from sampler.surrogates.places import ADDRESS, Places
from sampler.surrogates.runs import Column, DigitStream
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, Mask, cut, texts_of

_MOST_DIGITS = 4
_APART = r"^[^\s,;/&()\"]+ [^\s,;/&()\"]+$"
_STREET = r"^[0-9]{1,4} [A-Za-z\x{c0}-\x{17f}][^0-9\r\n]*$"
_SPACE = pa.scalar(" ")


class Streets:
    """The mapping of columns of addresses `number street`; remembers streets, a bounded number."""

    def __init__(self, slots: Slots, bijections: Bijections, places: Places) -> None:
        self._slots, self._bijections, self._places = slots, bijections, places
        self._streets = Memory(self._read)

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
        written, *tweaks = self._streets(streets)
        self._write_houses(column.digits, widths, [words.to_numpy() for words in tweaks])
        houses = texts_of(np.concatenate([[0], np.cumsum(widths)]), column.digits.signs.copy())
        new = pc.binary_join_element_wise(houses, written, "")
        if len(values) == len(texts):
            return new, handled
        order = np.arange(len(texts))
        order[values] = len(texts) + np.arange(len(values))
        return pa.concat_arrays([texts, new]).take(pa.array(order)), handled

    def _write_houses(self, digits: DigitStream, widths: I64, tweaks: list[U64]) -> None:
        for width in range(1, _MOST_DIGITS + 1):
            rows = np.flatnonzero(widths == width)
            starts = digits.starts[rows]
            numbers = digits.numbers(starts, width)
            new = numbers.copy()
            for size in range(1, width + 1):
                low = 10 ** (size - 1)
                those = np.flatnonzero((numbers >= low) & (numbers < 10 * low))
                moved = numbers[those] - np.uint64(low)
                moved = self._bijections.derange_all("house", moved, 9 * low, tweaks[size - 1][rows[those]])
                new[those] = moved + np.uint64(low)
            digits.write(starts, width, new)

    def _read(self, streets: list[str]) -> Images:
        """What each street becomes, and the tweaks of its house numbers of one to four digits."""
        labels = [self._places.house_label("1" + street) for street in streets]
        sizes = (9 * 10**place for place in range(_MOST_DIGITS))
        return [
            pa.array([self._places.behind_house(street) for street in streets], pa.string()),
            *(pa.array(self._bijections.tweaks("house", size, labels)) for size in sizes),
        ]


class FullNames:
    """The mapping of columns of full names; remembers words, a bounded number."""

    def __init__(self, slots: Slots, persons: Persons) -> None:
        self._slots = slots
        self._words = words_read(persons.plain)

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


def address_column(slots: Slots, bijections: Bijections, places: Places) -> Lane:
    """The mapping of whole columns of addresses."""
    return Streets(slots, bijections, places).addresses


def person_column(slots: Slots, persons: Persons) -> Lane:
    """The mapping of whole columns of full names."""
    return FullNames(slots, persons).names
