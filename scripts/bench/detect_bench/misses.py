"""What looks like data and is nobody's: references, versions, dates of things, sizes, prices, places."""

from collections.abc import Callable
from random import Random

from detect_bench.cast import listed
from detect_bench.values_en import MONTHS
from detect_bench.values_en import date_in_digits as english_digits
from detect_bench.values_en import date_in_words as english_words
from detect_bench.values_fr import date_in_digits, date_in_words, digits, letters

_HEX = "0123456789abcdef"
_RECENT = (2019, 2027)

_FR_SUBJECTS = [
    "mathématiques",
    "français",
    "histoire-géographie",
    "SVT",
    "physique-chimie",
    "EPS",
    "arts plastiques",
    "technologie",
    "anglais LV1",
    "espagnol LV2",
    "philosophie",
    "NSI",
    "latin",
    "éducation musicale",
]
_EN_SUBJECTS = [
    "Mathematics",
    "English Literature",
    "Biology",
    "Chemistry",
    "Physics",
    "Art & Design",
    "Religious Studies",
    "PE",
    "Computer Science",
    "Geography",
    "Spanish",
    "Design Technology",
]
_FR_MONTHS = ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre").split()  # noqa: SIM905


def _when(draw: Random) -> tuple[int, int, int]:
    return draw.randint(1, 28), draw.randint(1, 12), draw.randint(*_RECENT)


def _price(draw: Random) -> str:
    amount, cents = draw.randint(1, 9999), draw.randint(0, 99)
    thousand = f"{amount:,}".replace(",", " ")
    return draw.choice(
        (f"{thousand},{cents:02} €", f"{amount},{cents:02}€", f"{thousand} €", f"{thousand},{cents:02} EUR")
    )


def _enprice(draw: Random) -> str:
    amount, cents = draw.randint(1, 9999), draw.randint(0, 99)
    return draw.choice(
        (f"${amount:,}.{cents:02}", f"£{amount:,}.{cents:02}", f"{amount:,}.{cents:02} USD", f"£{amount}")
    )


def _uuid(draw: Random) -> str:
    return "-".join(letters(draw, size, _HEX) for size in (8, 4, 4, 4, 12))


def _reference(draw: Random) -> str:
    return draw.choice(
        (
            f"{letters(draw, 3)}-{digits(draw, 4)}",
            f"REF{digits(draw, 6)}",
            f"{letters(draw, 2)}{digits(draw, 3)}-{letters(draw, 1)}{digits(draw, 2)}",
            f"{digits(draw, 3)}.{digits(draw, 3)}.{digits(draw, 2)}",
            f"{letters(draw, 4)}{digits(draw, 2)}/{digits(draw, 2)}",
        )
    )


def _iso(draw: Random) -> str:
    d, m, y = _when(draw)
    return f"{y}-{m:02}-{d:02}"


def _clock(draw: Random) -> str:
    return f"{draw.randint(0, 23):02}:{draw.randint(0, 59):02}:{draw.randint(0, 59):02}"


