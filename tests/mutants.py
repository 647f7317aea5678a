"""Bytes with some damage done to them, for every test of what hostile files may do."""

import random

EXTREMES = (0, 1, 1 << 31, (1 << 32) - 1, 1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few changed, cut out or put in, or without their end; half in a zip's headers."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        headers = [place for place in range(len(changed)) if changed[place : place + 2] == b"PK"]
        place, kind = chance.randrange(len(changed)), chance.randrange(7)
        if headers and chance.random() < 0.5:
            place = min(chance.choice(headers) + chance.randrange(90), len(changed) - 1)
        if kind == 0:
            changed[place] = chance.randrange(256)
        elif kind == 1:
            changed[place] ^= 1 << chance.randrange(8)
        elif kind == 2:
            del changed[place : min(place + chance.randrange(1, 20), len(changed) - 1)]
        elif kind == 3:
            changed[place:place] = chance.randbytes(4)
        elif kind == 4:
            del changed[max(place, 1) :]
        else:
            width = chance.choice((4, 8))
            extreme = chance.choice(EXTREMES) % (1 << 8 * width)
            changed[place : place + width] = extreme.to_bytes(width, "little")
    return bytes(changed)
