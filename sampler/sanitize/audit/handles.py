"""Logins and what stands before the @ of mailboxes, in any case and with any signs, as digests."""

from typing import NamedTuple

import numpy as np

from sampler.sanitize.audit.cells import Part
from sampler.sanitize.audit.output_bytes import (
    Block,
    Digester,
    Digests,
    Mask,
    Places,
    cut,
    edges,
    lowered,
    squeezed,
)

SHORTEST = 6
_ASCII = 0x80
_SIGNS = b"._-"
_HANDLE = bytes(int(chr(s).isalnum() or s in _SIGNS or s >= _ASCII) for s in range(256))
# signs that squeezing takes away, and letters that it folds
_UNEVEN = bytes(int(s in _SIGNS or s >= _ASCII) for s in range(256))
_TELLING = bytes(int(s in b"0123456789._-") for s in range(256))
_NO_LOCAL = bytes(int(s <= 0x20 or s in b"<>") for s in range(256))  # noqa: PLR2004 - white space


class Handles(NamedTuple):
    """Digests of handles, and the text of the block in which each stands."""

    digests: Digests
    texts: Places


class Boxes(NamedTuple):
    """What stands before the @ in each row of a column, as digests and lengths; 0 where it tells nothing."""

    digests: Digests
    sizes: Places


def handles(part: Part, sizes: list[Places], digester: Digester) -> Handles:
    """All runs of letters, digits and the signs of handles that may be one of their row.

    `sizes` are lengths without signs, one for each row; a run of another length is left out.
    """
    held = part.held
    if held.layout:
        return _even(part, sizes, digester)
    starts, ends = edges(np.frombuffer(held.raw.translate(_HANDLE), dtype=bool))
    uneven = np.flatnonzero(np.frombuffer(held.raw.translate(_UNEVEN), dtype=bool))
    texts = np.searchsorted(held.starts, starts, side="right") - 1
    lengths = ends - starts - (np.searchsorted(uneven, ends) - np.searchsorted(uneven, starts))
    may = ends - starts >= SHORTEST
    if part.codes is None and held.raw.isascii():
        rows = part.rows[texts]
        may &= np.logical_or.reduce([lengths == size[rows] for size in sizes])
    starts, ends, texts = starts[may], ends[may], texts[may]
    return Handles(_squeezed(held, starts, ends, uneven, digester)[0], texts)


def _squeezed(
    held: Block, starts: Places, ends: Places, uneven: Places, digester: Digester
) -> tuple[Digests, Places]:
    """Digests and lengths of pieces without case, accents and signs; `uneven` are places of such signs."""
    digests = digester.spans(lowered(held.raw), starts, ends)
    sizes = ends - starts
    odd = np.flatnonzero(np.searchsorted(uneven, starts) < np.searchsorted(uneven, ends))
    if len(odd):
        flat = squeezed(cut(held.data, starts[odd], ends[odd]))
        digests[odd] = digester.spans(flat.data, flat.starts, flat.ends)
        sizes[odd] = flat.ends - flat.starts
    return digests, sizes


def _even(part: Part, sizes: list[Places], digester: Digester) -> Handles:
    """The handles of texts of one layout: they stand where the layout has them."""
    held = part.held
    signs = np.frombuffer(b"\n" + held.layout.translate(_HANDLE) + b"\n", dtype=np.uint8)
    found, texts = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
    for start, end in zip(*edges(signs == 1), strict=True):
        places = [at for at in range(start - 1, end - 1) if held.layout[at] not in _SIGNS]
        may = np.logical_or.reduce([size[part.rows] == len(places) for size in sizes])
        chosen = np.flatnonzero(may) if end - start >= SHORTEST else texts[0]
        if len(chosen):
            rows = lowered(held.rows[chosen[:, None], np.array(places)].tobytes() + bytes(8))
            found.append(digester.even(rows, len(places), len(places), len(chosen)))
            texts.append(chosen)
    return Handles(np.concatenate(found), np.concatenate(texts))


def local_parts(parts: list[Part], count: int, digester: Digester) -> Boxes:
    """What stands before the @ of each cell of a column of e-mails."""
    found = Boxes(np.zeros(count, dtype=np.uint64), np.zeros(count, dtype=np.int64))
    for part in parts:
        texts, digests, sizes = _local_parts(part.held, digester)
        rows, back = part.rows_of(texts)
        found.digests[rows], found.sizes[rows] = digests[back], sizes[back]
    return found


def _local_parts(held: Block, digester: Digester) -> tuple[Places, Digests, Places]:
    """The texts that tell something, what they tell, and its lengths."""
    at = np.append(np.flatnonzero(held.data == ord("@")), len(held.data))
    starts, texts = held.starts.copy(), np.arange(len(held.starts))
    for text in np.flatnonzero(held.data[starts] <= 0x20).tolist():  # noqa: PLR2004 - white space before it
        raw = held.raw[starts[text] : held.ends[text]]
        starts[text] += len(raw) - len(raw.lstrip(b" \t\r\n\f"))
    ends = at[np.searchsorted(at, starts)]
    stops = np.flatnonzero(np.frombuffer(held.raw.translate(_NO_LOCAL), dtype=bool))
    right: Mask = (ends < held.ends) & (ends > starts)
    right[right] = stops[np.searchsorted(stops, starts[right])] > ends[right]
    telling = np.flatnonzero(np.frombuffer(held.raw.translate(_TELLING), dtype=bool))
    right &= np.searchsorted(telling, starts) < np.searchsorted(telling, ends)
    texts, starts, ends = texts[right], starts[right], ends[right]
    uneven = np.flatnonzero(np.frombuffer(held.raw.translate(_UNEVEN), dtype=bool))
    digests, sizes = _squeezed(held, starts, ends, uneven, digester)
    long = sizes >= SHORTEST
    return texts[long], digests[long], sizes[long]