SHARED: dict[str, Callable[[Random], str]] = {
    "ref": _reference,
    "order": lambda draw: draw.choice(
        (
            f"{draw.randint(2021, 2026)}-{digits(draw, 5)}",
            f"CMD{digits(draw, 7)}",
            digits(draw, 8),
            f"SO-{digits(draw, 6)}",
        )
    ),
    "invoice": lambda draw: draw.choice(
        (
            f"F{draw.randint(2021, 2026)}{digits(draw, 4)}",
            f"FA-{digits(draw, 6)}",
            f"{draw.randint(2021, 2026)}/{digits(draw, 4)}",
        )
    ),
    "version": lambda draw: draw.choice(
        (
            f"{draw.randint(0, 12)}.{draw.randint(0, 30)}.{draw.randint(0, 99)}",
            f"v{draw.randint(1, 9)}.{draw.randint(0, 20)}",
            f"{draw.randint(1, 9)}.{draw.randint(0, 9)}.{draw.randint(0, 9)}.{draw.randint(100, 9999)}",
        )
    ),
    "uuid": _uuid,
    "hash": lambda draw: letters(draw, draw.choice((8, 32, 40)), _HEX),
    "epoch": lambda draw: (
        str(draw.randint(1_600_000_000, 1_790_000_000)) + draw.choice(("", "", digits(draw, 3)))
    ),
    "stamp": lambda draw: f"{_iso(draw)}T{_clock(draw)}{draw.choice(('Z', '+02:00', '.123Z'))}",
    "logtime": lambda draw: f"{_iso(draw)} {_clock(draw)}",
    "n1": lambda draw: str(draw.randint(2, 9)),
    "n2": lambda draw: str(draw.randint(10, 99)),
    "n3": lambda draw: str(draw.randint(100, 999)),
    "n4": lambda draw: str(draw.randint(1000, 9999)),
    "n5": lambda draw: digits(draw, 5),
    "n6": lambda draw: digits(draw, 6),
    "n9": lambda draw: digits(draw, 9),
    "n10": lambda draw: digits(draw, 10),
    "ean": lambda draw: "3" + digits(draw, 12),
    "pct": lambda draw: f"{draw.randint(1, 99)},{draw.randint(0, 9)} %",
    "size": lambda draw: draw.choice(
        (
            f"{draw.randint(10, 250)} x {draw.randint(10, 250)} cm",
            f"{draw.randint(1, 900)} Mo",
            f"{draw.randint(20, 60)}/{draw.randint(28, 36)}",
            f"{draw.randint(1, 90)} kg",
            f"{draw.randint(2, 99)} m²",
        )
    ),
    "iso": _iso,
    "year": lambda draw: str(draw.randint(*_RECENT)),
    "age": lambda draw: str(draw.randint(19, 89)),
}

FRENCH: dict[str, Callable[[Random], str]] = {
    **SHARED,
    "price": _price,
    "date": lambda draw: date_in_digits(draw, _when(draw)),
    "datew": lambda draw: date_in_words(draw, _when(draw)),
    "hour": lambda draw: draw.choice(
        (
            f"{draw.randint(7, 20)}h{draw.randint(0, 59):02}",
            f"{draw.randint(7, 20)} h",
            f"{draw.randint(7, 20)}:{draw.randint(0, 59):02}",
        )
    ),
    "month": lambda draw: draw.choice(_FR_MONTHS),
    "weekday": lambda draw: draw.choice(("lundi mardi mercredi jeudi vendredi samedi dimanche").split()),  # noqa: SIM905
    "subject": lambda draw: draw.choice(_FR_SUBJECTS),
    "grade": lambda draw: f"{draw.randint(2, 19)},{draw.randint(0, 9)}/20",
}

ENGLISH: dict[str, Callable[[Random], str]] = {
    **SHARED,
    "price": _enprice,
    "pct": lambda draw: f"{draw.randint(1, 99)}.{draw.randint(0, 9)}%",
    "size": lambda draw: draw.choice(
        (
            f"{draw.randint(10, 90)} x {draw.randint(10, 90)} in",
            f"{draw.randint(1, 900)} MB",
            f"{draw.randint(1, 90)} lbs",
            f"{draw.randint(2, 99)} sq ft",
        )
    ),
    "date": lambda draw: english_digits(draw, _when(draw)),
    "datew": lambda draw: english_words(draw, _when(draw)),
    "hour": lambda draw: draw.choice(
        (
            f"{draw.randint(1, 12)}:{draw.randint(0, 59):02} {draw.choice(('am', 'pm', 'AM', 'PM'))}",
            f"{draw.randint(7, 20):02}:{draw.randint(0, 59):02}",
        )
    ),
    "month": lambda draw: draw.choice(MONTHS),
    "weekday": lambda draw: draw.choice(("Monday Tuesday Wednesday Thursday Friday Saturday Sunday").split()),  # noqa: SIM905
    "subject": lambda draw: draw.choice(_EN_SUBJECTS),
    "grade": lambda draw: draw.choice(("A*", "A", "B+", "C", "72/100", "B-")),
}


def town(draw: Random, which: str) -> tuple[str, str]:
    """A French commune of the set and its postcode."""
    name, postcode, _ = draw.choice(listed("communes", which))
    return name, postcode
