"""What compiling a recipe needs to know of a batch, made small: a pure function, here or in a worker.

Every answer is one row of lists and bytes; `reading` puts the rows of a whole sample together.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.engine.pool import Answer
from sampler.formats.document import Codec
from sampler.sanitize.audit.value_digests import filled_digests
from sampler.sanitize.learning.accounts_read import short_accounts
from sampler.sanitize.learning.months_read import MonthsMoved
from sampler.sanitize.plan import ColumnPlan, Plan
from sampler.sanitize.sample import column
from sampler.sanitize.transform import Transformer
from sampler.surrogates.columns.births import NirBirths
from sampler.surrogates.columns.numbers import dated_nirs, french_phones
from sampler.surrogates.columns.tokens import months_of
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.entity_types import DATES
from sampler.surrogates.phones import KIND
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import I64, U64, Mask, distinct, edges_of, modulo

_CENTURY = 1200
_HALF = np.uint64(32)
# what of a NIR stands behind year and month of birth
_BEFORE_BIRTH = np.uint64(10**8)
_VISIBLE, _BEHIND_VISIBLE = np.uint8(ord("!")), np.uint8(127 - ord("!"))
_SMALL = "^[0-9]{1,4}$"
_FRENCH = r"^\s*(?:FR|MC|fr|mc)"
_ZERO = pa.scalar(0, pa.int32())


@dataclass(frozen=True, slots=True)
class Asked:
    """The columns of one table that are read, by index and by what is learnt of them.

    `digested` for joins and uniqueness, `known` for texts; `names` one by one, `pairs` of first and last ones
    of a row; `accounts` beside a whole name or a first and a last one; `civilities` beside a first name;
    `drawn` phones and NIR; `births` NIR beside birth dates; `accounted` IBAN, of which foreign ones are told.
    """

    digested: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    names: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    accounts: tuple[tuple[int, ...], ...] = ()
    civilities: tuple[tuple[int, int], ...] = ()
    drawn: tuple[tuple[int, str], ...] = ()
    births: tuple[tuple[int, ColumnPlan], ...] = ()
    accounted: tuple[int, ...] = ()

    @property
    def indexes(self) -> frozenset[int] | None:
        """The columns that are needed; None for all."""
        if any(birth.of_row for _, birth in self.births):
            return None
        flat = (*self.pairs, *self.accounts, *self.civilities)
        some = (index for group in flat for index in group)
        dated = (index for nir, birth in self.births for index in (nir, birth.index))
        drawn = (index for index, _ in self.drawn)
        return frozenset((*self.digested, *self.known, *self.names, *self.accounted, *some, *dated, *drawn))

    def __bool__(self) -> bool:
        every = self.digested, self.known, self.names, self.pairs, self.accounts, self.drawn, self.accounted
        return any((*every, self.civilities, self.births))


@dataclass(frozen=True)
class Reading:
    """Reads one part of a table for the function; travels to workers."""

    codec: Codec
    asked: Asked

    def __call__(self, function: "Extractor", data: bytes) -> tuple[bytes, int, Counter[str]]:
        """The answers of the part's batches as an Arrow stream."""
        answers = [function(batch, self.asked)[0] for batch in self.codec.batches(data)]
        sink = pa.BufferOutputStream()
        if answers:
            with pa.ipc.new_stream(sink, answers[0].schema) as writer:
                for answer in answers:
                    writer.write_batch(answer)
        return sink.getvalue().to_pybytes(), len(answers), Counter()


