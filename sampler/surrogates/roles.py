"""Which words of a full name are first names: the deal's own names say it, then counts, then place."""

from collections.abc import Sequence

from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import name_shares
from sampler.surrogates.names import GIVEN, SURNAME
from sampler.surrogates.vocabulary import PARTICLES

_RARE = 0.01


def classify(words: Sequence[str], dictionary: Dictionary) -> list[str]:
    """Role (GIVEN or SURNAME) of each of `words`, as written, civilities and separators left out.

    An initial is a first name beside other words. Capitals beside a word that is not in capitals mean
    surname. Of two words that could be both, those of a person of the deal win, then the likelier pair,
    first name first when in doubt.
    """
    whole = _whole(words, dictionary)
    if whole:
        return whole
    roles = [_known(word, dictionary) for word in words]
    if None in roles:
        _by_capitals(words, roles)
    if None in roles:
        roles = _by_people(words, roles, dictionary)
    if None in roles:
        _by_counts(words, roles)
    return [role or SURNAME for role in roles]


def surname_first(text: str, dictionary: Dictionary) -> bool:
    """Whether the one semicolon of a name stands where others write a comma: "Pelluchon; Corentin".

    What stands behind it must be first names and nothing else: "Dupont; Martin" are two people.
    """
    head, sign, tail = text.partition(";")
    surname, given = head.split(), tail.split()
    if not (sign and surname and given) or any(other in head + tail for other in ",;/&"):
        return False
    solid = [word for word in surname if fold(word) not in PARTICLES]
    whole = len(solid) > 1 and GIVEN in classify(solid, dictionary)  # "Jean Dupont; Marie"
    return not whole and all(classify([word], dictionary) == [GIVEN] for word in given)


def _whole(words: Sequence[str], dictionary: Dictionary) -> list[str] | None:
    """Roles of three words or more that are a first name and a surname of the deal, in one order only."""
    folded = [fold(word) for word in words]
    readings = []
    for cut in range(1, len(folded)) if len(folded) > 2 else ():  # noqa: PLR2004 - two words need no cut
        head, tail = " ".join(folded[:cut]), " ".join(folded[cut:])
        rest = len(folded) - cut
        if _is_given(head, dictionary) and tail in dictionary.surnames:
            readings.append([GIVEN] * cut + [SURNAME] * rest)
        if head in dictionary.surnames and _is_given(tail, dictionary):
            readings.append([SURNAME] * cut + [GIVEN] * rest)
    return readings[0] if len(readings) == 1 else None


def _is_given(name: str, dictionary: Dictionary) -> bool:
    if name in dictionary.given or name.replace(" ", "-") in dictionary.given:
        return True
    return " " not in name and all(len(piece) == 1 for piece in name.rstrip(".").replace(".", "").split("-"))


def _known(word: str, dictionary: Dictionary) -> str | None:
    """What the deal's own names say of one word, None when nothing or both."""
    folded = fold(word)
    letters = folded.rstrip(".")
    if folded in PARTICLES and folded not in dictionary.given:
        return SURNAME
    given = folded in dictionary.given
    if given != (folded in dictionary.surnames):
        return GIVEN if given else SURNAME
    if len(letters.replace(".", "").replace("-", "")) == 1 or (folded != letters and len(letters) <= 3):  # noqa: PLR2004 - "J." and "J.-P."
        return GIVEN
    pieces = folded.replace("-", " ").split()
    if len(pieces) > 1:
        found = {_known(piece, dictionary) for piece in pieces if piece not in PARTICLES}
        return found.pop() if len(found) == 1 else None
    return None


def _by_capitals(words: Sequence[str], roles: list[str | None]) -> None:
    """Words in capitals beside others that are not are surnames."""
    capital = [len(word) > 1 and word.isupper() for word in words]
    if all(capital) or not any(capital):
        return
    for place, high in enumerate(capital):
        if roles[place] is None:
            roles[place] = SURNAME if high else None
    if SURNAME in roles:
        for place, role in enumerate(roles):
            if role is None and not capital[place]:
                roles[place] = GIVEN


def _by_people(words: Sequence[str], roles: list[str | None], dictionary: Dictionary) -> list[str | None]:
    """The roles in which the words are a person of the deal, where that is one way only."""
    folded = [fold(word) for word in words]
    readings: list[list[str]] = []
    for cut in range(1, len(folded)):
        head, tail, rest = " ".join(folded[:cut]), " ".join(folded[cut:]), len(folded) - cut
        if _has(head, tail, dictionary):
            readings.append([GIVEN] * cut + [SURNAME] * rest)
        if _has(tail, head, dictionary):
            readings.append([SURNAME] * cut + [GIVEN] * rest)
    fitting = [found for found in readings if _agree(found, roles)]
    return [*fitting[0]] if len(fitting) == 1 else roles


def _has(given: str, surname: str, dictionary: Dictionary) -> bool:
    return dictionary.has(given, surname) or (
        " " in given and dictionary.has(given.replace(" ", "-"), surname)
    )


def _agree(found: list[str], roles: list[str | None]) -> bool:
    return all(known is None or known == role for known, role in zip(roles, found, strict=True))


def _by_counts(words: Sequence[str], roles: list[str | None]) -> None:
    """Settle the words still open by the shares of the lists and by place."""
    open_places = [place for place, role in enumerate(roles) if role is None]
    shares = [_shares(words[place]) for place in open_places]
    if len(open_places) == 1:
        roles[open_places[0]] = _single(shares[0], roles)
        return
    # the first open word and the last one against each other: "Martin Pierre" is read as Pierre Martin
    (first_given, first_name), (last_given, last_name) = shares[0], shares[-1]
    turned = first_name * last_given > 4 * first_given * last_name
    roles[open_places[0]] = SURNAME if turned or GIVEN in roles else GIVEN
    roles[open_places[-1]] = GIVEN if turned and GIVEN not in roles else SURNAME
    for place, (as_given, as_surname) in zip(open_places[1:-1], shares[1:-1], strict=True):
        roles[place] = GIVEN if as_given > as_surname else SURNAME


def _single(shares: tuple[float, float], roles: list[str | None]) -> str:
    if GIVEN in roles and SURNAME not in roles:
        return SURNAME
    if SURNAME in roles and GIVEN not in roles and len(roles) > 1:
        return GIVEN
    return GIVEN if shares[0] > shares[1] else SURNAME


def _shares(word: str) -> tuple[float, float]:
    """Shares of a word, of its pieces when it is a compound; unlisted counts as rare, never as impossible."""
    folded = fold(word)
    pieces = [piece for piece in folded.replace("'", " ").replace("-", " ").split() if piece not in PARTICLES]
    pairs = [name_shares(folded)] + ([name_shares(piece) for piece in pieces] if len(pieces) > 1 else [])
    return max(pair[0] for pair in pairs) + _RARE, max(pair[1] for pair in pairs) + _RARE
