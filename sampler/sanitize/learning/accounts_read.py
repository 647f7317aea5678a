"""Whose account is whose: what rows tell of logins and mailboxes that a name alone does not explain."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.accounts import account_key, reading, squeezed
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import U64, distinct

Names = tuple[str, str]
# a first name and a surname, or the like: read word by word
_IN_FULL = r"^[a-z]{3,}[._-][a-z]{3,}[0-9]*(@|$)"
_RUN = re.compile(r"[^\W\d_]+")
_FEWEST = 2
_PARTED = "[ '\u2019-]"
_MOST = 400_000
_COLUMNS = ("account", "first", "last")


class Accounts:
    """Gathers the accounts of rows with one person each, those in which the names don't stand in full.

    Beyond 400,000 accounts none is learnt: then an initial that fits several people agrees with none.
    """

    def __init__(self) -> None:
        self._rows: list[pa.Table] = []
        self._waiting = 0
        self._met: U64 = np.empty(0, dtype=np.uint64)
        self.many = False

    def add(self, accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> None:
        """Take in the rows of a batch; without `last`, `first` holds whole names."""
        columns = (accounts, first) if last is None else (accounts, first, last)
        self.take(*short_accounts(*columns))

    def take(self, accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> None:
        """Take in rows of `short_accounts`."""
        if self.many or not len(accounts):
            return
        boxes = pc.replace_substring_regex(pc.utf8_lower(accounts), "^@|@.*", "")
        self._met = distinct(np.concatenate([self._met, quick_digests(boxes)]))
        self._rows.append(_table(accounts, first, last))
        self._waiting += len(accounts)
        if len(self._met) > _MOST:
            self.many = True
            self._rows = []
        elif self._waiting > _MOST:
            # one account may stand in very many rows
            self._rows, self._waiting = [_distinct_rows(self._rows)], 0

    def mailboxes(self) -> pa.Array:
        """The distinct addresses among the accounts, as they are written."""
        if not self._rows:
            return pa.array([], pa.string())
        accounts = _distinct_rows(self._rows).column("account").combine_chunks().unique()
        return accounts.filter(pc.match_substring(accounts, "@"))

    def _told(self) -> list[tuple[str, str, str | None]]:
        if not self._rows:
            return []
        rows = _distinct_rows(self._rows)
        return sorted(
            zip(*(rows.column(name).to_pylist() for name in _COLUMNS), strict=True),
            key=lambda row: (row[2] is None, row[0], row[1], row[2] or ""),
        )

    def learnt(self, dictionary: Dictionary, whole: Mapping[str, Names]) -> dict[str, Names]:
        """The folded names by account, or by whole address where an account is several people's.

        Accounts that the dictionary reads by itself are left out, and those that are no form of the name.
        `whole` parts names in one cell.
        """
        by_box: dict[str, Names | None] = {}
        by_address: dict[str, Names | None] = {}
        needed: set[str] = set()
        told: set[str] = set()
        # what two columns say goes before what a name in one cell is read as
        for account, first, last in self._told():
            given, surname = (first, last) if last is not None else whole.get(first, ("", ""))
            address, names = account_key(account.strip()), (fold(given), fold(surname))
            box = address.partition("@")[0]
            if last is None and address in told:
                continue
            if last is not None:
                told.add(address)
            if not all(names):
                continue
            for known, key in ((by_box, box), (by_address, address)):
                if known.setdefault(key, names) != names:
                    known[key] = None
            if _needed(box, *names, dictionary):
                needed.add(address)
        return dict(sorted(_settled(needed, by_box, by_address)))


def short_accounts(accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> tuple[pa.Array, ...]:
    """The rows of a batch whose account does not write its person's names in full."""
    short = pc.and_(accounts.is_valid(), first.is_valid())
    # nearly all are told by their letters alone
    full = pc.match_substring_regex(accounts, _IN_FULL, ignore_case=True)
    if last is not None:
        short = pc.and_(short, last.is_valid())
        full = pc.and_not(full, pc.match_substring_regex(last, _PARTED))
    short = pc.and_(short, pc.invert(pc.fill_null(full, fill_value=True)))
    accounts, first = accounts.filter(short), first.filter(short)
    if last is None:
        return accounts, first
    last = last.filter(short)
    told = _in_full(accounts, first, last)
    return accounts.filter(told), first.filter(told), last.filter(told)


def _in_full(accounts: pa.Array, first: pa.Array, last: pa.Array) -> pa.Array:
    """False where the letters are the first name and a surname of one word."""
    letters = pc.replace_substring_regex(pc.ascii_lower(accounts), "@.*|[^a-z]", "")
    heads, tails = _plain(first), _plain(last)
    either = (
        pc.equal(letters, pc.binary_join_element_wise(one, other, ""))
        for one, other in ((heads, tails), (tails, heads))
    )
    return pc.or_(pc.invert(pc.or_(*either)), pc.match_substring_regex(last, _PARTED))


def _plain(names: pa.Array) -> pa.Array:
    encoded = names.dictionary_encode()
    folded = [_letters(name) for name in encoded.dictionary.to_pylist()]
    return pa.array(folded, pa.string()).take(encoded.indices)


@lru_cache(maxsize=1 << 16)
def _letters(name: str) -> str:
    return squeezed(fold(name))


def _table(accounts: pa.Array, first: pa.Array, last: pa.Array | None) -> pa.Table:
    last = pa.nulls(len(first), pa.string()) if last is None else last
    return pa.table([accounts, first, last], names=list(_COLUMNS))


def _distinct_rows(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables).group_by(list(_COLUMNS), use_threads=False).aggregate([])


def _settled(
    needed: Iterable[str], by_box: Mapping[str, Names | None], by_address: Mapping[str, Names | None]
) -> Iterable[tuple[str, Names]]:
    for address in needed:
        box = address.partition("@")[0]
        key, names = (box, by_box[box]) if by_box[box] else (address, by_address[address])
        if names:
            yield key, names


def _needed(box: str, first: str, last: str, dictionary: Dictionary) -> bool:
    """Whether `box` is made of parts of the names, and nothing but its row tells of which."""
    runs = _RUN.findall(box)
    letters, surname = "".join(runs), squeezed(last)
    plain = surname == last and last not in dictionary.given
    if letters in {first[0] + surname, surname + first[0]}:
        return not (plain and dictionary.people.get((first[0], last)) == first)
    given = squeezed(first)
    if letters in {given + surname, surname + given} and plain:
        return False
    return len(letters) >= _FEWEST and reading(runs, first, last) is not None
