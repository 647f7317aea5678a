"""Digests of normal forms, by which values and surrogates of one type are told apart.

French phones and NIR are their own digests, so that a value can be written again from its digest.
"""

import re

import numpy as np
import pyarrow as pa

from sampler.surrogates import french_ids, phones
from sampler.surrogates.columns.forms import forms
from sampler.surrogates.columns.numbers import dated_nirs, french_phones
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import U64, Mask

_OTHER = np.uint64(1 << 63)
_ANY_MONTH: Mask = np.ones(10_000, dtype=np.bool_)
# the digits of a type that count, and how its normal form is written from them
_WRITTEN = {
    phones.KIND: (re.compile(r"\+33(\d{9})"), "+33{:09d}"),
    french_ids.NIR: (re.compile(r"(\d{13})"), "{:013d}"),
}
DRAWN = frozenset(_WRITTEN)


def codes(entity_type: str, texts: pa.Array) -> U64:
    """A digest of the normal form of every text; equal for equal values, whatever column they stand in."""
    if entity_type not in DRAWN:
        return quick_digests(forms(entity_type, texts))
    found: U64 = np.zeros(len(texts), dtype=np.uint64)
    places, numbers = french_phones(texts) if entity_type == phones.KIND else dated_nirs(texts, _ANY_MONTH)
    found[places] = numbers
    rest = np.flatnonzero(found == 0)
    if len(rest):
        normal = forms(entity_type, texts.take(pa.array(rest)))
        found[rest] = quick_digests(normal) | _OTHER
        pattern, _ = _WRITTEN[entity_type]
        for place, text in zip(rest.tolist(), normal.to_pylist(), strict=True):
            if number := pattern.fullmatch(text):
                found[place] = int(number[1])
    return found


def text_of(entity_type: str, code: int) -> str | None:
    """The normal form that a code writes; None for one that is but a digest."""
    if entity_type not in DRAWN or code >= _OTHER:
        return None
    return _WRITTEN[entity_type][1].format(code)
