"""Pure: a coarser value of the same type; what can't be read as the rule expects becomes null."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Literal

from sampler.sanitize.operators.geography import AREAS

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(.*)\Z", re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(.*)\Z", re.DOTALL)
_DIGIT = re.compile(r"\d")
_SIGNS = re.compile(r"[\W_]+")
_MONTHS = 12


def generalise(
    values: Sequence[str | None],
    *,
    digits: int | None = None,
    step: int | None = None,
    date: Literal["year", "month"] | None = None,
    area: Literal["department", "region"] | None = None,
) -> list[str | None]:
    """Keep the first `digits` signs, round down to a `step`, cut a date to its start, or name the `area`."""
    if area is not None:
        return [value and (AREAS[area](value) if value.strip() else value) for value in values]
    if digits is not None:
        return [value and _keep_signs(value, digits) for value in values]
    if step is not None:
        return [value and _round_down(value, step) for value in values]
    return [value and _cut_date(value, whole_year=date == "year") for value in values]


def is_coarse(value: str, params: Mapping[str, str | int]) -> bool:
    """Whether `value` is already as coarse as the rule asks, so that it may stay."""
    if "digits" in params:
        signs = [sign for sign in value if sign.isalnum()]
        return all(sign == "0" for sign in signs[int(params["digits"]) :])
    if "step" in params:
        text = _SIGNS.sub("", value)
        return text.isdigit() and int(text) % int(params["step"]) == 0
    if "area" in params:
        return False
    numbers = re.findall(r"\d+", value)
    ones = numbers.count("01") + numbers.count("1")
    return ones >= (2 if params.get("date") == "year" else 1)


def _keep_signs(value: str, digits: int) -> str:
    """Keep the first `digits` letters and digits and write 0 for the others: 75011 -> 75000."""
    seen, signs = 0, list[str]()
    for sign in value:
        seen += sign.isalnum()
        signs.append("0" if sign.isalnum() and seen > digits else sign)
    return "".join(signs)


def _round_down(value: str, step: int) -> str | None:
    text = value.strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(text)
        return str(int((number / step).to_integral_value(rounding="ROUND_FLOOR")) * step)
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _cut_date(value: str, *, whole_year: bool) -> str | None:
    text = value.strip()
    if found := _YEAR_FIRST.match(text):
        year, sign, month, _, rest = found.groups()
        return f"{year}{sign}{'01' if whole_year else month}{sign}01{_midnight(rest)}"
    if found := _DAY_FIRST.match(text):
        first, sign, second, year, rest = found.groups()
        # 05/24/2024 can only be month first; any other order is read day first, as in France
        month_first = int(second) > _MONTHS
        month = "01" if whole_year else (first if month_first else second)
        start = f"{month}{sign}01" if month_first else f"01{sign}{month}"
        return f"{start}{sign}{year}{_midnight(rest)}"
    return None


def _midnight(rest: str) -> str:
    """Return the time part with every digit zero, in its own shape, up to a zone; other words go."""
    return _DIGIT.sub("0", rest) if re.match(r"[T ]\d", rest) else ""
