"""Letter case: how a token was written, given to its surrogate."""


def like(original: str, surrogate: str) -> str:
    """Write the lower-case `surrogate` as `original` is written: UPPER, lower, Title or Mixed.

    A single capital counts as Title. Mixed means capitals at the same places as far as they go.
    """
    if original.islower():
        return surrogate
    if len(original) > 1 and original.isupper():
        return surrogate.upper()
    if original[:1].isupper() and not any(sign.isupper() for sign in original[1:]):
        return surrogate[:1].upper() + surrogate[1:]
    return "".join(
        new.upper() if place < len(original) and original[place].isupper() else new
        for place, new in enumerate(surrogate)
    )
