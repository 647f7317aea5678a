"""A text in small letters without accents, offsets kept, and the places of its words."""

from collections.abc import Iterator

_ACCENTS = tuple(zip("éèêëàâäáîïíôöóûùüúçñ", "eeeeaaaaiiiooouuuucn", strict=True))


def folded(text: str) -> str:
    """Small letters without accents, of the same length as `text`, so that offsets hold."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    if not small.isascii():
        for accented, plain in _ACCENTS:
            small = small.replace(accented, plain)
    return small


def occurrences(small: str, word: str) -> Iterator[int]:
    """Where `word` stands as a whole word in folded text."""
    place = small.find(word)
    while place >= 0:
        end = place + len(word)
        if not (place and small[place - 1].isalpha()) and not small[end : end + 1].isalpha():
            yield place
        place = small.find(word, end)