class Extractor:
    """The function from a batch and what is asked of it to one row of answers.

    Only dates and draws of its surrogates are used, which no learnt name changes.
    """

    def __init__(self, plan: Plan, surrogates: Surrogates) -> None:
        self._surrogates = surrogates
        self._transformer = Transformer(plan, surrogates)

    def __call__(self, batch: pa.RecordBatch, asked: Asked) -> Answer:
        """One column per answer, in the order of `Asked`."""
        return _row(self._answers(batch, asked)), Counter()

    def _answers(self, batch: pa.RecordBatch, asked: Asked) -> Iterator[pa.Array]:
        for index in asked.digested:
            yield from _digested(column(batch, index))
        for index in asked.known:
            yield _bytes(filled_digests(_filled(column(batch, index))))
        encoded = {i: column(batch, i).dictionary_encode() for i in {*asked.names, *sum(asked.pairs, ())}}
        for index in asked.names:
            yield _texts(encoded[index].dictionary)
        for first, last in asked.pairs:
            yield from _paired(encoded[first], encoded[last])
        for indexes in asked.accounts:
            known = (encoded.get(index, column(batch, index)) for index in indexes[1:])
            yield from map(_texts, short_accounts(column(batch, indexes[0]), *known))
        for indexes in asked.civilities:
            yield from _counted(*(column(batch, index) for index in indexes))
        # a column of NIR is parsed once for both
        parsed = {
            i: _parsed(column(batch, i), kind, self._surrogates.births.dated) for i, kind in asked.drawn
        }
        for index, _ in asked.drawn:
            yield _bytes(distinct(parsed[index].numbers))
            yield _texts(parsed[index].others(column(batch, index)).unique())
        for index, birth in asked.births:
            yield from map(_bytes, self._offsets(batch, index, parsed[index], birth))
        for index in asked.accounted:
            yield _told(_any_foreign(column(batch, index)))

    def _offsets(
        self, batch: pa.RecordBatch, index: int, parsed: "_Parsed", birth: ColumnPlan
    ) -> tuple[U64, I64]:
        """The draws of the NIR whose month is off that of the surrogate birth date, and by how much."""
        told, cells, months = self._surrogates.births, column(batch, index), self._moved(batch, birth)
        born = modulo(parsed.numbers // _BEFORE_BIRTH, len(told.dated)).astype(np.int64)
        off, offsets = _off(months, parsed.rows, self._born.before[born], self._born.after[born])
        found = [(told.of(parsed.numbers[off]).draws, offsets)]
        others = np.flatnonzero(~parsed.read & cells.is_valid().to_numpy(zero_copy_only=False))
        if len(others):
            rest = told(cells.take(pa.array(others)))
            off, offsets = _off(months, others, rest.before, rest.after)
            found.append((rest.draws[off], offsets))
        draws, moved = zip(*found, strict=True)
        return np.concatenate(draws), np.concatenate(moved)

    @cached_property
    def _born(self) -> NirBirths:
        """What NIR tell of each year and month of birth."""
        told = self._surrogates.births
        return told.of(np.arange(len(told.dated), dtype=np.uint64) * _BEFORE_BIRTH)

    @cached_property
    def _months(self) -> MonthsMoved:
        return MonthsMoved(self._surrogates.shift_days())

    def _moved(self, batch: pa.RecordBatch, plan: ColumnPlan) -> tuple[I64, I64]:
        """Months of the birth dates, and of what their rule makes of them; -1 for what is no date."""
        births = column(batch, plan.index)
        if plan.of_row or plan.params:
            return months_of(births), months_of(self._transformer.column(batch, plan, Counter()))
        before, moved = self._months(births)
        rest = np.flatnonzero((before < 0) & births.is_valid().to_numpy(zero_copy_only=False))
        if len(rest):
            slow = births.take(pa.array(rest))
            before[rest] = months_of(slow)
            moved[rest] = months_of(self._surrogates.column(DATES[0], slow)[0])
        return before, moved


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The rows of a column that write phones or NIR as they mostly are, and their numbers."""

    rows: I64
    numbers: U64
    read: Mask

    def others(self, cells: pa.Array) -> pa.Array:
        """The filled cells that are written otherwise."""
        return cells.filter(pa.array(~self.read)).drop_null()


def _any_foreign(accounts: pa.Array) -> bool:
    """Whether some IBAN is not French."""
    plain = pc.starts_with(accounts, pattern="FR")
    if pc.all(plain, min_count=0).as_py():
        return False
    rest = accounts.filter(pc.invert(plain))
    return not pc.all(pc.match_substring_regex(rest, _FRENCH), min_count=0).as_py()


def _off(months: tuple[I64, I64], rows: I64, born: I64, after: I64) -> tuple[I64, I64]:
    """Which NIR, in some rows, have the month of the birth date but not its surrogate, and by how much."""
    before, moved = (each[rows] for each in months)
    offsets = (moved - after + _CENTURY // 2) % _CENTURY - _CENTURY // 2
    off = np.flatnonzero((born >= 0) & (born == before) & (moved >= 0) & (offsets != 0))
    return off, offsets[off]


def _filled(cells: pa.Array) -> pa.Array:
    """The filled cells, trimmed."""
    trimmed = pc.utf8_trim_whitespace(cells.drop_null())
    lengths = pc.binary_length(trimmed)
    blank = len(lengths) and pc.min(lengths).as_py() == 0
    return trimmed.filter(pc.greater(lengths, _ZERO)) if blank else trimmed


def _digested(cells: pa.Array) -> Iterator[pa.Array]:
    """Digests of the filled values, trimmed, and whether all are short numbers."""
    offsets, data = edges_of(cells)
    filled = np.diff(offsets) > 0
    if cells.null_count:
        filled &= cells.is_valid().to_numpy(zero_copy_only=False)
    edges = data[offsets[:-1][filled]], data[offsets[1:][filled] - 1]
    if any(bool((edge - _VISIBLE >= _BEHIND_VISIBLE).any()) for edge in edges):
        # trimming copies every text: only where some begins or ends with a sign that may be a space
        cells = _filled(cells)
        filled = np.ones(len(cells), dtype=np.bool_)
    yield _bytes(quick_digests(cells)[filled])
    yield _told(_small(cells, filled))


def _small(cells: pa.Array, filled: Mask) -> bool:
    """Whether all filled cells are short numbers; nearly always the first one tells."""
    if not filled.any():
        return True
    if not re.match(_SMALL, cells[int(filled.argmax())].as_py()):
        return False
    return bool(pc.all(pc.match_substring_regex(cells.filter(pa.array(filled)), _SMALL)).as_py())


def _paired(first: pa.DictionaryArray, last: pa.DictionaryArray) -> Iterator[pa.Array]:
    """The distinct names of both columns, and the pairs of their places that stand in a row."""
    yield _texts(first.dictionary)
    yield _texts(last.dictionary)
    both = pc.and_(first.indices.is_valid(), last.indices.is_valid())
    one, other = (
        encoded.indices.filter(both).to_numpy(zero_copy_only=False).astype(np.uint64)
        for encoded in (first, last)
    )
    yield _bytes(distinct(one << _HALF | other))


def _counted(first: pa.Array, civility: pa.Array) -> Iterator[pa.Array]:
    """Names with the civilities beside them, and how often."""
    rows = pa.table({"name": first, "civility": civility}).drop_null()
    counts = rows.group_by(["name", "civility"], use_threads=False).aggregate([([], "count_all")])
    for name in ("name", "civility"):
        yield _texts(counts.column(name).combine_chunks())
    yield _bytes(counts.column("count_all").to_numpy().astype(np.int64))


def _parsed(cells: pa.Array, entity_type: str, dated: Mask) -> _Parsed:
    filled = cells.drop_null()
    places, numbers = french_phones(filled) if entity_type == KIND else dated_nirs(filled, dated)
    if cells.null_count:
        places = np.flatnonzero(cells.is_valid().to_numpy(zero_copy_only=False))[places]
    read = np.zeros(len(cells), dtype=np.bool_)
    read[places] = True
    return _Parsed(places, numbers, read)


def _texts(values: pa.Array) -> pa.Array:
    """One row that lists the values."""
    return pa.ListArray.from_arrays(pa.array(np.array([0, len(values)], dtype=np.int32)), values)


def _told(yes: bool) -> pa.Array:  # noqa: FBT001 - what is told
    """One row that says yes or no."""
    return pa.array(np.array([yes]))


def _bytes(values: np.ndarray) -> pa.Array:
    """One row with the bytes of the numbers, which are not copied."""
    data = np.ascontiguousarray(values)
    ends = np.array([0, data.nbytes], dtype=np.int32)
    return pa.Array.from_buffers(pa.binary(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])


def _row(columns: Iterable[pa.Array]) -> pa.RecordBatch:
    arrays: Sequence[pa.Array] = list(columns)
    return pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
