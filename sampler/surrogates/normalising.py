"""What "the same value" means, by entity type: equal normal forms get equal surrogates, shape aside."""

import re
from collections.abc import Callable

from sampler.surrogates import dates, french_ids, network, phones
from sampler.surrogates.folding import fold
from sampler.surrogates.persons import normal_name
from sampler.surrogates.places import place_key

_CIVIL = {"PERSON", "FIRST_NAME", "LAST_NAME", "ORGANIZATION", "ADDRESS"}


def normalise(entity_type: str, value: str) -> str:
    """The normal form of `value`: phones in E.164, e-mail case-folded, names folded, numbers compact.

    A value that is not of its type is its own normal form, without spaces at the ends.
    """
    text = value.strip()
    normal = _NORMAL.get(entity_type)
    found = normal(text) if normal else None
    return text if found is None else found


def _date(text: str) -> str | None:
    found = dates.read(text)
    if found is None:
        return None
    match = re.search(r"[T ]\s*(\d{1,2}[:h].*)$", text)
    return found[0].isoformat() + (f"T{match[1]}" if match else "")


def _compact(text: str) -> str:
    return french_ids.compact(text)


def _vat(text: str) -> str | None:
    number = french_ids.compact(text)
    return number if re.fullmatch(r"FR\w{2}\d{9}", number) else None


def _mac(text: str) -> str:
    return re.sub(r"[^0-9A-Fa-f]", "", text).lower()


_NORMAL: dict[str, Callable[[str], str | None]] = {
    **dict.fromkeys(_CIVIL, normal_name),
    **dict.fromkeys(("EMAIL_ADDRESS", "COUNTRY", "GENDER", "TITLE"), str.casefold),
    "USERNAME": fold,
    "PHONE_NUMBER": phones.normal,
    "FR_NIR": french_ids.normal_nir,
    **dict.fromkeys(("FR_SIREN", "FR_SIRET", "IBAN_CODE", "FR_RIB", "CREDIT_CARD", "POSTCODE"), _compact),
    "FR_VAT": _vat,
    "IP_ADDRESS": network.normal_ip,
    "MAC_ADDRESS": _mac,
    "CITY": place_key,
    "BIRTH_DATE": _date,
    "DATE_TIME": _date,
}
