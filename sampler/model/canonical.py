"""Canonical JSON (RFC 8785) for what is hashed and signed.

Floats are refused, so the standard comes down to sorted keys, no white space and minimal escapes.
RFC 8785 sorts keys by UTF-16 code units; keys here are ASCII, for which Python's order is the same.
"""

import json
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Encode `value` so that equal values give equal bytes.

    Raises:
        ValueError: a float, an integer beyond 2^53 - 1, a key that is not ASCII, or a lone surrogate.
    """
    _check(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def _check(value: Any) -> None:  # noqa: ANN401 - any JSON value
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > MAX_SAFE_INTEGER:
            raise ValueError("integer too large for canonical JSON")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError("keys of canonical JSON are ASCII strings here")
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise ValueError("canonical JSON holds no floats or other types")  # noqa: TRY004 - one type to catch
