"""Values of French identifiers with right check digits, and of the shapes that only look like them."""

from collections.abc import Callable
from random import Random
from string import ascii_uppercase

from stdnum import iban, luhn
from stdnum.fr import nir, tva

_INE_KEYS = "ABCDEFGHJK"
_MONTHS = ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre").split()  # noqa: SIM905
_PASSWORDS = ("Soleil", "Chaton", "Marseille", "Bonjour", "Secret", "Ete")
_PLATE = "ABCDEFGHJKLMNPQRSTVWXYZ"  # no I, O, U


def digits(draw: Random, count: int) -> str:
    """That many digits."""
    return "".join(draw.choice("0123456789") for _ in range(count))


def letters(draw: Random, count: int, among: str = ascii_uppercase) -> str:
    """That many letters."""
    return "".join(draw.choice(among) for _ in range(count))


def grouped(text: str, sizes: tuple[int, ...], by: str = " ") -> str:
    """Cut into groups."""
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at : at + size])
        at += size
    return by.join([*parts, text[at:]] if text[at:] else parts)


def luhned(draw: Random, prefix: str, count: int) -> str:
    """A number of that length whose last digit is right by Luhn."""
    body = prefix + digits(draw, count - len(prefix) - 1)
    return body + luhn.calc_check_digit(body)


def _nir(draw: Random, *, key: bool = True, spaced: bool | None = None) -> str:
    place = draw.choice((digits(draw, 2), "2A", "2B", "75", "93", "13", "99", "974"[:2]))
    place = "01" if place in ("00", "20", "96", "98") else place
    born = f"{draw.choice('12')}{draw.randint(30, 99):02}{draw.randint(1, 12):02}"
    body = f"{born}{place}{draw.randint(1, 899):03}{draw.randint(1, 999):03}"
    whole = body + (nir.calc_check_digits(body) if key else "")
    if spaced if spaced is not None else draw.random() < 2 / 3:
        return grouped(whole, (1, 2, 2, 2, 3, 3, 2) if key else (1, 2, 2, 2, 3, 3))
    return whole


def siren(draw: Random) -> str:
    """Nine digits, Luhn."""
    return luhned(draw, draw.choice("345789"), 9)


def _spaced(draw: Random, text: str, sizes: tuple[int, ...]) -> str:
    return grouped(text, sizes) if draw.random() < 1 / 2 else text


def _siret(draw: Random) -> str:
    return _spaced(draw, luhned(draw, siren(draw) + "000", 14), (3, 3, 3, 5))


def _tva(draw: Random) -> str:
    number = siren(draw)
    key = f"{(12 + 3 * (int(number) % 97)) % 97:02}"
    if not tva.is_valid(key + number):
        return _tva(draw)
    return f"FR{key}{number}" if draw.random() < 1 / 2 else f"FR {key} {grouped(number, (3, 3, 3))}"


def _rib_parts(draw: Random) -> tuple[str, str, str, str]:
    bank, branch, account = (
        draw.choice(("30004", "20041", "14508", "10278", digits(draw, 5))),
        digits(draw, 5),
        digits(draw, 11),
    )
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return bank, branch, account, f"{key:02}"


def _rib(draw: Random) -> str:
    return draw.choice((" ", " ", "-", "")).join(_rib_parts(draw))


def _iban(draw: Random) -> str:
    bban = "".join(_rib_parts(draw))
    number = "FR" + iban.calc_check_digits("FR00" + bban) + bban
    return grouped(number, (4,) * 6) if draw.random() < 2 / 3 else number


def card(draw: Random) -> str:
    """A payment card number, Luhn."""
    number = luhned(draw, draw.choice(("4970", "4532", "5131", "5575", "4165")), 16)
    return draw.choice((grouped(number, (4,) * 4), grouped(number, (4,) * 4, "-"), number))


def _tax(draw: Random) -> str:
    body = draw.choice("0123") + digits(draw, 9)
    return _spaced(draw, body + f"{int(body) % 511:03}", (2, 2, 3, 3, 3))


