"""Numbers that sort as the originals do: their order is shown, and with it roughly where each stood."""

import re
from typing import Protocol

_NUMBER = re.compile(r"(\s*(?:[A-Za-z]{1,8}[-_ ]?)?)(\d{1,30})(\s*)")
_LONGEST = 64
_LEAST, _MOST = 3, 9
_START = 10**5


class Draws(Protocol):
    """Keyed numbers."""

    def number(self, use: str, text: str, size: int) -> int:
        """A keyed number in [0, size) for `text`."""


def in_order(text: str, draws: Draws) -> str | None:
    """A whole number stretched and moved by keyed amounts, two never merging; None when it is none.

    Letters in front stay ("CLI-00123"), leading zeros where there is room: numbers grow by up to a digit.
    """
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    prefix, digits, rest = found.groups()
    number = int(digits)
    stretch = _LEAST + draws.number("stretch", "", _MOST - _LEAST + 1)
    start = 1 + draws.number("start", "", _START)
    new = stretch * number + start + draws.number("inside", str(number), stretch)
    width = len(digits) if digits.startswith("0") else 0
    return f"{prefix}{str(new).zfill(width)}{rest}"
