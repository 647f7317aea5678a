"""Stars for letters and digits."""

import re

_SIGN = re.compile(r"[^\W_]")


def mask_one(value: str, keep: int) -> str:
    """Star letters and digits but the last `keep`; a value too short for that shows none of its signs."""
    signs = len(_SIGN.findall(value)) if keep else 0
    result = _SIGN.sub("*", value, count=signs - keep if keep and signs >= 2 * keep else 0)
    # a value without letters or digits would come back as it was
    return result if result != value else ("#" if "*" in value else "*") * len(value)


def masked(value: str) -> str:
    """Every letter and digit of `value` starred."""
    return mask_one(value, 0)
