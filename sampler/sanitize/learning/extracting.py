"""What compiling a recipe needs to know of a batch, made small: a pure function, here or in a worker.

Every answer is one row of lists and bytes; `reading` puts the rows of a whole sample together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.engine.pool import Answer
from sampler.formats.document import Codec
from sampler.sanitize.audit.value_digests import filled_digests
from sampler.sanitize.learning.accounts_read import short_accounts
from sampler.sanitize.plan import ColumnPlan, Plan
from sampler.sanitize.sample import column
from sampler.sanitize.transform import Transformer
from sampler.surrogates.columns.numbers import dated_nirs, french_phones
from sampler.surrogates.columns.tokens import months_moved_by, months_of
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.entity_types import DATES
from sampler.surrogates.phones import KIND
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import I64, U64, Mask, distinct

_CENTURY = 1200
_HALF = np.uint64(32)
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
            yield from _digested(_filled(column(batch, index)))
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
            yield pa.array([_any_foreign(column(batch, index).drop_null())])

    def _offsets(
        self, batch: pa.RecordBatch, index: int, parsed: "_Parsed", birth: ColumnPlan
    ) -> tuple[U64, I64]:
        """The draws of the NIR whose month is off that of the surrogate birth date, and by how much."""
        told, found, cells = self._surrogates.births, [], column(batch, index)
        others = np.flatnonzero(~parsed.read & cells.is_valid().to_numpy(zero_copy_only=False))
        rest = cells.take(pa.array(others))
        for rows, born in ((parsed.rows, told.of(parsed.numbers)), (others, told(rest))):
            dated = pc.is_valid(column(batch, birth.index)).to_numpy(zero_copy_only=False)[rows]
            dated &= born.before >= 0
            before, moved = self._moved(batch, pa.array(rows[dated]), birth)
            offsets = (moved - born.after[dated] + _CENTURY // 2) % _CENTURY - _CENTURY // 2
            off = (born.before[dated] == before) & (moved >= 0) & (offsets != 0)
            found.append((born.draws[dated][off], offsets[off]))
        draws, months = zip(*found, strict=True)
        return np.concatenate(draws), np.concatenate(months)

    def _moved(self, batch: pa.RecordBatch, rows: pa.Array, plan: ColumnPlan) -> tuple[I64, I64]:
        """Months of the birth dates in some rows, and of what their rule makes of them."""
        births = column(batch, plan.index).take(rows)
        if plan.of_row or plan.params:
            return months_of(births), months_of(self._transformer.column(batch.take(rows), plan, Counter()))
        before, moved = months_moved_by(births, self._surrogates.shift_days())
        rest = np.flatnonzero(before < 0)
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
    rest = accounts.filter(pc.invert(pc.starts_with(accounts, pattern="FR")))
    return not pc.all(pc.match_substring_regex(rest, _FRENCH), min_count=0).as_py()


def _filled(cells: pa.Array) -> pa.Array:
    """The filled cells, trimmed."""
    trimmed = pc.utf8_trim_whitespace(cells.drop_null())
    lengths = pc.binary_length(trimmed)
    blank = len(lengths) and pc.min(lengths).as_py() == 0
    return trimmed.filter(pc.greater(lengths, _ZERO)) if blank else trimmed


def _digested(filled: pa.Array) -> Iterator[pa.Array]:
    """Digests of values, and whether all are short numbers."""
    small = len(filled) == 0 or bool(
        pc.all(pc.match_substring_regex(filled.slice(0, 1), _SMALL)).as_py()
        and pc.all(pc.match_substring_regex(filled, _SMALL)).as_py()
    )
    yield _bytes(quick_digests(filled))
    yield pa.array([small])


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
    places = np.flatnonzero(cells.is_valid().to_numpy(zero_copy_only=False))
    if entity_type == KIND:
        values, numbers = french_phones(filled)
    else:
        values, numbers = dated_nirs(filled, dated)
    read = np.zeros(len(cells), dtype=np.bool_)
    read[places[values]] = True
    return _Parsed(places[values], numbers, read)


def _texts(values: pa.Array) -> pa.Array:
    """One row that lists the values."""
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)


def _bytes(values: np.ndarray) -> pa.Array:
    """One row with the bytes of the numbers."""
    return pa.array([values.tobytes()], pa.binary())


def _row(columns: Iterable[pa.Array]) -> pa.RecordBatch:
    arrays: Sequence[pa.Array] = list(columns)
    return pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
