"""Whose account is whose: what rows tell of logins and mailboxes that a name alone does not explain."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.learning.accounts_told import Names, told
from sampler.surrogates.account_names import AccountNames
from sampler.surrogates.accounts import squeezed
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.signs_in_words import digits_from, letters_from
from sampler.surrogates.text_arrays import (
    I64,
    Bytes,
    Mask,
    bytes_of,
    merged,
    windows,
)

# a first name and a surname, or the like: read word by word
_IN_FULL = r"^[a-z]{3,}[._-][a-z]{3,}[0-9]*(@|$)"
_PARTED = "[ '\u2019-]"
_LEAST, _AT, _STRANGE = 3, ord("@"), 128
_JOINTS: Mask = np.isin(np.arange(256), list(b"._-"))
# the bytes that `_PARTED` may begin with
_PARTING: Mask = np.isin(np.arange(256), list(b" '-\xe2"))
_MOST = 400_000
# made once: Arrow looks for modules whenever it makes something of an object of Python
_NOTHING = pa.scalar("")
_COLUMNS = ("account", "first", "last")
# names encoded as a dictionary, and the places of some rows in it
Named = tuple[pa.DictionaryArray, I64]


class Accounts:
    """Gathers the accounts of rows with one person each, those in which the names don't stand in full.

    Beyond 400,000 accounts none is learnt: then an initial that fits several people agrees with none.
    """

    def __init__(self) -> None:
        self._rows: list[pa.Table] = []
        self._waiting = 0
        self.many = False

    def add(self, accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> None:
        """Take in the rows of a batch; without `last`, `first` holds whole names."""
        columns = (accounts, first) if last is None else (accounts, first, last)
        self.take(*short_accounts(*columns))

    def take(self, accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> None:
        """Take in rows of `short_accounts`."""
        if self.many or not len(accounts):
            return
        self._rows.append(_table(accounts, first, last))
        self._waiting += len(accounts)
        if self._waiting > _MOST:
            # one account may stand in very many rows
            self._distinct()

    def mailboxes(self) -> pa.Array:
        """The distinct addresses among the accounts, as they are written."""
        accounts = self._distinct().column("account").combine_chunks().unique()
        return accounts.filter(pc.match_substring(accounts, "@"))

    def learnt(self, dictionary: Dictionary, whole: Mapping[str, Names]) -> AccountNames:
        """The folded names by account, or by whole address where an account is several people's.

        Accounts that the dictionary reads by itself are left out, and those that are no form of the name.
        `whole` parts names in one cell.
        """
        rows = self._distinct()
        accounts, first, last = (rows.column(name).combine_chunks() for name in _COLUMNS)
        return told(accounts, first, last, dictionary, whole)

    def _distinct(self) -> pa.Table:
        """All rows, none twice beyond the limit; none at all where there are more accounts."""
        if sum(rows.num_rows for rows in self._rows) > _MOST and self._waiting:
            rows = pa.concat_tables(self._rows).group_by(list(_COLUMNS), use_threads=False).aggregate([])
            self._rows, self._waiting = [rows], 0
            self.many = rows.num_rows > _MOST and _count(rows.column("account")) > _MOST
        elif self._waiting:
            self._rows, self._waiting = [pa.concat_tables(self._rows)], 0
        if self.many or not self._rows:
            self._rows = [_table(*(pa.array([], pa.string()) for _ in _COLUMNS))]
        return self._rows[0]


def _count(accounts: pa.ChunkedArray) -> int:
    """How many accounts there are, whatever host an address has."""
    boxes = pc.replace_substring_regex(pc.utf8_lower(accounts), "^@|@.*", "")
    count: int = pc.count_distinct(boxes).as_py()
    return count


def short_accounts(accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> tuple[pa.Array, ...]:
    """The rows of a batch whose account does not write its person's names in full.

    Names may come encoded as dictionaries.
    """
    names = [_encoded(cells) for cells in (first, last) if cells is not None]
    # nearly all are told by their letters alone
    in_full = _two_words(accounts)
    if last is not None and (parted := _parted(names[1].dictionary)).any():
        in_full &= ~parted[_numbers(names[1])]
    short = _valid(accounts) & ~in_full
    for encoded in names:
        short &= _valid(encoded)
    rows = np.flatnonzero(short)
    if last is not None:
        rows = rows[~_in_full(accounts.take(pa.array(rows)), *((one, _numbers(one)[rows]) for one in names))]
    chosen = pa.array(rows)
    return accounts.take(chosen), *(one.dictionary.take(one.indices.take(chosen)) for one in names)


def _two_words(accounts: pa.Array) -> Mask:
    """Which accounts are as `_IN_FULL`; nulls mean nothing."""
    offsets, data = bytes_of(accounts)
    if bool((data >= _STRANGE).any()):
        # a small letter may be that of a sign that is not ASCII
        matching = pc.match_substring_regex(accounts, _IN_FULL, ignore_case=True).fill_null(False)
        strange: Mask = matching.to_numpy(zero_copy_only=False)
        return strange
    words, ends = windows(data), offsets[1:]
    heads = letters_from(words, offsets[:-1], ends)
    marks = offsets[:-1] + heads
    rows = np.flatnonzero((heads >= _LEAST) & (marks < ends))
    rows = rows[_JOINTS[data[marks[rows]]]]
    tails = letters_from(words, marks[rows] + 1, ends[rows])
    rows, tails = (each[tails >= _LEAST] for each in (rows, tails))
    behind = marks[rows] + 1 + tails
    behind += digits_from(words, behind, ends[rows])
    found: Mask = np.zeros(len(accounts), dtype=np.bool_)
    found[rows] = (behind == ends[rows]) | (data[behind] == _AT)
    return found


def _parted(names: pa.Array) -> Mask:
    """Which names have several words."""
    _, data = bytes_of(names)
    if not _PARTING[data].any():
        return np.zeros(len(names), dtype=np.bool_)
    found: Mask = pc.match_substring_regex(names, _PARTED).to_numpy(zero_copy_only=False)
    return found


def _in_full(accounts: pa.Array, first: Named, last: Named) -> Mask:
    """True where the letters are the first name and a surname of one word."""
    heads, tails = (_letters_of(encoded.dictionary) for encoded, _ in (first, last))
    found: Mask = np.zeros(len(accounts), dtype=np.bool_)
    ends = pc.find_substring(accounts, "@").to_numpy()
    lengths = np.where(ends < 0, pc.binary_length(accounts).to_numpy(), ends)
    begun = _first_signs(pc.ascii_lower(accounts))
    wanted, fitting = np.zeros(len(accounts), dtype=np.int64), (begun < ord("a")) | (begun > ord("z"))
    for letters, (_, places) in ((heads, first), (tails, last)):
        wanted += pc.binary_length(letters).to_numpy()[places]
        begins = _first_signs(letters)[places]
        fitting |= (begins == begun) | (begins == 0)
    # letters of ASCII only: what is shorter than both names, or begins with neither, does not write them
    rows = np.flatnonzero(fitting & (lengths >= wanted))
    if not len(rows):
        return found
    letters = pc.replace_substring_regex(pc.ascii_lower(accounts.take(pa.array(rows))), "@.*|[^a-z]", "")
    one, other = heads.take(pa.array(first[1][rows])), tails.take(pa.array(last[1][rows]))
    either = (
        pc.equal(letters, pc.binary_join_element_wise(*names, _NOTHING))
        for names in ((one, other), (other, one))
    )
    whole = pa.array(~_parted(last[0].dictionary)[last[1][rows]])
    found[rows] = pc.and_(pc.or_(*either), whole).to_numpy(zero_copy_only=False)
    return found


def _first_signs(texts: pa.Array) -> Bytes:
    """The first byte of each text, 0 where there is none."""
    offsets, data = bytes_of(texts)
    return np.where(np.diff(offsets) > 0, data[offsets[:-1]], np.uint8(0))


def _encoded(cells: pa.Array) -> pa.DictionaryArray:
    return cells if isinstance(cells, pa.DictionaryArray) else cells.dictionary_encode()


def _valid(cells: pa.Array) -> Mask:
    found: Mask = cells.is_valid().to_numpy(zero_copy_only=False)
    return found


def _numbers(encoded: pa.DictionaryArray) -> I64:
    """Places in the dictionary; those of nulls mean nothing."""
    indices = encoded.indices
    found: I64 = (indices.fill_null(0) if indices.null_count else indices).to_numpy().astype(np.int64)
    return found


def _letters_of(names: pa.Array) -> pa.Array:
    """The letters of names, as mailboxes hold them."""
    offsets, data = bytes_of(names)
    words = windows(data)
    if not bool((data >= _STRANGE).any()):
        rest = np.flatnonzero(letters_from(words, offsets[:-1], offsets[1:]) < np.diff(offsets))
    else:
        rest = np.flatnonzero(~pc.match_substring_regex(names, "^[A-Za-z]*$").to_numpy(zero_copy_only=False))
    slow: list[str | None] = (
        [_letters(name) for name in names.take(pa.array(rest)).to_pylist()] if len(rest) else []
    )
    return merged(pc.ascii_lower(names), rest, slow)


@lru_cache(maxsize=1 << 16)
def _letters(name: str) -> str:
    return squeezed(fold(name))


def _table(accounts: pa.Array, first: pa.Array, last: pa.Array | None) -> pa.Table:
    last = pa.nulls(len(first), pa.string()) if last is None else last
    # copies: views would hold all that came with them
    every = pa.array(np.arange(len(accounts)))
    return pa.table([cells.take(every) for cells in (accounts, first, last)], names=list(_COLUMNS))
