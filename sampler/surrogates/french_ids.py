"""FR_NIR, FR_SIREN, FR_SIRET, FR_VAT: right keys, ranges that nobody was given.

NIR: commune part 000 (communes run 001-990). SIREN: beginning with 0 (not issued). Both from general
knowledge, at the date of this file.
"""

import re
from collections.abc import Callable
from datetime import date

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.slots import Slots, overlay

NIR, SIREN, SIRET = "FR_NIR", "FR_SIREN", "FR_SIRET"
_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")
_NIR = re.compile(r"([1-478])(\d{2})(\d{2})(\d{2}|2[AB])(\d{3})(\d{3})(\d{2})?")
_VAT = re.compile(r"FR([0-9A-HJ-NP-Z]{2})(\d{9})")
DEPARTMENTS = [number for number in range(1, 96) if number != 20]  # noqa: PLR2004 - Corsica is 2A and 2B
ORDERS = 999
SIRENS = 10**7
_NICS = 10**4


def compact(text: str) -> str:
    """`text` without separators, upper case."""
    return _SEPARATORS.sub("", text).upper()


def normal_nir(text: str) -> str | None:
    """The 13 signs of a NIR, without its key; None when it is none."""
    found = _NIR.fullmatch(compact(text))
    if found is None or (found[7] and nir_key("".join(found.groups()[:6])) != found[7]):
        return None
    return compact(text)[:13]


def nir_key(number: str) -> str:
    """The two control digits of a 13-sign NIR; 2A counts as 19, 2B as 18."""
    digits = number.replace("2A", "19").replace("2B", "18")
    return f"{97 - int(digits) % 97:02d}"


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` + it valid under Luhn."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        doubled = int(sign) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the sum of its two digits
    return str(-total % 10)


def luhn_valid(digits: str) -> bool:
    """Whether the last digit is the Luhn digit of the others."""
    # "²" is a digit to Python, but writes no number
    return len(digits) > 1 and digits.isdecimal() and luhn_digit(digits[:-1]) == digits[-1]


class FrenchIds:
    """Maps French numbers of people and companies."""

    def __init__(self, slots: Slots, bijections: Bijections, moved: Callable[[date], date]) -> None:
        self._slots = slots
        self._bijections = bijections
        self._moved = moved

    def nir(self, text: str) -> str | None:
        """Sex kept, month of birth shifted as the deal's dates are, commune 000, key right."""
        number = normal_nir(text)
        if number is None:
            return None
        year, month = self._month(number)
        slot = self._slots.slot(NIR, number, len(DEPARTMENTS) * ORDERS)
        department, order = divmod(slot, ORDERS)
        new = f"{number[0]}{year}{month}{DEPARTMENTS[department]:02d}000{order + 1:03d}"
        signs = compact(text)
        return overlay(text, new + (nir_key(new) if len(signs) > len(new) else ""))

    def siren(self, text: str) -> str | None:
        """A SIREN beginning with 0, valid under Luhn."""
        number = compact(text)
        if not luhn_valid(number) or len(number) != 9:  # noqa: PLR2004 - a SIREN
            return None
        return overlay(text, self.mapped_siren(number))

    def siret(self, text: str) -> str | None:
        """The surrogate of its SIREN and another NIC, valid under Luhn over the 14 digits."""
        number = compact(text)
        if not luhn_valid(number) or len(number) != 14:  # noqa: PLR2004 - a SIRET
            return None
        siren, nic = number[:9], int(number[9:13])
        mapped = self._bijections.derange("nic", nic, _NICS, siren)
        new = f"{self.mapped_siren(siren)}{(mapped + self._slots.bump(SIRET, number)) % _NICS:04d}"
        return overlay(text, new + luhn_digit(new))

    def vat(self, text: str) -> str | None:
        """A French VAT number over the surrogate of its SIREN, key right."""
        found = _VAT.fullmatch(compact(text))
        if found is None or not luhn_valid(found[2]):
            return None
        siren = self.mapped_siren(found[2])
        written = overlay(text, f"FR{vat_key(siren)}{siren}")
        return written.lower() if text.islower() else written

    def mapped_siren(self, number: str) -> str:
        """Nine digits -> nine digits beginning with 0."""
        slot = self._slots.slot(SIREN, number, SIRENS)
        for step in range(2):
            new = f"0{(slot + step) % SIRENS:07d}"
            if new != number[:8]:
                break
        return new + luhn_digit(new)

    def _month(self, number: str) -> tuple[str, str]:
        """Year and month in the NIR, moved from the middle of the month: they agree with shifted dates."""
        year, month = number[1:3], number[3:5]
        if not 1 <= int(month) <= 12:  # noqa: PLR2004 - other months stand for "unknown"
            return self._bijections.digits("nir-year", year), month
        # NIR were first given to people born in the 19th century; the century does not show
        moved = self._moved(date(1900 + int(year) or 2000, int(month), 15))
        # what a birth date in some row of the deal says: the middle of the month may land in another one
        months = moved.year * 12 + moved.month - 1 + self._slots.births.one(self._slots.draw(NIR, number))
        return f"{months // 12 % 100:02d}", f"{months % 12 + 1:02d}"


def vat_key(siren: str) -> str:
    """The two digits in front of a SIREN in a French VAT number."""
    return f"{int(siren + '12') % 97:02d}"
