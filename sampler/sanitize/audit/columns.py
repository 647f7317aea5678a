"""Strong identifiers in the cells of whole columns, and those that stand in two neighbouring cells.

A street and its postcode are read together, and, of what came in, a word for a number and the number.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit.cells import Part, Reading
from sampler.sanitize.audit.output_bytes import Block, Mask, Places, Sieve, column_block
from sampler.sanitize.audit.reading import TokenReader
from sampler.sanitize.audit.strong_tokens import ADDRESS, NUMBER, Tokens, joined

# a cell that begins with a postcode, one that ends with a house number and what may be a street behind it,
# and one that ends with a word for the number in the next cell
_POSTCODE = r"^[^0-9]*[0-9]{5}(?:[^0-9]|$)"
_HOUSE = r"(?:^|[^0-9])[0-9]{1,4}(?:[ ,abcdqtABCDQT][^0-9]*)?\n?$"
_HOUSE_AND_STREET = r"(?:^|[^0-9])[0-9]{1,4}[ ,abcdqtABCDQT][^0-9]{6}[^0-9]*$"
_DIGIT = r"[0-9]"
_WORD = r"(?i)\b(?:siren|siret|rcs|tva|vat|carte|card|visa|mastercard|cb)\b[^0-9\n]{0,24}\n?$"
_ENDS_IN_LETTERS = re.compile(r"aa[^0]{0,24}$")
_LONG_NUMBER = r"^[^0-9A-Za-z]{0,4}[0-9](?:[ .\-/_]?[0-9]){8}"


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads tokens of cells."""

    reader: TokenReader

    def within(self, parts: Sequence[Part], kinds: Collection[int], sieve: Sieve | None = None) -> Tokens:
        """Those of one column: without a sieve all that are sure, else those that pass, at their rows."""
        found = []
        for part in parts:
            one = self.reader.read(part.held, kinds, gathering=sieve is None, hidden=part.decoded)
            if sieve is not None:
                one = one.at(sieve.passes(one.digests))
                rows, back = part.rows_of(row_of(part.held, one.places))
                one = replace(one.taken(back), places=rows)
            found.append(one)
        return joined(found)

    def across(self, held: Reading, kinds: Collection[int], sieve: Sieve | None = None) -> Tokens:
        """Those of neighbouring cells, at their rows."""
        lines = [(ADDRESS, *line) for line in _addressed(held)] if ADDRESS in kinds else []
        if sieve is None and NUMBER in kinds:
            lines += [(NUMBER, *line) for line in _named(held)]
        return joined([self._read(held, *line, sieve) for line in lines])

    def _read(self, held: Reading, kind: int, rows: Places, columns: range, sieve: Sieve | None) -> Tokens:
        taken = pa.array(rows)
        line = column_block(in_a_line([held.columns[index].take(taken) for index in columns]))
        hides = any(part.hidden for index in columns for part in held.parts(index))
        hidden = None if hides else _nothing
        one = self.reader.read(line, (kind,), gathering=sieve is None, hidden=hidden)
        if sieve is not None:
            one = one.at(sieve.passes(one.digests))
        return replace(one, places=rows[row_of(line, one.places)])


def _nothing() -> None:
    """What cells say once decoded, where none is coded."""


def row_of(held: Block, places: Places) -> Places:
    """The cells in which places of a column's block stand."""
    return np.searchsorted(held.starts, places, side="right") - 1


def _addressed(held: Reading) -> Iterator[tuple[Places, range]]:
    """Rows where a house number may stand before a postcode in a cell further right, and those columns."""
    for last in range(1, len(held.columns)):
        rows = np.flatnonzero(_matching(held, last, _POSTCODE))
        between = np.zeros(len(held.columns[0]), dtype=np.int64)
        for first in range(last - 1, -1, -1):
            if not len(rows):
                break
            house = _matching(held, first, _HOUSE_AND_STREET if first == last - 1 else _HOUSE)[rows]
            # a street is not shorter, and nobody's is longer
            chosen = rows[house & (between[rows] <= 90) & ((between[rows] >= 5) | (first == last - 1))]  # noqa: PLR2004 - bytes of a street
            if len(chosen):
                yield chosen, range(first, last + 1)
            rows = rows[~_matching(held, first, _DIGIT)[rows]]
            between += np.asarray(pc.fill_null(pc.binary_length(held.columns[first]), 0))


def _named(held: Reading) -> Iterator[tuple[Places, range]]:
    """Rows where a cell ends with a word for a number and the next one begins with one, and those columns."""
    for first in range(len(held.columns) - 1):
        numbers = _matching(held, first + 1, _LONG_NUMBER)
        rows = (
            np.flatnonzero(numbers & _matching(held, first, _WORD))
            if numbers.any()
            else np.empty(0, np.int64)
        )
        if len(rows):
            yield rows, range(first, first + 2)


def in_a_line(columns: Sequence[pa.Array]) -> pa.Array:
    """The cells of each row in one text."""
    return pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")


def _matching(held: Reading, index: int, pattern: str) -> Mask:
    """The rows whose cell in one column matches; each text has its line end."""
    found = np.zeros(len(held.columns[index]), dtype=bool)
    for part in held.parts(index):
        if pattern is not _WORD and not part.numbered:
            continue  # all the others ask for a digit
        layout = part.held.layout.decode()
        # digits and signs stand in a layout as in its texts, letters as any of them
        if layout and (pattern is not _WORD or not _ENDS_IN_LETTERS.search(layout)):
            found[part.rows] = pattern is not _WORD and re.search(pattern, layout) is not None
            continue
        hit = np.asarray(pc.match_substring_regex(texts_of(part.held), pattern))
        if part.codes is None:
            found[part.rows] = hit
        else:
            found |= np.append(hit, np.zeros(1, dtype=bool))[part.codes]
    return found


def texts_of(held: Block) -> pa.Array:
    """The texts of a block as an Arrow array, each with its line end."""
    offsets = np.append(held.starts, held.ends[-1:] + 1).astype(np.int32)
    return pa.Array.from_buffers(
        pa.binary(), len(held.starts), [None, pa.py_buffer(offsets), pa.py_buffer(held.raw)]
    )
