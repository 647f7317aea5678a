"""Bumps that keep the surrogates of a unique column distinct."""

from collections.abc import Callable, Collection, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates import banking, french_ids, mail, network, organizations, phones, places
from sampler.surrogates.columns.codes import codes, text_of
from sampler.surrogates.columns.forms import seen
from sampler.surrogates.folding import fold
from sampler.surrogates.normalising import normalise
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import U64, Mask, distinct, within

_NEAR = 16
_FAR = 4096
# pairs that wait until values told many times are kept once: 16 MiB
_PENDING = 1 << 20
_HALF = np.uint64(32)
_FACTORS: U64 = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)
_SPACE, _LAST_ASCII = 32, 127
_NONE: Mask = np.zeros(0, dtype=np.bool_)
# what fits in the caches of a core
_AT_ONCE = 1 << 16
# their surrogates must not be originals of the same column: the leak audit looks for them everywhere
_STRONG = frozenset(
    {
        "EMAIL_ADDRESS",
        "PHONE_NUMBER",
        "FR_NIR",
        "FR_SIREN",
        "FR_SIRET",
        "FR_VAT",
        "IBAN_CODE",
        "FR_RIB",
        "CREDIT_CARD",
    }
)


class Separation:
    """Finds which values of a type would have one surrogate, from digests: 16 bytes per distinct value.

    Give it the `pairs` of all columns (`add`), ask whether it is `colliding`, and put those `among` the
    columns that are `away` into `values`, as far as
    their digests do not `tell` them. A value that it is to `remember` keeps the surrogate it had.
    """

    def __init__(self, entity_type: str, mapped: Callable[[pa.Array], pa.Array]) -> None:
        self.entity_type = entity_type
        self._mapped = mapped
        self._parts: list[U64] = []
        self._rows = self._settled_rows = 0
        # digests of values that left with their surrogates, and of these; sorted, each of them
        self._known: tuple[U64, U64] | None = None
        self.away: U64 = np.empty(0, dtype=np.uint64)
        # sorted, each of them
        self._taken: tuple[U64, ...] = ()
        self.values: set[str] = set()
        self.told: set[str] = set()

    def pairs(self, column: pa.Array) -> U64:
        """Digests of the values and of their surrogates; nulls and blanks do not count."""
        distinct = _filled(column)
        return np.column_stack([self.digests(distinct), self.digests(self._mapped(distinct))])

    def paired(self, column: pa.Array, written: pa.Array) -> U64:
        """As `pairs`, of cells whose surrogates are written already; one value may be told many times."""
        pairs = np.column_stack([self.digests(column), self.digests(written)])
        blank = _blank(column)
        return pairs.compress(~blank, axis=0) if blank.any() else pairs

    def add(self, pairs: U64) -> None:
        """Take in what `pairs` told, here or elsewhere."""
        self._parts.append(pairs)
        self._rows += len(pairs)
        if self._rows > 2 * self._settled_rows + _PENDING:
            self._settle()

    def remember(self, pairs: U64) -> None:
        """Let values of earlier deliveries keep their surrogates, and no other have one of these."""
        self._known = np.sort(pairs[:, 0]), np.sort(pairs[:, 1])

    def final(self) -> U64:
        """The pairs of all values as they are settled, if it was to `remember` others."""
        self._settle()
        return self._parts[0] if self._parts else np.empty((0, 2), dtype=np.uint64)

    def settle(self, moved: Mapping[int, int]) -> None:
        """Say which surrogates values got that were away, as digests."""
        if self._known is not None and moved:
            pairs = self.final().copy()
            before, after = (np.array(list(side), dtype=np.uint64) for side in (moved.keys(), moved.values()))
            places = np.searchsorted(pairs[:, 0], before)
            pairs[places, 1] = after
            self._parts = [pairs]

    def __len__(self) -> int:
        """How many distinct values there are."""
        self._settle()
        return self._settled_rows

    def colliding(self) -> bool:
        """Whether any two values have one surrogate, or one has an original of a strong type."""
        if not self._rows:
            return False
        if self._known is None and self._plainly_apart():
            return False
        self._settle()
        before, after = self._side(0), self._side(1)
        if self._known is None:
            self._parts = []
        ordered = np.sort(after)
        reached = ordered[1:][ordered[1:] == ordered[:-1]]
        if self.entity_type in _STRONG:
            reached = distinct(np.concatenate([reached, before[within(before, ordered)]]))
        reached, kept, taken = self._with_known(before, after, reached)
        leaving = within(after, reached) & ~kept if len(reached) else _NONE
        if not leaving.any():
            self._taken = (ordered, *taken)
            return False
        self.away = before[leaving]
        free = np.sort(after[~leaving])
        self._taken = (free, before, *taken) if self.entity_type in _STRONG else (free, *taken)
        return True

    def _plainly_apart(self) -> bool:
        """Whether each surrogate has one value and is no original: then no row has to be found."""
        ordered = np.sort(self._side(1))
        if not self._one_each(ordered):
            return False
        if self.entity_type in _STRONG and _meet(np.sort(self._side(0)), ordered):
            return False
        self._parts, self._taken = [], (ordered,)
        return True

    def _with_known(self, before: U64, after: U64, reached: U64) -> tuple[U64, Mask, tuple[U64, ...]]:
        """What is `reached` wrongly, earlier deliveries counted; which values stay; what else is taken."""
        if self._known is None or not len(self._known[0]):
            return reached, np.zeros(len(before), dtype=np.bool_), ()
        earlier, given = self._known
        mine = np.flatnonzero(within(before, earlier))
        others: Mask = np.ones(len(before), dtype=np.bool_)
        others[mine] = False
        taken = (given, earlier) if self.entity_type in _STRONG else (given,)
        for some in taken:
            reached = distinct(np.concatenate([reached, after[others & within(after, some)]]))
        # two of them have one surrogate only if it could not be helped: then one keeps it
        kept = ~others
        kept[mine] = _leading(after[mine])
        return reached, kept, taken

    def tell(self) -> None:
        """Take in the normal forms of those that are away, as far as their digests write them."""
        found = [text_of(self.entity_type, code) for code in self.away.tolist()]
        self.told.update(text for text in found if text is not None)

    def among(self, column: pa.Array, away: U64) -> pa.Array:
        """Those of the values whose digests are `away`."""
        distinct = _filled(column)
        return distinct.filter(pa.array(within(self.digests(distinct), away)))

    def taken(self, words: U64) -> Mask:
        """Which of the digests `words` are those of a value that does not collide, or of its surrogate."""
        found: Mask = np.zeros(len(words), dtype=np.bool_)
        for some in self._taken:
            found |= within(words, some)
        return found

    def digests(self, texts: pa.Array) -> U64:
        """Digests of the normal forms."""
        return codes(self.entity_type, texts)

    def _side(self, side: int) -> U64:
        """What was told of the values (0) or of their surrogates (1)."""
        return np.concatenate([part[:, side] for part in self._parts])

    def _one_each(self, ordered: U64) -> bool:
        """Whether there are as many pairs as surrogates, which are `ordered`: a pair is told by a digest."""
        mixed, after = self._side(0), self._side(1)
        if _rising(mixed):
            return _count(ordered) == len(mixed)
        for start in range(0, len(mixed), _AT_ONCE):
            some = mixed[start : start + _AT_ONCE]
            for factor in _FACTORS:
                some ^= some >> _HALF
                some *= factor
            some += after[start : start + _AT_ONCE]
        mixed.sort()
        return _count(mixed) == _count(ordered)

    def _settle(self) -> None:
        """Keep one pair of each value, the first one that was told, in the order of the values."""
        if self._parts and (len(self._parts) > 1 or self._rows != self._settled_rows):
            before, after = self._side(0), self._side(1)
            if not _rising(before):
                before, after = _first_ones(before, after)
            self._parts = [np.column_stack([before, after])]
        self._settled_rows = self._rows = len(self._parts[0]) if self._parts else 0


