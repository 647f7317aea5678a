"""Normal forms of whole columns: `normalise` for every value, by Arrow where the type and the signs allow."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sampler.surrogates import french_ids, phones
from sampler.surrogates.normalising import normalise
from sampler.surrogates.runs import Column
from sampler.surrogates.text_arrays import I64, Bytes, Mask, bytes_of, merged, modulo, texts_of_rows

_COMPACT = frozenset({"FR_SIREN", "FR_SIRET", "FR_RIB", "IBAN_CODE", "CREDIT_CARD"})
_COMPACT_SIGNS = " .-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLUS33 = np.frombuffer(b"+33", dtype=np.uint8)
_KEYED_NIR = 15
# bytes that are looked at in one go: they stay in the first cache
_AT_ONCE = 1 << 15


def forms(entity_type: str, texts: pa.Array) -> pa.Array:
    """The normal form of every text; equal for equal values, whatever column they stand in."""
    ready = texts
    known = np.zeros(len(texts), dtype=np.bool_)
    if entity_type == "EMAIL_ADDRESS":
        if not _strange(texts, ("!", "@"), ("[", "~")):
            return texts
        known = pc.string_is_ascii(texts).fill_null(False).to_numpy(zero_copy_only=False) & _tidy(texts)
        ready = pc.ascii_lower(texts)
    elif entity_type in _COMPACT:
        if not _strange(texts, ("0", "9"), ("A", "Z")):
            return texts
        known = Column(texts).only(_COMPACT_SIGNS)
        ready = pc.replace_substring_regex(texts, r"[ .\-]", "")
    elif entity_type == french_ids.NIR:
        ready, known = _nirs(texts)
    elif entity_type == phones.KIND:
        ready, known = _french_phones(texts)
    rest = np.flatnonzero(~known)
    slow: list[str | None] = [
        normalise(entity_type, text or "") for text in texts.take(pa.array(rest)).to_pylist()
    ]
    return merged(ready, rest, slow)


def _strange(texts: pa.Array, *ranges: tuple[str, str]) -> bool:
    """Whether a byte of `texts` is outside the ranges of signs that are in normal form."""
    _, signs = seen(texts)
    return any(_outside(signs[start : start + _AT_ONCE], ranges) for start in range(0, len(signs), _AT_ONCE))


def seen(texts: pa.Array) -> tuple[NDArray[np.int32], Bytes]:
    """As `bytes_of`, only to look at: nothing is copied, and there is no margin."""
    _, ends, data = texts.buffers()
    if len(texts) == 0 or data is None:
        return np.zeros(len(texts) + 1, dtype=np.int32), np.zeros(0, dtype=np.uint8)
    offsets = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return offsets - offsets[0], np.frombuffer(data, dtype=np.uint8)[offsets[0] : offsets[-1]]


def _outside(signs: Bytes, ranges: tuple[tuple[str, str], ...]) -> bool:
    strange: Mask = np.ones(len(signs), dtype=np.bool_)
    for first, last in ranges:
        # a byte below the range wraps around; numpy compares thirty while it looks one up in a table
        strange &= signs - np.uint8(ord(first)) > ord(last) - ord(first)
    return bool(strange.any())


def _tidy(texts: pa.Array) -> Mask:
    """As `Column.edges`, where nothing else of the column is asked."""
    offsets, data = bytes_of(texts)
    first, last = data[offsets[:-1]], data[np.maximum(offsets[1:] - 1, 0)]
    tidy: Mask = (np.diff(offsets) > 0) & (first != ord(" ")) & (last != ord(" "))
    return tidy


def _nirs(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Numbers of 15 digits with a right key, without it."""
    column = Column(texts)
    values = np.flatnonzero(column.only(" .-") & (column.digit_counts == _KEYED_NIR))
    starts = column.digits.starts[values]
    body = column.digits.numbers(starts, 13)
    good = column.digits.numbers(starts + 13, 2) == np.uint64(97) - modulo(body, 97)
    good &= np.isin(body // np.uint64(10**12), (1, 2, 3, 4, 7, 8))
    return _over(texts, values[good], column.digits.rows(starts[good], 13))


def _french_phones(texts: pa.Array) -> tuple[pa.Array, Mask]:
    """Numbers written 0X... or +33X..., in E.164."""
    column = Column(texts)
    digits = column.digits
    fitting = column.only(" .-/()+") & column.edges()
    plus = column.count(column.body == ord("+"))
    abroad = (plus == 1) & (column.data[column.offsets[:-1]] == ord("+")) & (column.digit_counts == 11)  # noqa: PLR2004 - +33 and nine
    home = (plus == 0) & (column.digit_counts == 10)  # noqa: PLR2004 - 0X and eight digits
    values = np.flatnonzero(fitting & (home | abroad))
    starts = digits.starts[values] + np.where(home[values], 1, 2)
    lead = digits.numbers(starts - 2, 2)
    good = np.where(home[values], modulo(lead, 10) == 0, lead == 33)  # noqa: PLR2004 - France
    good &= digits.numbers(starts, 1) > 0
    values, starts = values[good], starts[good]
    rows = np.empty((len(values), 12), dtype=np.uint8)
    rows[:, :3], rows[:, 3:] = _PLUS33, digits.rows(starts, 9)
    return _over(texts, values, rows)


def _over(texts: pa.Array, values: I64, rows: Bytes) -> tuple[pa.Array, Mask]:
    """`texts` with those at `values` replaced by `rows`, and which those are."""
    known: Mask = np.zeros(len(texts), dtype=np.bool_)
    known[values] = True
    order = np.arange(len(texts))
    order[values] = len(texts) + np.arange(len(values))
    return pa.concat_arrays([texts, texts_of_rows(np.ascontiguousarray(rows))]).take(pa.array(order)), known
