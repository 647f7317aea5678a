"""Dates shifted by one number of days per deal, each written as it was."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from sampler.surrogates.folding import fold
from sampler.surrogates.prf import Prf

LEAST_DAYS, MOST_DAYS = 30, 400
_TIME = r"(?P<rest>(?:[T ]\s*\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2}|[AaPp][Mm])?)?)"
_YMD = re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _TIME)
_DMY = re.compile(r"(?P<d>\d{1,2})(?P<s>[-/. ])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})" + _TIME)
_COMPACT = re.compile(r"(?P<y>(?:1[89]|2[01])\d{2})(?P<m>\d{2})(?P<d>\d{2})(?P<rest>(?:T\d{4}(?:\d{2})?Z?)?)")
_WORDS = re.compile(
    r"(?P<w>[^\W\d_]+\.?,?\s+)?(?P<d>\d{1,2})(?P<o>er|st|nd|rd|th)?(?P<s1>[\s-]+)(?P<m>[^\W\d_]+)(?P<dot>\.?)"
    r"(?P<s2>[\s,-]+)(?P<y>\d{4})(?P<rest>.*)"
)
_MONTH_FIRST = re.compile(
    r"(?P<m>[^\W\d_]+)(?P<dot>\.?)(?P<s1>\s+)(?P<d>\d{1,2})(?P<o>st|nd|rd|th)?(?P<s2>,?\s+)(?P<y>\d{4})(?P<rest>)"
)
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "january february march april may june july august september october november december",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "jan feb mar apr may jun jul aug sep oct nov dec",
)
_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "monday tuesday wednesday thursday friday saturday sunday",
)
_PIVOT = 69

Found = tuple[date, Callable[[date], str]]


class Dates:
    """The date shift of one key."""

    def __init__(self, prf: Prf) -> None:
        drawn = prf.u64("shift", "days") % (2 * (MOST_DAYS - LEAST_DAYS + 1))
        sign, days = divmod(drawn, MOST_DAYS - LEAST_DAYS + 1)
        self.days = (LEAST_DAYS + days) * (-1 if sign else 1)

    def shift(self, text: str) -> str | None:
        """`text` with its date shifted, or None when it is no date."""
        found = read(text)
        if found is None:
            return None
        day, writer = found
        return writer(self.moved(day))

    def moved(self, day: date) -> date:
        """`day` shifted; at the ends of the calendar (0001, 9999) it moves the other way."""
        try:
            return day + timedelta(days=self.days)
        except OverflowError:
            return day - timedelta(days=self.days)


def read(text: str) -> Found | None:
    """The date of `text` and a function that writes another one the same way."""
    for pattern, reader in (
        (_YMD, _numeric),
        (_DMY, _numeric),
        (_COMPACT, _numeric),
        (_WORDS, _worded),
        (_MONTH_FIRST, _worded),
    ):
        match = pattern.fullmatch(text)
        if match:
            return reader(match)
    return None


def _numeric(match: re.Match[str]) -> Found | None:
    """Day first; month first only where the day could not be a month."""
    year, month, day = match["y"], match["m"], match["d"]
    turned = int(month) > 12 >= int(day) and match.re is _DMY  # noqa: PLR2004 - months
    if turned:
        month, day = day, month
    moment = _date(_full_year(year), int(month), int(day))
    if moment is None:
        return None

    def writer(new: date) -> str:
        new_month, new_day = _padded(new.month, month), _padded(new.day, day)
        if turned:
            new_month, new_day = new_day, new_month
        new_year = f"{new.year:04d}"[-len(year) :]
        return _over(match, {"y": new_year, "m": new_month, "d": new_day})

    return moment, writer


def _worded(match: re.Match[str]) -> Found | None:
    word = fold(match["m"])
    number = next((n for n, line in enumerate(_MONTHS) if word in fold(line).split()), None)
    if number is None:
        return None
    months = _MONTHS[number].split()
    moment = _date(int(match["y"]), [fold(month) for month in months].index(word) + 1, int(match["d"]))
    if moment is None or (number < 2 and match["dot"]):  # noqa: PLR2004 - full names have no dot
        return None

    def writer(new: date) -> str:
        name = months[new.month - 1]
        fresh = {"y": f"{new.year:04d}", "m": _cased(match["m"], name), "d": _plain(new.day, match["d"])}
        if match["o"]:
            fresh["o"] = _ordinal(new.day, match["o"])
        elif number == 0 and new.day == 1 and len(fresh["d"]) == 1:
            fresh["d"] = "1er"
        weekday = match.groupdict().get("w")
        if weekday:
            fresh["w"] = _weekday(weekday, moment, new)
        return _over(match, fresh)

    return moment, writer


def _over(match: re.Match[str], fresh: dict[str, str]) -> str:
    """The matched text with the named groups replaced."""
    text, written, end = match.string, [], 0
    for name in sorted(fresh, key=match.start):
        written += [text[end : match.start(name)], fresh[name]]
        end = match.end(name)
    return "".join(written) + text[end:]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(year: str) -> int:
    """Two digits are 1969 to 2068, as POSIX reads them: no clock is asked."""
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004 - two-digit years
        return number
    return number + (1900 if number >= _PIVOT else 2000)


def _padded(number: int, original: str) -> str:
    return str(number).zfill(len(original)) if len(original) > 1 else str(number)


def _plain(number: int, original: str) -> str:
    """Beside a month word, only a written zero asks for another."""
    return str(number).zfill(2) if original.startswith("0") else str(number)


def _cased(original: str, name: str) -> str:
    if original.isascii() and fold(original) in {"fevrier", "aout", "decembre", "fevr", "dec"}:
        name = fold(name)
    if original.isupper():
        return name.upper()
    return name.capitalize() if original[:1].isupper() else name


def _ordinal(day: int, original: str) -> str:
    if original == "er":
        return "er" if day == 1 else ""
    teen = 10 < day % 100 < 14  # noqa: PLR2004 - 11th, 12th, 13th
    return "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _weekday(original: str, old: date, new: date) -> str:
    """The weekday word of the new date, when the word in front is the old date's."""
    word = original.rstrip(" ,.\t")
    for line in _DAYS:
        names = line.split()
        if fold(word) == names[old.weekday()]:
            return _cased(word, names[new.weekday()]) + original[len(word) :]
    return original
