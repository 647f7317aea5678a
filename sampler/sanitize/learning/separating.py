"""Uniqueness secured before anything is written: the bumps under which distinct values stay distinct."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.engine.pool import Answer, Pool
from sampler.formats.document import narrowed
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.learning.kept_apart import kept_apart, written_apart
from sampler.sanitize.learning.reading import NumbersRead, SampleRead
from sampler.sanitize.plan import ColumnPlan, FilePlan
from sampler.sanitize.sample import SampleView, column
from sampler.surrogates import phones
from sampler.surrogates.accounts import account_key
from sampler.surrogates.columns.codes import DRAWN
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.mail import EMAIL
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import U64, within
from sampler.surrogates.uniqueness import Separation

# a VAT number moves with its SIREN, a French IBAN with its RIB: they are looked at when those are settled
_LATER = frozenset({"FR_VAT", "IBAN_CODE"})
# those that move with others
_LEADING = frozenset({"FR_SIREN", "FR_RIB"})
# what fits in the caches of a core
_AT_ONCE = 1 << 17
_ONE_ADDRESS = "^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$"
Bumps = Mapping[tuple[str, str], int]
Wanted = tuple[str, ...]
_NO_MAILBOXES: pa.Array = pa.array([], pa.string())


class Digester:
    """For every column of a batch, digests of its values and of their surrogates: one row of bytes."""

    def __init__(self, surrogates: Surrogates) -> None:
        self._surrogates = surrogates

    def __call__(self, batch: pa.RecordBatch, types: Wanted) -> Answer:
        """The columns have the types `types`."""
        told = (
            self._surrogates.separation(name).pairs(cells)
            for name, cells in zip(types, batch.columns, strict=True)
        )
        return _row(pa.array([pairs.tobytes()], pa.binary()) for pairs in told), Counter()


class Gatherer:
    """For every column of a batch, those of its values that collide: one row of lists."""

    def __init__(self, surrogates: Surrogates, away: Mapping[str, U64]) -> None:
        self._surrogates, self._away = surrogates, away

    def __call__(self, batch: pa.RecordBatch, types: Wanted) -> Answer:
        """The columns have the types `types`."""
        told = (
            self._surrogates.separation(name).among(cells, self._away[name])
            for name, cells in zip(types, batch.columns, strict=True)
        )
        return _row(pa.array([cells.to_pylist()], pa.list_(pa.string())) for cells in told), Counter()


@dataclass(frozen=True, slots=True)
class Begun:
    """What separates while names are learnt: whole arrays at a time, so that threads work side by side.

    `births` is the text of a dictionary, `bumps` are by type, `likely` are the mailboxes that may meet.
    """

    births: Future[str]
    bumps: Mapping[str, Future[Bumps]]
    likely: Future[pa.Array]


@dataclass(frozen=True)
class Separator:
    """Freezes the bumps of one sample; with a `pool`, its workers do what goes through every value.

    What was `delivered` earlier keeps its surrogates; it is told what leaves now.
    """

    sample: SampleView
    files: Sequence[FilePlan]
    key: bytes
    pool: Pool | None = None
    delivered: Delivered | None = None

    def begun(self, found: SampleRead, earlier: Dictionary, threads: Executor) -> Begun:
        """Begin, in `threads`, what no learnt name changes: months of births, phones, NIR, likely mailboxes.

        Nobody else may use these parts of `found` before they are done.
        """
        births = threads.submit(lambda: earlier.with_births(found.births()).births)
        types = {str(plan.entity_type) for plan in self._plans() if kept_apart(plan)}
        read = {name: found.drawn[name] for name in sorted(types & DRAWN) if not found.drawn[name].many}
        bumps = {name: threads.submit(self._drawn, earlier, births, name, one) for name, one in read.items()}
        accounts = found.names.accounts.mailboxes() if EMAIL in types else _NO_MAILBOXES
        return Begun(births, bumps, threads.submit(_likely, accounts))

    def separated(self, dictionary: Dictionary, found: SampleRead, begun: Begun) -> Dictionary:
        """Freeze the bumps under which the unique columns of each type stay unique, all of them together.

        Types with few fictitious values are kept apart in every column: a customer who stands twice in a
        table makes it not unique, and two phones must not become one all the same. Those that hardly ever
        meet (`written_apart`) are left.
        """
        every = {
            str(plan.entity_type)
            for plan in self._plans()
            if kept_apart(plan)
            and (not written_apart(plan) or (found.foreign and plan.entity_type == "IBAN_CODE"))
        }
        boxes = self._mailboxes(dictionary, begun.likely.result())
        # no type moves values of another
        for bumps in (*(one.result() for one in begun.bumps.values()), boxes):
            dictionary = dictionary.with_bumps(bumps)
        every -= set(begun.bumps)
        later = every & _LATER if every & _LEADING else set[str]()
        for types in (every - later, later):
            if types:
                dictionary = self._settled(dictionary, types)
        return dictionary

    def _drawn(
        self, dictionary: Dictionary, births: Future[str], entity_type: str, read: NumbersRead
    ) -> Bumps:
        """Bumps from the numbers alone: no column is read again."""
        numbers, others = read.numbers(), pa.array(sorted(read.others), pa.string())
        wide = dictionary
        if entity_type == phones.KIND:
            wide = self._wide_enough(dictionary, len(numbers) + len(others))
        # no name decides over a number
        known = Dictionary(bumps=wide.bumps, births="" if entity_type == phones.KIND else births.result())
        surrogates = Surrogates(self.key, known)
        one = surrogates.separation(entity_type)
        for start in range(0, len(numbers), _AT_ONCE):
            one.add(surrogates.drawn(entity_type, numbers[start : start + _AT_ONCE]))
        if len(others):
            one.add(one.pairs(others))
        bumps = wide.bumps
        if self._remembering(one).colliding():
            one.tell()
            one.values.update(one.among(others, one.away).to_pylist())
            bumps = {**surrogates.settled(one), **bumps}
        self._left(one)
        return bumps

    def _mailboxes(self, dictionary: Dictionary, likely: pa.Array) -> Bumps:
        """Bumps for the short mailboxes that are likely to meet, lest all has to be written again."""
        if not any(written_apart(plan) and plan.entity_type == EMAIL for plan in self._plans()):
            return {}
        if not len(likely):
            return {}
        surrogates = Surrogates(self.key, _of_mailboxes(dictionary, likely))
        one = surrogates.separation(EMAIL)
        one.add(one.pairs(likely))
        if not self._remembering(one).colliding():
            return {}
        one.values.update(one.among(likely, one.away).to_pylist())
        return surrogates.settled(one)

    def _plans(self) -> Iterator[ColumnPlan]:
        for file in self.files:
            for table in file.tables:
                if not table.dropped:
                    yield from table.kept

    def _settled(self, dictionary: Dictionary, types: set[str]) -> Dictionary:
        found = self._read(dictionary, types)
        if phones.KIND in found:
            wide = self._wide_enough(dictionary, len(found[phones.KIND]))
            if wide is not dictionary:
                dictionary = wide
                found |= self._read(dictionary, {phones.KIND})
        return self.moved(dictionary, found)

    def moved(self, dictionary: Dictionary, found: Mapping[str, Separation]) -> Dictionary:
        """The dictionary with bumps for the values of each type that collide; itself when none does."""
        colliding = {name: one for name, one in sorted(found.items()) if self._remembering(one).colliding()}
        surrogates = Surrogates(self.key, dictionary)
        if colliding:
            function = Gatherer(surrogates, {name: one.away for name, one in colliding.items()})
            for name, row in self._told(function, set(colliding)):
                colliding[name].values.update(row.as_py())
        for one in colliding.values():
            dictionary = dictionary.with_bumps(surrogates.settled(one))
        for one in found.values():
            self._left(one)
        return dictionary

    def _remembering(self, one: Separation) -> Separation:
        if self.delivered is not None and self.delivered.holds(one.entity_type, len(one)):
            one.remember(self.delivered.of(one.entity_type))
        return one

    def _left(self, one: Separation) -> None:
        if self.delivered is not None:
            self.delivered.take(one.entity_type, one.final())

    def _wide_enough(self, dictionary: Dictionary, phone_count: int) -> Dictionary:
        """The dictionary with the wide blocks, where so many phones need them and none has left without."""
        if self.delivered is not None and self.delivered.any(phones.KIND):
            return dictionary
        needed = phones.needs_width(phone_count, dictionary.bumps)
        return dictionary.with_bumps({(phones.KIND, phones.WIDE): 1}) if needed else dictionary

    def _read(self, dictionary: Dictionary, types: Iterable[str]) -> dict[str, Separation]:
        surrogates = Surrogates(self.key, dictionary)
        found = {name: surrogates.separation(name) for name in types}
        for name, row in self._told(Digester(surrogates), set(found)):
            found[name].add(np.frombuffer(row.as_buffer(), dtype=np.uint64).reshape(-1, 2))
        return found

    def _told(self, function: Digester | Gatherer, types: set[str]) -> Iterator[tuple[str, pa.Scalar]]:
        """What the function says of every column of these types; every table is read once."""
        if self.pool is not None:
            self.pool.teach(function)
        for source, file in zip(self.sample, self.files, strict=True):
            for table in file.tables:
                fitting = (plan for plan in table.kept if kept_apart(plan) and plan.entity_type in types)
                wanted = {plan.index: str(plan.entity_type) for plan in fitting}
                if table.dropped or not wanted:
                    continue
                names = tuple(wanted.values())
                batches = (
                    _row(column(batch, index) for index in wanted)
                    for batch in narrowed(source.document, frozenset(wanted)).batches(table.table_id)
                )
                answers = (
                    (function(batch, names) for batch in batches)
                    if self.pool is None
                    else self.pool.map(batches, names)
                )
                for answer, _ in answers:
                    for name, told in zip(names, answer.columns, strict=True):
                        yield name, told[0]


def _row(columns: Iterable[pa.Array]) -> pa.RecordBatch:
    arrays = list(columns)
    return pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])


def _of_mailboxes(dictionary: Dictionary, mailboxes: pa.Array) -> Dictionary:
    """What of the dictionary some mailboxes are read with: of all accounts, theirs."""
    dictionary = replace(dictionary, births="")
    if not pc.all(pc.match_substring_regex(mailboxes, _ONE_ADDRESS)).as_py():
        return dictionary
    keys = {account_key(mailbox) for mailbox in mailboxes.to_pylist()}
    keys |= {key.partition("@")[0] for key in keys}
    owned = {key: dictionary.accounts[key] for key in keys if key in dictionary.accounts}
    return replace(dictionary, accounts=owned)


def _likely(mailboxes: pa.Array) -> pa.Array:
    """The mailboxes that differ from another one by the first or the last letter only: often an initial."""
    folded = pc.utf8_lower(mailboxes)
    some = np.zeros(len(mailboxes), dtype=np.bool_)
    for pattern in (r"^\pL", r"\pL([0-9]*@)"):
        rest = quick_digests(pc.replace_substring_regex(folded, pattern, r"\1" if "(" in pattern else ""))
        ordered = np.sort(rest)
        some |= within(rest, ordered[1:][ordered[1:] == ordered[:-1]])
    return mailboxes.filter(pa.array(some))
