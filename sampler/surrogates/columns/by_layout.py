"""Whole columns of numbers: mapped layout by layout, and by runs of digits what stands in rarer layouts."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sampler.surrogates.layouts import Digits, LaidOut, Layout
from sampler.surrogates.runs import Column, DigitsOf
from sampler.surrogates.text_arrays import I64, U64, Mask, replaced

Lane = Callable[[pa.Array], tuple[pa.Array, Mask]]
# a handful of values is mapped one by one sooner
_FEWEST = 24


class Form(NamedTuple):
    """How numbers of a type are written.

    `layout` tells which layouts are read as they stand, `fitting` which values of any column are; the second
    may know more.
    """

    layout: re.Pattern[str]
    fitting: Callable[[Column], Mask]


def mapping(form: Form, mapped: Callable[[Digits, int], Mask]) -> Lane:
    """The mapping of whole columns of a type of numbers.

    `mapped` overwrites the digits of values that have equally many (it is told how many), and says which of
    them are of the type: the others may be left with any digits.
    """

    def column_mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column = LaidOut(texts)
        handled: Mask = np.zeros(len(texts), dtype=np.bool_)
        layouts, others = _fitting(form, column)
        if len(others) == len(texts):
            return _mapped_by_runs(form, mapped, texts)
        for layout in layouts:
            handled[layout.values] = mapped(layout, layout.digits)
            column.write(layout)
        written = column.written()
        if len(others) >= _FEWEST:
            new, handled[others] = _mapped_by_runs(form, mapped, texts.take(pa.array(others)))
            written = replaced(written, others, new)
        return written, handled

    return column_mapped


def numbers_read(
    form: Form, texts: pa.Array, read: Callable[[Digits, int], tuple[U64, Mask]]
) -> tuple[I64, U64]:
    """Which values of a column are of a type, and their numbers.

    `read` tells the numbers of values that have equally many digits, and which of them are of the type.
    """
    layouts, others = _fitting(form, LaidOut(texts))
    places: list[I64] = [others[:0]]
    found: list[U64] = [np.empty(0, dtype=np.uint64)]
    rest = Column(texts if len(others) == len(texts) else texts.take(pa.array(others)))
    for values, digits, count in (
        *((layout.values, layout, layout.digits) for layout in layouts),
        *((others[some], digits, count) for some, digits, count in _runs(form, rest)),
    ):
        numbers, good = read(digits, count)
        places.append(values[good])
        found.append(numbers[good])
    return np.concatenate(places), np.concatenate(found)


def _fitting(form: Form, column: LaidOut) -> tuple[list[Layout], I64]:
    """The layouts of the form, and the values that stand in none of them, the empty ones aside."""
    layouts, others = [], [column.rest]
    for layout in column.layouts:
        if form.layout.fullmatch(layout.sample):
            layouts.append(layout)
        else:
            others.append(layout.values)
    return layouts, np.sort(np.concatenate(others))


def _runs(form: Form, column: Column) -> Iterator[tuple[I64, Digits, int]]:
    """The fitting values of a column by how many digits they have."""
    values: I64 = np.flatnonzero(form.fitting(column))
    counts = column.digit_counts[values]
    for count in np.flatnonzero(np.bincount(counts)).tolist():
        some = values[counts == count]
        yield some, DigitsOf(column.digits, column.digits.starts[some]), count


def _mapped_by_runs(
    form: Form, mapped: Callable[[Digits, int], Mask], texts: pa.Array
) -> tuple[pa.Array, Mask]:
    column = Column(texts)
    handled: Mask = np.zeros(len(texts), dtype=np.bool_)
    for values, digits, count in _runs(form, column):
        handled[values] = mapped(digits, count)
    return column.written(), handled
