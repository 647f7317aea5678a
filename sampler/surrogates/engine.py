"""The surrogates of one deal: a key and a dictionary in, a fictitious value for every value out."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyarrow as pa

from sampler.errors import IntegrityError
from sampler.surrogates.banking import Banking
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.births import BirthsTold
from sampler.surrogates.columns.by_layout import Lane
from sampler.surrogates.columns.codes import codes, text_of
from sampler.surrogates.columns.mail import MailColumn
from sampler.surrogates.columns.memory import Images, Memory
from sampler.surrogates.columns.names import address_column, person_column
from sampler.surrogates.columns.numbers import (
    iban_column,
    nir_column,
    nir_draws,
    phone_column,
    phone_draws,
    siren_column,
)
from sampler.surrogates.columns.tokens import date_column, token_column
from sampler.surrogates.dates import Dates
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.domains import Domains
from sampler.surrogates.entity_types import DATES, WORDS
from sampler.surrogates.french_ids import FrenchIds
from sampler.surrogates.lists import pools_digest
from sampler.surrogates.mail import Mail
from sampler.surrogates.names import GIVEN, SURNAME, Names
from sampler.surrogates.network import Network
from sampler.surrogates.normalising import normalise
from sampler.surrogates.organizations import Organizations
from sampler.surrogates.persons import Persons
from sampler.surrogates.phones import KIND, Phones
from sampler.surrogates.places import Places
from sampler.surrogates.prf import Prf
from sampler.surrogates.rows_of_places import RowsOfPlaces
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import U64, Mask, merged, without_nulls
from sampler.surrogates.tokens import Tokens
from sampler.surrogates.uniqueness import Separation, separate

_CACHED = 1 << 16
# a handful of values is mapped one by one sooner than as a column
_FEWEST = 24
Mapper = Callable[[str], str | None]


class Surrogates:
    """Maps values of one deal; pure: the same key and dictionary always give the same output.

    `fallbacks` counts, by entity type, the distinct values that are not of their type: they became tokens.

    Raises:
        IntegrityError: the dictionary was made with other name lists than the shipped ones.
    """

    def __init__(self, key: bytes, dictionary: Dictionary) -> None:
        if dictionary.pools != pools_digest():
            raise IntegrityError("the dictionary was made with other name lists than this version has")
        self._made_of = key, dictionary
        self.fallbacks: Counter[str] = Counter()
        self._prf = Prf(key)
        self._slots = Slots(self._prf, dictionary.bumps, dictionary.births)
        self._cache: dict[str, dict[str, str]] = {}
        self._memories: dict[str, Memory] = {}
        # the cached values that are not of their type
        self._fell: dict[str, set[str]] = {}
        bijections = Bijections(self._prf)
        self._tokens = Tokens(self._prf, bijections)
        self._dates = Dates(self._prf)
        self.births = BirthsTold(self._slots, self._dates.moved)
        self._mappers, self._lanes = self._built(bijections, dictionary)

    def __reduce__(self) -> tuple[Callable[[bytes, Dictionary], "Surrogates"], tuple[bytes, Dictionary]]:
        return _received, self._made_of

    def _take_over(self, other: "Surrogates") -> None:
        """Remember the mailboxes that `other` has read, if it read them as this one does."""
        (key, names), (others_key, others) = self._made_of, other._made_of  # noqa: SLF001 - of this class
        if key == others_key and names.reads_as(others):
            self._mailboxes.take_over(other._mailboxes)  # noqa: SLF001 - of this class

    def apply(self, entity_type: str, values: Sequence[str | None]) -> list[str | None]:
        """Surrogates of `values`; None, "" and white space stay, spaces at the ends too."""
        cache = self._cache.setdefault(entity_type, {})
        if len(cache) > _CACHED:
            cache.clear()
            self._fell.pop(entity_type, None)
        written = [cache.get(value) if value else value for value in values]
        if None in written:
            for place, value in enumerate(values):
                if not value:
                    written[place] = value
                elif written[place] is None:
                    # the same value may stand earlier in `values`
                    new = cache.get(value) or self._padded(entity_type, value)
                    written[place] = cache[value] = new
        return written

    def column(self, entity_type: str, values: pa.Array) -> tuple[pa.Array, Mask]:
        """Surrogates of `values`, and which of them are not of their type; nulls stay.

        Equal to `apply` to the byte, whatever values stand together in a column. Where `remembers` says no,
        equal values are mapped anew: give distinct ones, or nearly so.
        """
        lane = self._lanes.get(entity_type)
        fallen: Mask
        if len(values) < _FEWEST:
            written, rest = values, np.arange(len(values))
        elif lane is None:
            written, strange_ones = self._memory(entity_type)(values)
            return written, strange_ones.fill_null(False).to_numpy(zero_copy_only=False)
        else:
            written, handled = lane(without_nulls(values))
            if values.null_count:
                valid = values.is_valid()
                handled |= ~valid.to_numpy(zero_copy_only=False)
                _, ends, data = written.buffers()
                mask = valid.buffers()[1]
                written = pa.StringArray.from_buffers(len(written), ends, data, mask, offset=written.offset)
            rest = np.flatnonzero(~handled)
        fallen = np.zeros(len(values), dtype=np.bool_)
        if len(rest):
            others = values.take(pa.array(rest)).to_pylist()
            written = merged(written, rest, self.apply(entity_type, others))
            if strange := self._fell.get(entity_type):
                fallen[rest] = [value in strange for value in others]
        return written, fallen

    def remembers(self, entity_type: str) -> bool:
        """Whether a column of this type may repeat its values at no cost."""
        return entity_type not in self._lanes

    def _memory(self, entity_type: str) -> Memory:
        """What the values of a type without a mapping of whole columns became, and which are not of it."""

        def made(values: list[str]) -> Images:
            new = pa.array(self._at_once(entity_type, values), pa.string())
            strange = self._fell.get(entity_type, set())
            return new, pa.array([value in strange for value in values], pa.bool_())

        return self._memories.setdefault(entity_type, Memory(made))

    def _at_once(self, entity_type: str, values: list[str]) -> list[str | None]:
        """As `apply`, the plain values of the types that have many of them sooner."""
        plain = self._plainly.get(entity_type)
        if plain is None:
            return self.apply(entity_type, values)
        written = plain(values)
        rest = [place for place, new in enumerate(written) if new is None]
        others = self.apply(entity_type, [values[place] for place in rest])
        for place, new in zip(rest, others, strict=True):
            written[place] = new
        return written

    def token(self, values: Sequence[str | None]) -> list[str | None]:
        """Format-preserving keyed bijection for keys and ids; "CLI-" of "CLI-00123" stays."""
        return self.apply("ID", values)

    def number(self, use: str, text: str, size: int) -> int:
        """A keyed number in [0, size) for `text`, for operators that draw; `use` (11 signs) parts uses."""
        return self._prf.u128(f"rule:{use}", text) % size

    def shift_days(self) -> int:
        """The deal's date shift: between 30 and 400 days, one way or the other."""
        return self._dates.days

    def date_shift(self, values: Sequence[str | None]) -> list[str | None]:
        """Dates shifted, formats kept; what is no date becomes a token and is counted."""
        return self.apply("DATE_TIME", values)

    def collisions(self, entity_type: str, values: Sequence[str]) -> dict[tuple[str, str], int]:
        """Bumps under which the distinct `values` of a unique column have distinct surrogates.

        Put them into the dictionary (`with_bumps`). They depend on the set of values, not on its order.
        For strong identifiers the surrogates also avoid the originals of the column.
        """
        found = self.separation(entity_type)
        found.values.update(values)
        return self.settled(found)

    def separation(self, entity_type: str) -> Separation:
        """Something that takes in whole columns and tells whether `collisions` is needed for some values."""
        return Separation(entity_type, lambda texts: self.column(entity_type, texts)[0])

    def drawn(self, entity_type: str, numbers: U64) -> U64:
        """`Separation.pairs` of distinct French phones (nine digits) or NIR (13 with a month of birth)."""
        if entity_type == KIND:
            new, plain = phone_draws(self._slots)(numbers)
        else:
            new = nir_draws(self._slots, self._dates.moved)(numbers)
            plain = new != numbers
        for place in np.flatnonzero(~plain).tolist():
            normal = pa.array([text_of(entity_type, int(numbers[place]))])
            new[place] = codes(entity_type, self.column(entity_type, normal)[0])[0]
        return np.column_stack([numbers, new])

    def settled(self, found: Separation) -> dict[tuple[str, str], int]:
        """`collisions` for the values that a separation gathered, beside all those that do not collide."""
        name = found.entity_type

        def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
            self._forget(name)
            return self.column(name, texts)

        try:
            return separate(name, found.values, mapped, self._slots, found)
        finally:
            self._slots.try_on({})
            self._forget(name)

    def _forget(self, entity_type: str) -> None:
        self._cache.pop(entity_type, None)
        self._memories.pop(entity_type, None)
        self._fell.pop(entity_type, None)

    def _padded(self, entity_type: str, value: str) -> str:
        core = value.strip()
        if not core:
            return value
        new = self._core(entity_type, core)
        if new is None:
            self.fallbacks[entity_type] += 1
            self._fell.setdefault(entity_type, set()).add(value)
            new = self._fallback(entity_type, core)
        start = value.find(core)
        return value[:start] + new + value[start + len(core) :]

    def _core(self, entity_type: str, core: str) -> str | None:
        """The surrogate of a value without outer spaces; None when it is not of its type."""
        mapper = self._mappers.get(entity_type)
        if mapper is None:
            return self._tokens.token(core, prefix=entity_type == "ID")
        new = mapper(core)
        if new is None or normalise(entity_type, new) == normalise(entity_type, core):
            return None
        return new

    def _fallback(self, entity_type: str, core: str) -> str:
        if entity_type == "EMAIL_ADDRESS" and "@" in core:
            head, _, tail = core.rpartition("@")
            return f"{self._plain(head)}@{self._plain(tail) or 'x'}.example"
        new = self._plain(core)
        # a token that happens to be valid could be somebody's: it goes to the fictitious range too
        mapper = self._mappers.get(entity_type)
        return (mapper(new) if mapper and entity_type not in DATES else None) or new

    def _plain(self, text: str) -> str:
        return self._tokens.token(text, prefix=False)

    def _numbers(self, bijections: Bijections) -> dict[str, Mapper]:
        """The mappings of numbers and dates."""
        slots = self._slots
        french = FrenchIds(slots, bijections, self._dates.moved)
        banking = Banking(slots)
        return {
            "PHONE_NUMBER": Phones(slots, bijections).phone,
            "FR_NIR": french.nir,
            "FR_SIREN": french.siren,
            "FR_SIRET": french.siret,
            "FR_VAT": french.vat,
            "IBAN_CODE": banking.iban,
            "FR_RIB": banking.rib,
            "CREDIT_CARD": banking.card,
            **dict.fromkeys(DATES, self._dates.shift),
        }

    def _columns(self, bijections: Bijections, *, persons: Persons, places: Places) -> dict[str, Lane]:
        """The mappings of whole columns, but those of mailboxes."""
        slots = self._slots
        typed = token_column(self._prf, bijections, prefix=True)
        plain = token_column(self._prf, bijections, prefix=False)
        return {
            "ID": typed,
            **dict.fromkeys(("SECRET", *WORDS), plain),
            "PERSON": person_column(slots, persons),
            "PHONE_NUMBER": phone_column(slots),
            "FR_NIR": nir_column(slots, self._dates.moved),
            "FR_SIREN": siren_column(slots),
            "IBAN_CODE": iban_column(slots),
            "ADDRESS": address_column(slots, bijections, places),
            **dict.fromkeys(DATES, date_column(self._dates.days)),
        }

    def _built(
        self, bijections: Bijections, dictionary: Dictionary
    ) -> tuple[dict[str, Mapper], dict[str, Lane]]:
        slots = self._slots
        names = Names(self._prf, bijections, dictionary)
        persons = Persons(slots, names, dictionary)
        domains = Domains(bijections, names)
        mail = Mail(
            slots=slots,
            bijections=bijections,
            names=names,
            persons=persons,
            domains=domains,
            dictionary=dictionary,
        )
        places = Places(slots, bijections, self._tokens, domains)
        network = Network(slots, domains)
        self.people = persons
        self.places = RowsOfPlaces(places, slots, bijections)
        self._plainly = _plain_mappers(persons, places)
        lanes = self._columns(bijections, persons=persons, places=places)
        self._mailboxes = MailColumn(slots, bijections, mail, domains, persons)
        lanes |= {"EMAIL_ADDRESS": self._mailboxes.emails, "USERNAME": self._mailboxes.usernames}
        return self._numbers(bijections) | {
            "PERSON": persons.unique_full_name,
            "FIRST_NAME": persons.first_name,
            "LAST_NAME": persons.last_name,
            "EMAIL_ADDRESS": mail.email,
            "USERNAME": mail.username,
            "ADDRESS": places.address,
            "POSTCODE": places.postcode,
            "CITY": places.city,
            "FR_INSEE": self.places.insee,
            "IP_ADDRESS": network.ip,
            "MAC_ADDRESS": network.mac,
            "URL": network.url,
            "ORGANIZATION": Organizations(slots, names, domains).organization,
        }, lanes


def _plain_mappers(persons: Persons, places: Places) -> dict[str, Callable[[list[str]], list[str | None]]]:
    """The mappings of many values at once, None for those that are not plain."""
    return {
        "FIRST_NAME": partial(persons.plain_words, GIVEN),
        "LAST_NAME": partial(persons.plain_words, SURNAME),
        "POSTCODE": places.listed_postcodes,
    }


_latest: list[Surrogates] = []


def _received(key: bytes, dictionary: Dictionary) -> Surrogates:
    """What a worker process makes of what it is sent; it keeps the one before, for what that remembers."""
    new = Surrogates(key, dictionary)
    for earlier in _latest:
        new._take_over(earlier)  # noqa: SLF001 - a Surrogates too
    _latest[:] = [new]
    return new
