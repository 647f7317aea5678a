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
from sampler.surrogates.text_arrays import I64, Mask

# a first name and a surname, or the like: read word by word
_IN_FULL = r"^[a-z]{3,}[._-][a-z]{3,}[0-9]*(@|$)"
_PARTED = "[ '\u2019-]"
_MOST = 400_000
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
        """All rows, none twice; none at all beyond the limit."""
        if self._waiting:
            rows = pa.concat_tables(self._rows).group_by(list(_COLUMNS), use_threads=False).aggregate([])
            self._rows, self._waiting = [rows], 0
            self.many = rows.num_rows > _MOST and _count(rows.column("account")) > _MOST
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
    short = _valid(accounts)
    for encoded in names:
        short &= _valid(encoded)
    # nearly all are told by their letters alone
    full = pc.match_substring_regex(accounts, _IN_FULL, ignore_case=True).fill_null(False)
    in_full: Mask = full.to_numpy(zero_copy_only=False)
    if last is not None:
        parted = pc.match_substring_regex(names[1].dictionary, _PARTED).to_numpy(zero_copy_only=False)
        in_full = in_full & ~parted[_numbers(names[1])] if len(parted) else in_full
    rows = np.flatnonzero(short & ~in_full)
    if last is not None:
        rows = rows[~_in_full(accounts.take(pa.array(rows)), *((one, _numbers(one)[rows]) for one in names))]
    chosen = pa.array(rows)
    return accounts.take(chosen), *(one.dictionary.take(one.indices.take(chosen)) for one in names)


def _in_full(accounts: pa.Array, first: Named, last: Named) -> Mask:
    """True where the letters are the first name and a surname of one word."""
    heads, tails = _plain(*first), _plain(*last)
    found: Mask = np.zeros(len(accounts), dtype=np.bool_)
    ends = pc.find_substring(accounts, "@").to_numpy()
    lengths = np.where(ends < 0, pc.binary_length(accounts).to_numpy(), ends)
    # letters of ASCII only: what is shorter than both names does not write them
    wanted = pc.add(pc.binary_length(heads), pc.binary_length(tails)).to_numpy()
    rows = np.flatnonzero(lengths >= wanted)
    if not len(rows):
        return found
    chosen = pa.array(rows)
    letters = pc.replace_substring_regex(pc.ascii_lower(accounts.take(chosen)), "@.*|[^a-z]", "")
    heads, tails = heads.take(chosen), tails.take(chosen)
    either = (
        pc.equal(letters, pc.binary_join_element_wise(one, other, ""))
        for one, other in ((heads, tails), (tails, heads))
    )
    whole = pc.invert(pc.match_substring_regex(last[0].dictionary, _PARTED)).take(pa.array(last[1][rows]))
    found[rows] = pc.and_(pc.or_(*either), whole).to_numpy(zero_copy_only=False)
    return found


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


def _plain(encoded: pa.DictionaryArray, places: I64) -> pa.Array:
    """The letters of the names at some places."""
    used, order = np.unique(places, return_inverse=True)
    folded = [_letters(name) for name in encoded.dictionary.take(pa.array(used)).to_pylist()]
    return pa.array(folded, pa.string()).take(pa.array(order))


@lru_cache(maxsize=1 << 16)
def _letters(name: str) -> str:
    return squeezed(fold(name))


def _table(accounts: pa.Array, first: pa.Array, last: pa.Array | None) -> pa.Table:
    last = pa.nulls(len(first), pa.string()) if last is None else last
    # copies: views would hold all that came with them
    every = pa.array(np.arange(len(accounts)))
    return pa.table([cells.take(every) for cells in (accounts, first, last)], names=list(_COLUMNS))
