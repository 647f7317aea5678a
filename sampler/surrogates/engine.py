"""The surrogates of one deal: a key and a dictionary in, a fictitious value for every value out."""

from collections import Counter
from collections.abc import Callable, Sequence

from sampler.errors import IntegrityError
from sampler.surrogates.banking import Banking
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.dates import Dates
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.domains import Domains
from sampler.surrogates.french_ids import FrenchIds
from sampler.surrogates.lists import pools_digest
from sampler.surrogates.mail import Mail
from sampler.surrogates.names import Names
from sampler.surrogates.network import Network
from sampler.surrogates.normalising import normalise
from sampler.surrogates.organizations import Organizations
from sampler.surrogates.persons import Persons
from sampler.surrogates.phones import Phones
from sampler.surrogates.places import Places
from sampler.surrogates.prf import Prf
from sampler.surrogates.slots import Slots
from sampler.surrogates.tokens import Tokens
from sampler.surrogates.uniqueness import separate

_CACHED = 1 << 18
DATES = ("BIRTH_DATE", "DATE_TIME")
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
        self.fallbacks: Counter[str] = Counter()
        self._prf = Prf(key)
        self._slots = Slots(self._prf, dictionary.bumps)
        self._cache: dict[str, dict[str, str]] = {}
        bijections = Bijections(self._prf)
        self._tokens = Tokens(self._prf, bijections)
        self._dates = Dates(self._prf)
        self._mappers = self._built(bijections, dictionary)

    def apply(self, entity_type: str, values: Sequence[str | None]) -> list[str | None]:
        """Surrogates of `values`; None, "" and white space stay, spaces at the ends too."""
        cache = self._cache.setdefault(entity_type, {})
        if len(cache) > _CACHED:
            cache.clear()
        written: list[str | None] = []
        for value in values:
            if not value:
                written.append(value)
                continue
            new = cache.get(value)
            if new is None:
                new = cache[value] = self._padded(entity_type, value)
            written.append(new)
        return written

    def token(self, values: Sequence[str | None]) -> list[str | None]:
        """Format-preserving keyed bijection for keys and ids; "CLI-" of "CLI-00123" stays."""
        return self.apply("ID", values)

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
        mapper = self._mappers.get(entity_type)
        if mapper is None:
            return {}
        try:
            return separate(entity_type, values, lambda text: self._core(entity_type, text), self._slots)
        finally:
            self._slots.moved.clear()
            self._cache.pop(entity_type, None)

    def _padded(self, entity_type: str, value: str) -> str:
        core = value.strip()
        if not core:
            return value
        new = self._core(entity_type, core)
        if new is None:
            self.fallbacks[entity_type] += 1
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

    def _built(self, bijections: Bijections, dictionary: Dictionary) -> dict[str, Mapper]:
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
        french = FrenchIds(slots, bijections, self._dates.moved)
        banking = Banking(slots)
        network = Network(slots, domains)
        places = Places(slots, bijections, self._tokens, domains)
        return {
            "PERSON": persons.unique_full_name,
            "FIRST_NAME": persons.first_name,
            "LAST_NAME": persons.last_name,
            "EMAIL_ADDRESS": mail.email,
            "USERNAME": mail.username,
            "PHONE_NUMBER": Phones(slots, bijections).phone,
            "FR_NIR": french.nir,
            "FR_SIREN": french.siren,
            "FR_SIRET": french.siret,
            "FR_VAT": french.vat,
            "IBAN_CODE": banking.iban,
            "FR_RIB": banking.rib,
            "CREDIT_CARD": banking.card,
            "ADDRESS": places.address,
            "POSTCODE": places.postcode,
            "CITY": places.city,
            **dict.fromkeys(DATES, self._dates.shift),
            "IP_ADDRESS": network.ip,
            "MAC_ADDRESS": network.mac,
            "URL": network.url,
            "ORGANIZATION": Organizations(slots, names, domains).organization,
        }
