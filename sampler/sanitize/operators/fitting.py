"""Make new values fit where they are written: the signs of the file's encoding, and a declared length.

What did not change is left alone: it was in the file, so it fits.
"""

import unicodedata
from collections.abc import Sequence

from sampler.sanitize.operators.table import Context, Result

LIMITS = ("max_bytes", "max_length")
_MARK = 4
_CLOSEST = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ø": "o",
        "Ø": "O",
        "œ": "oe",
        "Œ": "OE",
        "\u0131": "i",
        "ß": "ss",
    }
)
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def fitted(new: Result, values: Sequence[str | None], context: Context) -> Result:
    """Fit `new`, the surrogates of `values`; a value cut short ends in a keyed mark, so that two stay two."""
    encoding = context.encoding
    if encoding and any(one and not one.isascii() for one in new):
        new = [one and encodable(one, encoding) for one in new]
    most_bytes, most_signs = (int(context.params.get(limit, 0)) for limit in LIMITS)
    if not most_bytes and not most_signs:
        return new
    return [
        one
        if not one or one == value or _fits(one, most_bytes, most_signs, encoding)
        else _cut(one, value or "", most_bytes, most_signs, context)
        for one, value in zip(new, values, strict=True)
    ]


def encodable(text: str, encoding: str) -> str:
    """`text` with the signs that `encoding` lacks replaced by their closest ones, or "x": never "?"."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_closest(sign, encoding) for sign in text)
    return text


def _closest(sign: str, encoding: str) -> str:
    plain = "".join(
        part
        for part in unicodedata.normalize("NFKD", sign.translate(_CLOSEST))
        if not unicodedata.combining(part)
    )
    for written in (sign, plain):
        try:
            written.encode(encoding)
        except UnicodeEncodeError:
            continue
        return written
    return "x"


def _fits(text: str, most_bytes: int, most_signs: int, encoding: str) -> bool:
    if most_signs and len(text) > most_signs:
        return False
    return not most_bytes or _size(text, encoding) <= most_bytes


def _size(text: str, encoding: str) -> int:
    return len(text.encode(encoding or "utf-8", "surrogatepass" if encoding in {"", "utf-8"} else "replace"))


def _cut(text: str, value: str, most_bytes: int, most_signs: int, context: Context) -> str:
    """The beginning of `text` and a mark from the exact value; an address keeps what stands behind its @."""
    context.outside["cut"] += 1
    head, at, host = text.rpartition("@") if context.entity_type == "EMAIL_ADDRESS" else (text, "", "")
    mark = _mark(value, context)
    end = mark + at + host
    head = head[: max(most_bytes, most_signs)]  # a cell may have millions of signs
    while head and not _fits(head.rstrip(" -.,'") + end, most_bytes, most_signs, context.encoding):
        head = head[:-1]
    written = head.rstrip(" -.,'") + end
    if _fits(written, most_bytes, most_signs, context.encoding):
        return written
    # no room for a mark: as much of it as there is room for
    return mark[: min(filter(None, (most_bytes, most_signs)))]


def _mark(value: str, context: Context) -> str:
    number = context.surrogates.number("cut", value, 36**_MARK)
    signs = []
    for _ in range(_MARK):  # letters and digits: any encoding has them
        number, place = divmod(number, 36)
        signs.append(_BASE36[place])
    return "".join(signs)