def _first_ones(before: U64, after: U64) -> tuple[U64, U64]:
    """Each value once, in order, with the first surrogate that was told of it."""
    order = np.argsort(before)
    ordered, images = before[order], after[order]
    again = ordered[1:] == ordered[:-1]
    if (again & (images[1:] != images[:-1])).any():
        order = np.argsort(before, kind="stable")
        images = after[order]
    first = np.concatenate([[True], ~again])[: len(order)]
    return ordered[first], images[first]


def _rising(words: U64) -> bool:
    """Whether they are distinct and sorted already."""
    return bool((words[1:] > words[:-1]).all())


def _count(ordered: U64) -> int:
    """How many of sorted numbers are distinct."""
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _meet(some: U64, others: U64) -> bool:
    """Whether a number is among both, which are sorted."""
    starts = range(0, len(some), _AT_ONCE)
    return any(within(some[start : start + _AT_ONCE], others).any() for start in starts)


def _blank(column: pa.Array) -> Mask:
    """Which cells are null, empty or nothing but white space."""
    offsets, signs = seen(column)
    blank: Mask = np.diff(offsets) == 0
    if column.null_count:
        blank |= column.is_null().to_numpy(zero_copy_only=False)
    if blank.all():
        return blank
    first = signs.take(offsets[:-1], mode="clip")
    # nothing else begins so
    unsure = np.flatnonzero(((first <= _SPACE) | (first > _LAST_ASCII)) & ~blank)
    if len(unsure):
        trimmed = pc.utf8_trim_whitespace(column.take(pa.array(unsure)))
        blank[unsure] = pc.equal(pc.binary_length(trimmed), 0).to_numpy(zero_copy_only=False)
    return blank


