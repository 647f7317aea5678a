"""Whole columns of full names of two words, and of addresses that begin with a house number.

As in `column_numbers`: what is understood here comes out as the scalar mapping writes it, to the byte.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.by_layout import Lane
from sampler.surrogates.columns.memory import Images, Memory
from sampler.surrogates.columns.words import joined_names, words_read
from sampler.surrogates.persons import Persons
from sampler.surrogates.places import ADDRESS, Places
from sampler.surrogates.runs import Column
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, ZERO, Bytes, Mask, bytes_of, cut, modulo

_MOST_DIGITS = 4
_APART = r"^[^\s,;/&()\"]+ [^\s,;/&()\"]+$"
_STREET = r"^ [A-Za-z\x{c0}-\x{17f}]([^0-9\x00-\x1f]*[^0-9\x00-\x20])?$"
_TEN = np.uint64(10)
_SPACE, _NOTHING = pa.scalar(" "), pa.scalar("")


class Streets:
    """The mapping of columns of addresses `number street`; remembers streets, a bounded number."""

    def __init__(self, slots: Slots, bijections: Bijections, places: Places) -> None:
        self._slots, self._bijections, self._places = slots, bijections, places
        self._streets = Memory(self._read, _STREET)

    def addresses(self, texts: pa.Array) -> tuple[pa.Array, Mask]:
        """Addresses without other digits than those of the house."""
        handled = np.zeros(len(texts), dtype=np.bool_)
        if self._slots.any_bump(ADDRESS):
            return texts, handled
        offsets, data = bytes_of(texts)
        widths = _house_widths(data, offsets)
        values = np.flatnonzero(widths)
        starts, widths, ends = offsets[:-1][values], widths[values], offsets[1:][values]
        places, images = self._streets.found(cut(data, starts + widths, ends)[0])
        if places.null_count:
            known = places.is_valid().to_numpy(zero_copy_only=False)
            values, starts, widths, ends = values[known], starts[known], widths[known], ends[known]
            places = places.drop_null()
        if not len(values):
            return texts, handled
        written, *tweaks = images
        self._write_houses(data, starts, widths, places.to_numpy(), [words.to_numpy() for words in tweaks])
        (houses,) = cut(data, starts, starts + widths)
        new = pc.binary_join_element_wise(houses, written.take(places), _NOTHING)
        handled[values] = True
        if len(values) == len(texts):
            return new, handled
        order = np.arange(len(texts))
        order[values] = len(texts) + np.arange(len(values))
        return pa.concat_arrays([texts, new]).take(pa.array(order)), handled

    def _write_houses(self, data: Bytes, starts: I64, widths: I64, streets: I64, tweaks: list[U64]) -> None:
        """Write other house numbers of the same widths over those at `starts`."""
        numbers = np.zeros(len(starts), dtype=np.uint64)
        for place in range(_MOST_DIGITS):
            rows = np.flatnonzero(widths > place)
            numbers[rows] = numbers[rows] * _TEN + (data[starts[rows] + place] - np.uint8(ZERO))
        for size in range(1, _MOST_DIGITS + 1):
            low = 10 ** (size - 1)
            rows = np.flatnonzero((numbers >= low) & (numbers < 10 * low))
            tweak = tweaks[size - 1][streets[rows]]
            moved = self._bijections.derange_all("house", numbers[rows] - np.uint64(low), 9 * low, tweak)
            numbers[rows] = moved + np.uint64(low)
        last = starts + widths - 1
        for place in range(_MOST_DIGITS):
            rows = np.flatnonzero(widths > place)
            data[last[rows] - place] = modulo(numbers[rows], 10) + np.uint64(ZERO)
            numbers //= _TEN

    def _read(self, streets: list[str]) -> Images:
        """What each street becomes, and the tweaks of its house numbers of one to four digits."""
        labels = self._places.house_labels(["1" + street for street in streets])
        sizes = (9 * 10**place for place in range(_MOST_DIGITS))
        return [
            pa.array(self._places.behind_houses(streets), pa.string()),
            *(pa.array(self._bijections.tweaks("house", size, labels)) for size in sizes),
        ]


def _house_widths(data: Bytes, offsets: I64) -> I64:
    """How many digits each text begins with, before a space; 0 for other texts, more digits and mere zeros.

    House 0 stays 0, so such an address could be its own surrogate: the scalar rules see to that.
    """
    starts = offsets[:-1]
    widths = np.zeros(len(starts), dtype=np.int64)
    going = np.ones(len(starts), dtype=np.bool_)
    moving = np.zeros(len(starts), dtype=np.bool_)
    for place in range(_MOST_DIGITS):
        digits = data[starts + place] - np.uint8(ZERO)  # what is below wraps around
        going &= digits <= 9  # noqa: PLR2004 - a digit
        moving |= going & (digits > 0)
        widths += going
    spaced = (data[starts + widths] == ord(" ")) & (starts + widths < offsets[1:])
    found: I64 = np.where(spaced & moving, widths, 0)
    return found


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
