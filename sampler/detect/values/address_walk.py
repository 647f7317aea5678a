"""Addresses without a street word: from a postcode back over short pieces with capitals."""

import re

_MOST_SIGNS, _MOST_PIECES = 140, 5
_SEPARATOR = re.compile(r"[ ]?,[ \n]{0,3}|[ ]?\n[ ]{0,4}")
_CUT = re.compile(r"[:;()|\t\"<>=\[\]{}!?]|\n[ ]*\n|(?<=[^\W\d_]{3})\.[ ]")
# Words with capitals, numbers of houses and flats, and the small words of place names.
_WORDS = r"(?:[A-Z][\w'&.\-]*|[0-9]{1,5}[A-Za-z]?(?:[/\-][0-9A-Za-z]{1,4})?)"
_PIECE = re.compile(
    rf"(?:(?:^|(?<=\s)){_WORDS}(?:[ ](?:(?:of|on|upon|the|by|le|next|in|under"
    rf"|and)[ ]){{0,2}}{_WORDS}){{0,4}})\Z"
)
_NUMBERED = re.compile(
    r"(?i:(?:flat|apt\.?|apartment|unit|suite|room|no\.?)[ ])?[0-9]{1,5}[A-Za-z]?(?:[/-]\w{1,4})?(?:[ ]|\Z)"
)
_HOUSE = re.compile(
    r".*(?<!\w)(?:rectory|house|cottages?|lodge|barn|farm(?:house)?|manor|mill|hall|villa|grange"
    r"|vicarage|annexe"
    r"|buildings?|mansions?|apartments|forge|stables?|croft|priory|abbey|chalet|bungalow|court"
    r"|towers?|chapel"
    r"|oasthouse|school[ ]house|gatehouse)\Z",
    re.IGNORECASE,
)
_STREET = re.compile(
    r".*(?<!\w)(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|close|court|way|place"
    r"|square|terrace"
    r"|crescent|gardens|grove|hill|row|mews|park|walk|green|rise|view|wharf|quay|parade)\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(r".*[0-9]\S*[ ]")
_LED = re.compile(r"(?:\A|[:\n]|(?<!\w)(?i:at|of|to|in|from|address|addr|is))[ ]*\Z")


def walked(text: str, post: int) -> int:
    """Where the address before the postcode at `post` begins: at a number, a house, a street, the town."""
    window = text[max(0, post - _MOST_SIGNS) : post]
    cuts = [match.end() for match in _CUT.finditer(window)]
    offset = post - len(window) + (cuts[-1] if cuts else 0)
    rest = text[offset:post].rstrip(" ,\n")
    best = post
    for _ in range(_MOST_PIECES):
        marks = list(_SEPARATOR.finditer(rest))
        begin = marks[-1].end() if marks else 0
        piece = _PIECE.search(rest, begin)
        if piece is None or (best == post and not any(map(str.isalpha, piece[0]))):
            break
        start, whole = piece.start(), piece.start() == begin
        if _NUMBERED.match(piece[0]) or _HOUSE.match(piece[0]):
            return offset + start
        if best == post or _STREET.match(piece[0]):
            # "Chapter 4 Hull HU1 1AA": a town or street stands behind the last number.
            counted = _COUNTED.match(piece[0])
            best = offset + start + (counted.end() if counted else 0)
            whole = whole and counted is None
        elif _named_house(text, offset + start, best):
            # "lives at Bryn Glas, Llanfair Road, Ruthin": the house has a name alone.
            return offset + start
        if not whole or not marks:
            break
        rest = rest[: marks[-1].start()]
    return best


def _named_house(text: str, start: int, end: int) -> bool:
    """Do words without a number, that a line or a preposition begins, come before the street on its line?"""
    words = text[start:end]
    led = _LED.search(text, max(0, start - 12), start) is not None
    return led and "\n" not in words and not any(map(str.isdigit, words))
