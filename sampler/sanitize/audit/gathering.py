"""What strong identifiers came in with a table: by their shape, by header words, by columns of numbers.

Batches are read here or by workers; what only the whole column tells is told in the end.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sampler.sanitize.audit import strong_tokens
from sampler.sanitize.audit.cells import Part, Reading
from sampler.sanitize.audit.columns import CellReader, row_of
from sampler.sanitize.audit.numbers import groups, luhn, runs
from sampler.sanitize.audit.output_bytes import Block, Digests, Places, cut, one_of
from sampler.sanitize.audit.reading import Answer
from sampler.sanitize.audit.strong_tokens import (
    NUMBER,
    PHONE,
    SECRET,
    Tokens,
    digested,
    is_secret_like,
    joined,
    number_digests,
    phone_digests,
)
from sampler.sanitize.sample import column
from sampler.surrogates.folding import fold

_PHONE_HEADER = re.compile(r"\b(?:tel|telephones?|phones?|mobiles?|portables?|gsm|fax|msisdn)\b")
_NUMBER_HEADER = re.compile(r"\b(?:nir|secu|securite sociale|ssn|siren|siret|carte|card)\b")
_SECRET_HEADER = re.compile(
    r"\b(?:mots? de passe|mdp|passwords?|passwd|pwd|secrets?|api ?keys?|tokens?|hash)\b"
)
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_LUHN_LENGTHS = (9, 14, 15, 16, 19)
_DENSE = 0.8
_COLUMN = 16  # kinds above it are numbers of a column that may be dense
_ALL, _RIGHT = "all", "right"

Kinds: TypeAlias = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Gatherer:
    """Reads batches of one table; with `shapes` what its cells are by their shape, too."""

    reader: CellReader
    headers: tuple[str, ...]
    shapes: bool

    def __call__(self, batch: pa.RecordBatch, _: None) -> Answer:
        """Read a batch; kinds from sixteen on are numbers of a column that may be dense."""
        columns = [column(batch, index) for index in range(batch.num_columns)]
        held = Reading(columns)
        found, counts = list[Tokens](), Counter[str]()
        for index, header in enumerate(self.headers):
            if self.shapes:
                found.append(self.reader.within(held.parts(index), strong_tokens.ALL))
            found += self._by_header(held, index, fold(_HEADER_WORDS.sub(" ", header)), counts)
        if self.shapes:
            found.append(self.reader.across(held, strong_tokens.ALL))
        told = joined(found)
        return pa.RecordBatch.from_arrays(
            [pa.array(told.kinds.astype(np.uint16)), pa.array(told.digests)], ["kind", "digest"]
        ), counts

    def _by_header(self, held: Reading, index: int, words: str, counts: Counter[str]) -> Iterator[Tokens]:
        digester = self.reader.reader.digester
        if _SECRET_HEADER.search(words):
            values = held.columns[index].unique().to_pylist()
            secrets = [value for value in values if value and is_secret_like(value)]
            yield _tokens(digested(secrets, SECRET, digester), SECRET)
        for part in held.parts(index):
            yield from self._numbers(part, index, words, counts)

    def _numbers(self, part: Part, index: int, words: str, counts: Counter[str]) -> Iterator[Tokens]:
        """Numbers by header words, and whole cells that have the length of a number with a Luhn sum."""
        by_name = bool(_PHONE_HEADER.search(words) or _NUMBER_HEADER.search(words))
        chosen = np.arange(len(part.held.starts)) if by_name or part.held.layout else _like_numbers(part.held)
        held = part.held
        if len(chosen) < len(held.starts):
            held = cut(held.data, held.starts[chosen], held.ends[chosen])
        found = runs(held, groups(held))
        if not len(found.starts):
            return
        digester = self.reader.reader.digester
        digests = number_digests(found.values, found.digits, digester)
        rows = row_of(held, found.starts)
        most = np.zeros(len(held.starts), dtype=np.int64)
        np.maximum.at(most, rows, found.digits)
        longest = found.digits == most[rows]  # parts of a number are nobody's
        if _PHONE_HEADER.search(words):
            yield _tokens(phone_digests(found.values[longest], digester), PHONE)
        if _NUMBER_HEADER.search(words):
            yield _tokens(digests[longest], NUMBER)
        whole = (found.starts == held.starts[rows]) & (found.ends == held.ends[rows])
        whole &= one_of(found.digits, *_LUHN_LENGTHS)
        if not whole.any():
            return
        right = luhn(found.digits[whole], found.values[whole])
        times = _times(part)[chosen[rows[whole]]]
        counts[f"{_ALL}:{index}"] += int(times.sum())
        counts[f"{_RIGHT}:{index}"] += int(times[right].sum())
        yield _tokens(np.unique(digests[whole][right]), _COLUMN + index)


def _like_numbers(held: Block) -> Places:
    """The texts that begin and end with a digit and are as long as a number."""
    long = held.ends - held.starts >= _LUHN_LENGTHS[0]
    signs = (held.data[held.starts] - 48 < 10) & (held.data[held.ends - 1] - 48 < 10)  # noqa: PLR2004 - bytes wrap
    return np.flatnonzero(long & signs)


def _times(part: Part) -> Places:
    """How often each text stands in the slice."""
    count = len(part.held.starts)
    if part.codes is None:
        return np.ones(count, dtype=np.int64)
    times: Places = np.bincount(part.codes, minlength=count + 1)[:count]
    return times


class DenseColumns:
    """Numbers of columns in which nearly every whole number has a right Luhn sum."""

    def __init__(self) -> None:
        self._all, self._right = Counter[int](), Counter[int]()
        self._held: dict[int, list[Digests]] = {}

    def take(self, kinds: Kinds, digests: Digests, counts: Counter[str]) -> None:
        """Take in what a `Gatherer` told of one batch."""
        for name, count in counts.items():
            mark, _, place = name.partition(":")
            (self._all if mark == _ALL else self._right)[int(place)] += count
        for index in self._all:
            held = self._held.setdefault(index, [])
            held.append(digests[kinds == _COLUMN + index])
            if not self._dense(index):
                held.clear()

    def _dense(self, index: int) -> bool:
        return 0 < self._right[index] >= _DENSE * self._all[index]

    def digests(self) -> Iterator[Digests]:
        """Those of the columns that are dense."""
        for index, held in self._held.items():
            if self._dense(index):
                yield from held


def _tokens(digests: Digests, kind: int) -> Tokens:
    places = np.zeros(len(digests), dtype=np.int64)
    return Tokens(places, np.full(len(digests), kind, np.uint16), digests, np.ones(len(digests), dtype=bool))