def _filled(column: pa.Array) -> pa.Array:
    distinct = column.drop_null().unique()
    return distinct.filter(pa.array(~_blank(distinct)))


def separate(
    entity_type: str,
    values: Collection[str],
    mapped: Callable[[pa.Array], tuple[pa.Array, Mask]],
    slots: Slots,
    found: Separation,
) -> dict[tuple[str, str], int]:
    """Find the bumps, trying them on through `slots`; values that are not of their type are left.

    All values try their next bump at once; who stands first in the order of their PRF keeps a surrogate that
    several reach: neither rows nor names decide. Surrogates of values that do not collide are taken already.
    """
    distinct, keys = _contending(entity_type, values, found)
    own = found.digests(pa.array(list(distinct.values()), pa.string()))
    digests = dict(zip(distinct, own.tolist(), strict=True))
    taken = [np.sort(own)] if entity_type in _STRONG else []
    bumps: dict[tuple[str, str], int] = {}
    new_words: dict[int, int] = {}
    order = dict(zip(keys, slots.order(list(keys)), strict=True))
    starts = {normal: slots.bump(*key) for normal, key in keys.items()}
    left = sorted(keys, key=lambda normal: (not starts[normal], order[normal]))
    trial = 0
    while left:
        tried = {
            normal: bump
            for normal in left
            if (bump := _candidate(slots, keys[normal], starts[normal], trial)) is not None
        }
        trial += 1
        left = list(tried)
        slots.try_on({keys[normal]: bump for normal, bump in tried.items()})
        new, fallen = mapped(pa.array([distinct[normal] for normal in left], pa.string()))
        words = found.digests(new)
        free: Mask = ~found.taken(words)
        for earlier in taken:
            free &= ~within(words, earlier)
        settled = free & _leading(words) & ~fallen
        taken.append(np.sort(words[settled]))
        places = np.flatnonzero(settled).tolist()
        new_words |= {digests[left[place]]: int(words[place]) for place in places}
        bumps |= {keys[left[place]]: tried[left[place]] for place in places}
        left = [left[place] for place in np.flatnonzero(~settled & ~fallen).tolist()]
    found.settle(new_words)
    return {key: bump for key, bump in bumps.items() if bump}


def _leading(words: U64) -> Mask:
    """Which of the digests stand first among their equals."""
    leading: Mask = np.zeros(len(words), dtype=np.bool_)
    leading[np.unique(words, return_index=True)[1]] = True
    return leading


def _contending(
    entity_type: str, values: Collection[str], found: Separation
) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """By normal form: how a value is written, and the key of its bump where it has one."""
    distinct = {normal: normal for normal in found.told}
    keys = {normal: (entity_type, normal) for normal in found.told}
    for value in sorted(values):
        if (written := value.strip()) and (normal := normalise(entity_type, value)) not in found.told:
            distinct[normal] = written
            if key := bump_key(entity_type, written):
                keys[normal] = key
    return distinct, keys


def bump_key(entity_type: str, value: str) -> tuple[str, str] | None:
    """The (kind, normalised value) whose bump moves the surrogate of `value`, None when none does."""
    normal = normalise(entity_type, value)
    if entity_type == french_ids.SIREN:
        return french_ids.SIREN, normal
    if entity_type == "FR_VAT":
        return french_ids.SIREN, normal[-9:]
    if entity_type == banking.RIB:
        return banking.RIB, normal[:21]
    if entity_type == banking.IBAN:
        return (banking.RIB, normal[4:25]) if normal[:2] in {"FR", "MC"} else (banking.IBAN, normal)
    return (entity_type, _own_key(entity_type, value, normal)) if entity_type in _PLAIN else None


def _own_key(entity_type: str, value: str, normal: str) -> str:
    if entity_type in {organizations.ORGANIZATION, places.ADDRESS}:
        return fold(value)
    return value if entity_type == network.URL else normal


_PLAIN = frozenset(
    {phones.KIND, french_ids.NIR, french_ids.SIRET, banking.CARD, mail.EMAIL, mail.USERNAME, places.CITY}
    | {places.ADDRESS, network.IP, network.MAC, network.URL, organizations.ORGANIZATION, "PERSON"}
)


def _candidate(slots: Slots, key: tuple[str, str], start: int, trial: int) -> int | None:
    """The bump in force first, then the next slots, then far ones in ever wider spaces; None after all."""
    if trial == 0:
        return start
    # the bump in force is not tried twice
    near = 0 < start < _NEAR
    if trial < _NEAR - near:
        return trial + (near and trial >= start)
    attempt = trial - (_NEAR - near)
    if attempt >= _FAR:
        return None
    width = phones.BLOCK * 6 << attempt // _NEAR
    return _NEAR + slots.draw("far", f"{attempt}\0{key[0]}\0{key[1]}") % width
