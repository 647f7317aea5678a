"""IBAN_CODE, FR_RIB, CREDIT_CARD: unassigned banks and issuers, free accounts, right keys.

French bank code 99999 is believed unassigned, and 400000 is a test range of payment sandboxes (from
general knowledge, at the date of this file); elsewhere the bank part is all zeros.
"""

import re

from sampler.surrogates.french_ids import compact, luhn_digit, luhn_valid
from sampler.surrogates.slots import Slots, digits, overlay

RIB, IBAN, CARD = "FR_RIB", "IBAN_CODE", "CREDIT_CARD"
_RIB = re.compile(r"(\d{5})(\d{5})([0-9A-Z]{11})(\d{2})")
_IBAN = re.compile(r"([A-Z]{2})(\d{2})([0-9A-Z]{11,30})")
_RIB_COUNTRIES = frozenset({"FR", "MC"})
# letters and digits of the bank and branch part, by country; other countries: the first four signs
_BANK_PART = {
    "AT": 5,
    "BE": 3,
    "CH": 5,
    "CZ": 4,
    "DE": 8,
    "DK": 4,
    "ES": 8,
    "FI": 3,
    "GB": 10,
    "HU": 7,
    "IE": 10,
    "IT": 11,
    "LU": 3,
    "NL": 4,
    "NO": 4,
    "PL": 8,
    "PT": 8,
    "RO": 4,
    "SE": 3,
    "SM": 11,
    "LI": 5,
}
_RIB_LETTERS = {chr(letter): str((letter - 65) % 9 + 1 + (letter >= ord("S"))) for letter in range(65, 91)}
_CARD_LENGTHS = range(13, 20)
_ISSUER = "400000"
# sixteen digits are drawn from 64 bits, as a whole column draws them
_LOWER = (1 << 64) - 1


def iban_valid(number: str) -> bool:
    """Whether the compact IBAN has the right control digits (ISO 7064 MOD 97-10)."""
    return bool(_IBAN.fullmatch(number)) and int(_as_digits(number[4:] + number[:4])) % 97 == 1


def iban_check(country: str, account: str) -> str:
    """The two control digits of a country and its account part."""
    return f"{98 - int(_as_digits(account + country + '00')) % 97:02d}"


def rib_key(bank: str, branch: str, account: str) -> str:
    """The RIB key; letters of the account count as the digits of the old punched-card code."""
    plain = "".join(_RIB_LETTERS.get(sign, sign) for sign in account)
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(plain)) % 97:02d}"


def rib_valid(number: str) -> bool:
    """Whether the compact RIB has the right key."""
    found = _RIB.fullmatch(number)
    return found is not None and rib_key(found[1], found[2], found[3]) == found[4]


class Banking:
    """Maps accounts and cards."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots

    def iban(self, text: str) -> str | None:
        """Same country, length and layout; a French one agrees with the RIB of its account."""
        number = compact(text)
        if not iban_valid(number):
            return None
        country, account = number[:2], number[4:]
        new = (
            self.mapped_rib(account)
            if country in _RIB_COUNTRIES and _RIB.fullmatch(account)
            else self._foreign(country, account, number)
        )
        written = overlay(text, country + iban_check(country, new) + new)
        return written.lower() if text.islower() else written

    def rib(self, text: str) -> str | None:
        """Bank 99999, branch and account keyed, key right."""
        number = compact(text)
        return overlay(text, self.mapped_rib(number)) if rib_valid(number) else None

    def mapped_rib(self, number: str) -> str:
        """23 signs -> 23 signs; what counts is bank, branch and account."""
        drawn = digits(self._slots.seed(RIB, number[:21]) & _LOWER, 16)
        branch, account = drawn[:5], drawn[5:]
        return f"99999{branch}{account}{rib_key('99999', branch, account)}"

    def card(self, text: str) -> str | None:
        """Issuer 400000, valid under Luhn, same length and layout."""
        number = compact(text)
        if len(number) not in _CARD_LENGTHS or not luhn_valid(number):
            return None
        new = _ISSUER + digits(self._slots.seed(CARD, number), len(number) - 7)
        return overlay(text, new + luhn_digit(new))

    def _foreign(self, country: str, account: str, number: str) -> str:
        bank = _BANK_PART.get(country, 4)
        seed, signs = self._slots.seed(IBAN, number), []
        for place, sign in enumerate(account):
            if sign.isdigit():
                seed, drawn = divmod(seed, 10)
                signs.append("0" if place < bank else str(drawn))
            else:
                seed, drawn = divmod(seed, 26)
                signs.append("X" if place < bank else chr(65 + drawn))
        return _national("".join(signs), country)


def _national(account: str, country: str) -> str:
    """The national control digits that Belgian and Spanish accounts have inside."""
    if country == "BE" and account.isdigit():
        return account[:-2] + f"{int(account[:-2]) % 97 or 97:02d}"
    if country == "ES" and account.isdigit():
        first, second = _spanish("00" + account[:8]), _spanish(account[10:])
        return account[:8] + first + second + account[10:]
    return account


def _spanish(number: str) -> str:
    check = sum(int(sign) * 2**place for place, sign in enumerate(number)) % 11
    return str(check if check < 2 else 11 - check)  # noqa: PLR2004 - 10 is written 1


def _as_digits(text: str) -> str:
    return "".join(str(int(sign, 36)) for sign in text)
