"""Geography: coordinates moved by a keyed distance, postcodes and commune codes reduced to their area."""

import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Protocol

_KM_PER_DEGREE = 111.32
_NEAREST_SHARE = 0.1
_NEAR_POLE = 89.9
_PAIR = re.compile(r"(\s*[-+]?\d{1,3}(?:\.\d+)?)(\s*[,; ]\s*)([-+]?\d{1,3}(?:\.\d+)?\s*)")
_NUMBER = re.compile(r"\s*[-+]?\d{1,3}(?:[.,]\d+)?\s*")
_POSTCODE = re.compile(r"\s*(\d{2}) ?(\d{3})\s*|\s*(2[AB])\d{3}\s*", re.IGNORECASE)
_SHORT_POSTCODE = re.compile(r"\d{4}")
_STEPS = 1 << 32
_LONGEST = 64  # a cell of millions of signs is none of these, and patterns must not find out slowly

# Official geographical code of the French regions of 2016, by department; overseas regions are departments
_REGIONS = {
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "27": "21 25 39 58 70 71 89 90",
    "53": "22 29 35 56",
    "24": "18 28 36 37 41 45",
    "94": "2A 2B",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "32": "02 59 60 62 80",
    "11": "75 77 78 91 92 93 94 95",
    "28": "14 27 50 61 76",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "52": "44 49 53 72 85",
    "93": "04 05 06 13 83 84",
    "01": "971",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
}
_REGION_OF = {department: region for region, those in _REGIONS.items() for department in those.split()}


class Draws(Protocol):
    """Keyed numbers."""

    def number(self, use: str, text: str, size: int) -> int:
        """A keyed number in [0, size) for `text`."""


class Point(NamedTuple):
    """A place in degrees."""

    latitude: float
    longitude: float


def degrees(text: str | None) -> float | None:
    """A coordinate as a number, None when it is none."""
    if not text or len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    try:
        return float(Decimal(text.strip().replace(",", ".")))
    except InvalidOperation:
        return None


def moved(point: Point, km: int, draws: Draws) -> Point:
    """A point at most `km` away, at least a tenth of that: equal points go to the same place."""
    key = f"{point.latitude:.7f} {point.longitude:.7f}"
    angle = 2 * math.pi * draws.number("angle", key, _STEPS) / _STEPS
    share = draws.number("distance", key, _STEPS) / _STEPS
    distance = km * math.sqrt(_NEAREST_SHARE**2 + share * (1 - _NEAREST_SHARE**2))
    latitude = point.latitude + distance * math.cos(angle) / _KM_PER_DEGREE
    if abs(latitude) > _NEAR_POLE:
        latitude = 2 * math.copysign(_NEAR_POLE, latitude) - latitude
    width = _KM_PER_DEGREE * math.cos(math.radians(min(abs(point.latitude), _NEAR_POLE)))
    longitude = point.longitude + distance * math.sin(angle) / width
    return Point(latitude, (longitude + 180) % 360 - 180)


def jitter_one(text: str, other: str | None, km: int, draws: Draws, *, is_latitude: bool) -> str | None:
    """One coordinate of a row moved together with the `other`; None when the two are no place."""
    own, beside = degrees(text), degrees(other)
    if own is None or beside is None:
        return None
    point = Point(own, beside) if is_latitude else Point(beside, own)
    if not _on_earth(point):
        return None
    new = moved(point, km, draws)
    return _moved_on(text, own, new.latitude if is_latitude else new.longitude)


def jitter_pair(text: str, km: int, draws: Draws) -> str | None:
    """Both coordinates in one cell, "48.85,2.35", latitude first; None when it is no such cell."""
    found = _PAIR.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    point = Point(float(found[1]), float(found[3]))
    if not _on_earth(point):
        return None
    new = moved(point, km, draws)
    latitude = _moved_on(found[1], point.latitude, new.latitude)
    return latitude + found[2] + _moved_on(found[3], point.longitude, new.longitude)


def written(original: str, number: float) -> str:
    """`number` with the decimals, the decimal sign and the spaces of `original`."""
    core = original.strip()
    sign = "," if "," in core else "."
    decimals = len(core.partition(sign)[2])
    text = f"{number:.{decimals}f}".replace(".", sign)
    if core.startswith("+") and number >= 0:
        text = "+" + text
    start = original.find(core)
    return original[:start] + text + original[start + len(core) :]


def _moved_on(original: str, old: float, new: float) -> str:
    """`new` as `original` is written; where rounding would give it back, one step of its last decimal on."""
    text = written(original, new)
    if text != original:
        return text
    core = original.strip()
    decimals = len(core.partition("," if "," in core else ".")[2])
    return written(original, old + math.copysign(10.0**-decimals, new - old))


def department(text: str) -> str | None:
    """The French department of a postcode or commune code; None when it is neither."""
    if _SHORT_POSTCODE.fullmatch(text.strip()):  # a spreadsheet ate the 0
        text = "0" + text.strip()
    found = _POSTCODE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    if found[3]:
        return found[3].upper()
    code = found[1] + found[2]
    if code[:2] == "20":
        return "2A" if code[2] in "01" else "2B"
    if code[:2] in {"97", "98"}:
        return code[:3]
    return code[:2] if "01" <= code[:2] <= "95" else None


def region(text: str) -> str | None:
    """The code of the French region of such a code; a territory without region keeps its own."""
    found = department(text)
    return found and _REGION_OF.get(found, found)


AREAS: dict[str, Callable[[str], str | None]] = {"department": department, "region": region}


def _on_earth(point: Point) -> bool:
    return abs(point.latitude) <= 90 and abs(point.longitude) <= 180  # noqa: PLR2004 - degrees
