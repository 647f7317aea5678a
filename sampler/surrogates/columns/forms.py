"""Normal forms of whole columns: `normalise` for every value, by Arrow where the type and the signs allow."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates import french_ids, phones
from sampler.surrogates.normalising import normalise
from sampler.surrogates.runs import Column
from sampler.surrogates.text_arrays import I64, Bytes, Mask, bytes_of, merged, modulo, texts_of_rows

_COMPACT = frozenset({"FR_SIREN", "FR_SIRET", "FR_RIB", "IBAN_CODE", "CREDIT_CARD"})
_COMPACT_SIGNS = " .-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# digits and capitals need no normal form; 0 is the margin behind the bytes of a column
_TIGHT: Mask = np.zeros(256, dtype=np.bool_)
_TIGHT[[0, *map(ord, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")]] = True
_PLUS33 = np.frombuffer(b"+33", dtype=np.uint8)
_KEYED_NIR = 15


def forms(entity_type: str, texts: pa.Array) -> pa.Array:
    """The normal form of every text; equal for equal values, whatever column they stand in."""
    ready = texts
    known = np.zeros(len(texts), dtype=np.bool_)
    if entity_type == "EMAIL_ADDRESS":
        known = pc.string_is_ascii(texts).to_numpy(zero_copy_only=False) & _tidy(texts)
        ready = pc.ascii_lower(texts)
    elif entity_type in _COMPACT:
        _, data = bytes_of(texts)
        if _TIGHT.take(data).all():
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
