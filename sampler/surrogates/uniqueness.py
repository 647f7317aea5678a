"""Bumps that keep the surrogates of a unique column distinct."""

from collections.abc import Callable, Iterator, Sequence

from sampler.surrogates import banking, french_ids, mail, network, organizations, phones, places
from sampler.surrogates.folding import fold
from sampler.surrogates.normalising import normalise
from sampler.surrogates.slots import Slots

_NEAR = 16
_FAR = 4096
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


def separate(
    entity_type: str, values: Sequence[str], surrogate: Callable[[str], str | None], slots: Slots
) -> dict[tuple[str, str], int]:
    """Find the bumps, trying them on through `slots.moved`; values that are not of their type are left.

    Values are taken in the order of their PRF: neither rows nor names decide who keeps his slot.
    """
    distinct = {normalise(entity_type, value): value.strip() for value in sorted(values) if value.strip()}
    keys = {normal: key for normal, value in distinct.items() if (key := bump_key(entity_type, value))}
    taken = set(distinct) if entity_type in _STRONG else set()
    found: dict[tuple[str, str], int] = {}
    order = sorted(keys, key=lambda normal: (not slots.bump(*keys[normal]), slots.draw("order", normal)))
    for normal in order:
        for bump in _candidates(slots, keys[normal]):
            if bump != slots.bump(*keys[normal]):
                slots.moved[keys[normal]] = bump
            new = surrogate(distinct[normal])
            if new is None:
                break
            if normalise(entity_type, new) not in taken:
                taken.add(normalise(entity_type, new))
                if bump:
                    found[keys[normal]] = bump
                break
    return found


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


def _candidates(slots: Slots, key: tuple[str, str]) -> Iterator[int]:
    """The bump in force, then the next slots, then far ones in ever wider spaces."""
    start = slots.bump(*key)
    yield start
    yield from (bump for bump in range(1, _NEAR) if bump != start)
    width = phones.BLOCK * 6
    for attempt in range(_FAR):
        if attempt and attempt % _NEAR == 0:
            width *= 2
        yield _NEAR + slots.draw("far", f"{attempt}\0{key[0]}\0{key[1]}") % width