def _phone(draw: Random) -> str:
    number = f"{draw.choice('0123456667799'[1:])}{digits(draw, 8)}"
    number = number if number[0] != "0" else "6" + number[1:]
    pairs = [number[at : at + 2] for at in range(1, 9, 2)]
    shapes = (
        f"0{number[0]} {' '.join(pairs)}",
        f"0{number[0]} {' '.join(pairs)}",
        f"0{number[0]}{''.join(pairs)}",
        f"0{number[0]}.{'.'.join(pairs)}",
        f"0{number[0]}-{'-'.join(pairs)}",
        f"+33 {number[0]} {' '.join(pairs)}",
        f"+33{number[0]}{''.join(pairs)}",
        f"0033 {number[0]} {' '.join(pairs)}",
        f"+33 (0){number[0]} {' '.join(pairs)}",
        f"(+33) {number[0]} {' '.join(pairs)}",
        f"0{number[0]}{pairs[0][0]} {pairs[0][1]}{pairs[1]} {pairs[2]}{pairs[3]}"[:14],
        f"+32 4{digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)}",
        f"+41 79 {digits(draw, 3)} {digits(draw, 2)} {digits(draw, 2)}",
        f"+212 6 {digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)} {digits(draw, 2)}",
    )
    return draw.choices(shapes, (20, 12, 14, 10, 4, 8, 8, 3, 5, 2, 2, 1, 1, 1))[0]


def day(draw: Random, first: int = 1940, last: int = 2015) -> tuple[int, int, int]:
    """A day, month and year."""
    return draw.randint(1, 28), draw.randint(1, 12), draw.randint(first, last)


def date_in_digits(draw: Random, when: tuple[int, int, int]) -> str:
    """A date in digits as French people write it."""
    d, m, y = when
    return draw.choice(
        (
            f"{d:02}/{m:02}/{y}",
            f"{d:02}/{m:02}/{y}",
            f"{d:02}.{m:02}.{y}",
            f"{d:02}-{m:02}-{y}",
            f"{y}-{m:02}-{d:02}",
            f"{d}/{m}/{y % 100:02}",
        )
    )


def date_in_words(draw: Random, when: tuple[int, int, int]) -> str:
    """A date with the month in words."""
    d, m, y = when
    return f"{'1er' if d == 1 else d} {_MONTHS[m - 1]} {y if draw.random() < 5 / 6 else f'{y % 100:02}'}"


def _birth(draw: Random) -> str:
    when = day(draw)
    return date_in_words(draw, when) if draw.random() < 2 / 5 else date_in_digits(draw, when)


def _plate(draw: Random) -> str:
    return draw.choice(("-", "-", " ", "")).join(
        (letters(draw, 2, _PLATE), digits(draw, 3), letters(draw, 2, _PLATE))
    )


def _secret(draw: Random) -> str:
    mixed = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return draw.choice(
        (
            lambda: (
                f"{letters(draw, 1)}{letters(draw, 6, 'abcdefghijk')}{digits(draw, 2)}{draw.choice('!?$#*')}"
            ),
            lambda: letters(draw, 12, mixed),
            lambda: draw.choice(_PASSWORDS) + digits(draw, 4) + draw.choice(("", "!", "*")),
        )
    )()


