"""Whose account is whose: what rows tell of logins and mailboxes that a name alone does not explain."""

import re
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.accounts import account_key, reading, squeezed
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold

Names = tuple[str, str]
# a first name and a surname, or the like: read word by word
_IN_FULL = r"^[a-z]{3,}[._-][a-z]{3,}[0-9]*(@|$)"
_RUN = re.compile(r"[^\W\d_]+")
_FEWEST = 2
_PARTED = "[ '\u2019-]"
_MOST = 80_000


class Accounts:
    """Gathers the accounts of rows with one person each, those in which the names don't stand in full.

    Beyond 80,000 accounts none is learnt: then an initial that fits several people agrees with none.
    """

    def __init__(self) -> None:
        self._rows: set[tuple[str, str, str | None]] = set()
        self._met: set[str] = set()
        self._squeezed: dict[str | None, str | None] = {None: None}
        self.many = False

    def add(self, accounts: pa.Array, first: pa.Array, last: pa.Array | None = None) -> None:
        """Take in the rows of a batch; without `last`, `first` holds whole names."""
        if self.many:
            return
        short = pc.and_(accounts.is_valid(), first.is_valid())
        if last is not None:
            short = pc.and_(short, last.is_valid())
        full = pc.match_substring_regex(accounts, _IN_FULL, ignore_case=True)
        if last is not None:
            full = pc.and_not(full, pc.match_substring_regex(last, _PARTED))
        short = pc.and_(short, pc.invert(pc.fill_null(full, fill_value=True)))
        accounts, first = accounts.filter(short), first.filter(short)
        if last is not None:
            last = last.filter(short)
            told = self._in_full(accounts, first, last)
            accounts, first, last = accounts.filter(told), first.filter(told), last.filter(told)
        found = accounts.to_pylist()
        names = last.to_pylist() if last is not None else [None] * len(found)
        self._rows.update(zip(found, first.to_pylist(), names, strict=True))
        self._met.update(account_key(account).partition("@")[0] for account in found)
        if len(self._met) > _MOST:
            self.many = True
            self._rows.clear()
            self._met.clear()

    def _in_full(self, accounts: pa.Array, first: pa.Array, last: pa.Array) -> pa.Array:
        """False where the letters are the first name and a surname of one word."""
        letters = pc.replace_substring_regex(pc.ascii_lower(accounts), "@.*|[^a-z]", "")
        heads, tails = self._plain(first), self._plain(last)
        either = (
            pc.equal(letters, pc.binary_join_element_wise(one, other, ""))
            for one, other in ((heads, tails), (tails, heads))
        )
        return pc.or_(pc.invert(pc.or_(*either)), pc.match_substring_regex(last, _PARTED))

    def _plain(self, names: pa.Array) -> pa.Array:
        encoded = names.dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        for name in distinct:
            if name not in self._squeezed:
                self._squeezed[name] = squeezed(fold(name))
        return pa.array([self._squeezed[name] for name in distinct], pa.string()).take(encoded.indices)

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
        for account, first, last in sorted(self._rows, key=lambda row: row[2] is None):
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
