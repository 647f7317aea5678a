"""Values of British, American and European identifiers with right check digits."""

from collections.abc import Callable
from random import Random

from stdnum import iban

from detect_bench.values_fr import VALUES as FRENCH
from detect_bench.values_fr import card, day, digits, grouped, letters, luhned

MONTHS = ("January February March April May June July August September October November December").split()  # noqa: SIM905

_UK_PLATE = "ABCDEFGHJKLMNPRSTVWXY"


def _phone(draw: Random) -> str:
    area, line = f"{draw.choice((212, 415, 617, 303, 512, 206, 773, 404, 305))}", digits(draw, 4)
    middle = f"{draw.randint(2, 9)}{digits(draw, 2)}"
    tail = digits(draw, 6)
    return draw.choice(
        (
            f"({area}) {middle}-{line}",
            f"{area}-{middle}-{line}",
            f"{area}.{middle}.{line}",
            f"+1 {area} {middle} {line}",
            f"+1-{area}-{middle}-{line}",
            f"{area}-{middle}-{line} ext. {digits(draw, 3)}",
            f"07{draw.choice('45789')}{digits(draw, 2)} {tail}",
            f"+44 7{draw.choice('45789')}{digits(draw, 2)} {tail}",
            f"020 7{digits(draw, 3)} {digits(draw, 4)}",
            f"+44 (0)161 {digits(draw, 3)} {digits(draw, 4)}",
            f"01{digits(draw, 3)} {tail}",
        )
    )


def _ssn(draw: Random) -> str:
    area = draw.choice([*range(1, 666), *range(667, 900)])
    return f"{area:03}-{draw.randint(1, 99):02}-{draw.randint(1, 9999):04}"


def nhs(draw: Random) -> str:
    """An NHS number: mod 11."""
    body = digits(draw, 9)
    key = 11 - sum(int(sign) * (10 - at) for at, sign in enumerate(body)) % 11
    if key == 10:  # noqa: PLR2004 - such numbers are not given out
        return nhs(draw)
    number = body + str(0 if key == 11 else key)  # noqa: PLR2004 - the rule of the key
    return grouped(number, (3, 3, 4)) if draw.random() < 1 / 2 else number


def _nino(draw: Random) -> str:
    start = letters(draw, 1, "ABCEGHJKLMNOPRSTWXYZ") + letters(draw, 1, "ABCEGHJKLMNPRSTWXYZ")
    number = f"{start}{digits(draw, 6)}{letters(draw, 1, 'ABCD')}"
    if number[:2] in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
        return _nino(draw)
    return grouped(number, (2, 2, 2, 2, 1)) if draw.random() < 1 / 2 else number


def _iban(draw: Random) -> str:
    bban = letters(draw, 4) + digits(draw, 14)
    number = "GB" + iban.calc_check_digits("GB00" + bban) + bban
    return grouped(number, (4,) * 5) if draw.random() < 2 / 3 else number


def date_in_words(draw: Random, when: tuple[int, int, int]) -> str:
    """A date with the month in words."""
    d, m, y = when
    month = MONTHS[m - 1]
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(d, "th")
    return draw.choice(
        (f"{d} {month} {y}", f"{month} {d}, {y}", f"{d}{ending} {month} {y}", f"{month[:3]} {d}, {y}")
    )


def date_in_digits(draw: Random, when: tuple[int, int, int]) -> str:
    """A date in digits, British or American."""
    d, m, y = when
    return draw.choice(
        (
            f"{d:02}/{m:02}/{y}",
            f"{m:02}/{d:02}/{y}",
            f"{y}-{m:02}-{d:02}",
            f"{m}/{d}/{y % 100:02}",
            f"{d:02}.{m:02}.{y}",
        )
    )


def _birth(draw: Random) -> str:
    when = day(draw)
    return date_in_words(draw, when) if draw.random() < 1 / 2 else date_in_digits(draw, when)


def _licence(draw: Random) -> str:
    return draw.choice(
        (
            f"{letters(draw, 1)}{digits(draw, 7)}",
            f"{letters(draw, 5)}{digits(draw, 6)}{letters(draw, 2)}{digits(draw, 1)}{letters(draw, 2)}",
            digits(draw, 9),
        )
    )


def _aba(draw: Random) -> str:
    body = draw.choice(("02", "03", "11", "12")) + digits(draw, 6)
    return body + str(-sum(int(s) * w for s, w in zip(body, (3, 7, 1) * 3, strict=False)) % 10)


VALUES: dict[str, tuple[str, Callable[[Random], str]]] = {
    **{
        slot: FRENCH[slot]
        for slot in (
            "dobiso",
            "gps",
            "ip",
            "mac",
            "token",
            "secret",
            "imei",
            "student",
            "staff",
            "patient",
            "client",
        )
    },
    "phone": ("phone", _phone),
    "dob": ("birthdate", _birth),
    "dobw": ("birthdate", lambda draw: date_in_words(draw, day(draw))),
    "dobd": ("birthdate", lambda draw: date_in_digits(draw, day(draw))),
    "ssn": ("id", _ssn),
    "itin": ("id", lambda draw: f"9{digits(draw, 2)}-{draw.randint(70, 88)}-{digits(draw, 4)}"),
    "ein": ("id", lambda draw: f"{draw.choice((12, 20, 36, 45, 82))}-{digits(draw, 7)}"),
    "nhs": ("id", nhs),
    "nino": ("id", _nino),
    "uspassport": ("id", lambda draw: draw.choice((digits(draw, 9), f"{letters(draw, 1)}{digits(draw, 8)}"))),
    "licence": ("id", _licence),
    "iban": ("account", _iban),
    "sortcode": (
        "account",
        lambda draw: f"{digits(draw, 2)}-{digits(draw, 2)}-{digits(draw, 2)} {digits(draw, 8)}",
    ),
    "usbank": ("account", lambda draw: digits(draw, draw.choice((9, 10, 12)))),
    "aba": ("account", _aba),
    "card": ("card", card),
    "npi": ("id", lambda draw: luhned(draw, "1", 10)),
    "mrn": ("id", lambda draw: draw.choice((digits(draw, 8), f"MRN{digits(draw, 7)}"))),
    "ukplate": (
        "id",
        lambda draw: f"{letters(draw, 2, _UK_PLATE)}{draw.randint(2, 73):02} {letters(draw, 3, _UK_PLATE)}",
    ),
}