def token(draw: Random) -> str:
    """An API key or an access token."""
    mixed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return draw.choice(
        (
            lambda: "sk_live_" + letters(draw, 24, mixed),
            lambda: "ghp_" + letters(draw, 36, mixed),
            lambda: "AKIA" + letters(draw, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            lambda: f"eyJhbGciOiJIUzI1NiJ9.eyJ{letters(draw, 30, mixed)}.{letters(draw, 43, mixed)}",
            lambda: "xoxb-" + digits(draw, 12) + "-" + letters(draw, 24, mixed),
        )
    )()


def ip(draw: Random) -> str:
    """An IPv4 address, sometimes an IPv6 one."""
    if draw.random() < 1 / 6:
        return (
            "2a01:"
            + ":".join(letters(draw, 4, "0123456789abcdef") for _ in range(3))
            + "::"
            + letters(draw, 2, "123456789abcdef")
        )
    first = draw.choice((10, 192, 82, 90, 176, 37, 193, 212))
    return f"{first}.{draw.randint(0, 255)}.{draw.randint(0, 255)}.{draw.randint(1, 254)}"


def mac(draw: Random) -> str:
    """A hardware address."""
    return draw.choice(":::-").join(letters(draw, 2, "0123456789abcdef") for _ in range(6))


# Slot -> the kind it is labelled with and how a value is made.
VALUES: dict[str, tuple[str, Callable[[Random], str]]] = {
    "phone": ("phone", _phone),
    "dob": ("birthdate", _birth),
    "dobw": ("birthdate", lambda draw: date_in_words(draw, day(draw))),
    "dobd": ("birthdate", lambda draw: date_in_digits(draw, day(draw))),
    "dobiso": ("birthdate", lambda draw: "{2}-{1:02}-{0:02}".format(*day(draw))),
    "nir": ("id", _nir),
    "nir13": ("id", lambda draw: _nir(draw, key=False)),
    "nir15": ("id", lambda draw: _nir(draw, spaced=False)),
    "siren": ("id", lambda draw: _spaced(draw, siren(draw), (3, 3, 3))),
    "siret": ("id", _siret),
    "tva": ("id", _tva),
    "iban": ("account", _iban),
    "rib": ("account", _rib),
    "card": ("card", card),
    "rpps": ("id", lambda draw: luhned(draw, "10", 11)),
    "finess": ("id", lambda draw: luhned(draw, draw.choice(("75", "69", "13", "59")) + "0", 9)),
    "adeli": ("id", lambda draw: luhned(draw, "750", 9)),
    "cni": (
        "id",
        lambda draw: (
            f"{draw.randint(10, 20)}{draw.randint(1, 12):02}{draw.randint(10, 95)}4{digits(draw, 5)}"
        ),
    ),
    "cninew": ("id", lambda draw: letters(draw, 9, "CDFGHJKLMNPRTVWXYZ0123456789")),
    "passport": ("id", lambda draw: f"{draw.randint(8, 25):02}{letters(draw, 2)}{digits(draw, 5)}"),
    "permis": (
        "id",
        lambda draw: (
            f"{draw.randint(60, 99)}{draw.randint(1, 12):02}{draw.randint(1, 95):02}{digits(draw, 6)}"
        ),
    ),
    "tax": ("id", _tax),
    "ine": ("id", lambda draw: digits(draw, 9) + letters(draw, 2, _INE_KEYS)),
    "ineold": ("id", lambda draw: digits(draw, 10) + letters(draw, 1)),
    "student": ("id", lambda draw: f"{draw.randint(2009, 2025) % 100 + 200}{digits(draw, 5)}"),
    "staff": (
        "id",
        lambda draw: draw.choice(
            (digits(draw, 6), f"{letters(draw, 1)}{digits(draw, 5)}", f"EMP{digits(draw, 5)}")
        ),
    ),
    "patient": (
        "id",
        lambda draw: draw.choice((digits(draw, 9), f"80{digits(draw, 8)}", f"P{digits(draw, 7)}")),
    ),
    "caf": ("id", lambda draw: digits(draw, 7)),
    "numen": ("id", lambda draw: f"{digits(draw, 2)}{letters(draw, 1)}{digits(draw, 7)}{letters(draw, 3)}"),
    "foreigner": ("id", lambda draw: draw.choice((digits(draw, 10), f"{letters(draw, 3)}{digits(draw, 7)}"))),
    "client": (
        "id",
        lambda draw: draw.choice((f"C{digits(draw, 6)}", digits(draw, 8), f"CLI-{digits(draw, 5)}")),
    ),
    "plate": ("id", _plate),
    "platefni": (
        "id",
        lambda draw: (
            f"{draw.randint(10, 9999)} {letters(draw, 2, _PLATE)} {draw.choice(('75', '2A', '69', '33'))}"
        ),
    ),
    "gps": ("address", lambda draw: f"{draw.uniform(42.4, 50.9):.6f}, {draw.uniform(-4.5, 7.9):.6f}"),
    "ip": ("ip", ip),
    "mac": ("id", mac),
    "secret": ("secret", _secret),
    "token": ("secret", token),
    "imei": ("id", lambda draw: luhned(draw, "35", 15)),
}
