"""Customer numbers and logins of the sample's own columns, found again inside texts: kept as digests only."""

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator

import numpy as np

from sampler.detect.people.lexicon import words
from sampler.detect.people.names import name_counts
from sampler.detect.words import ORDINARY, STOP
from sampler.errors import IntegrityError
from sampler.model.finding import Span
from sampler.sanitize.audit.value_digests import digest
from sampler.surrogates.folding import fold
from sampler.surrogates.text_arrays import U64

RECOGNIZER = "key"  # `detect.spans` lets it go before all but a web address
_ATOM = re.compile(r"[^\W_]+")
_JOINTS = frozenset("-_/.")
_MAILBOX = re.compile(r"\S*@\S*")
_MOST_ATOMS = 4
_FEWEST_SIGNS = 5
_FEWEST_LETTERS = 4
# the lists of words begin with step 3
_RARE = 4


def packed(values: U64) -> str:
    """The digests of all values of some columns, as the compiled recipe holds them."""
    return b64encode(values.astype("<u8").tobytes()).decode()


def _unpacked(text: str) -> frozenset[int]:
    try:
        return frozenset(np.frombuffer(b64decode(text, validate=True), dtype="<u8").tolist())
    except ValueError:
        raise IntegrityError("the keys of the compiled recipe are damaged") from None


class KnownValues:
    """Finds values of key columns (five signs or more, a digit among them) and of login columns."""

    def __init__(self, ids: str, logins: str) -> None:
        self._ids = _unpacked(ids)
        self._logins = _unpacked(logins)

    def find(self, text: str, names: Collection[str] | None = None) -> list[Span]:
        """The longest known values in `text`, from left to right; mailboxes are left alone.

        A listed name in small letters that is a login is one, unless it is among the deal's own `names`.
        """
        if not (self._ids or self._logins):
            return []
        boxes = [match.span() for match in _MAILBOX.finditer(text)] if "@" in text else []
        atoms = [match.span() for match in _ATOM.finditer(text)]
        spans: list[Span] = []
        for first in range(len(atoms)):
            start = atoms[first][0]
            if (spans and start < spans[-1].end) or any(left <= start < right for left, right in boxes):
                continue
            spans += self._longest(text, atoms, first, names)
        return spans

    def is_login(self, value: str) -> bool:
        """Whether `value` is a login of the sample, though it may be a word or a name too."""
        return digest(value) in self._logins

    def _longest(
        self, text: str, atoms: list[tuple[int, int]], first: int, names: Collection[str] | None
    ) -> list[Span]:
        start = atoms[first][0]
        for end in reversed(list(_ends(text, atoms, first))):
            kind = self._kind(text[start:end], names)
            if kind:
                return [Span(start, end, kind, 1.0, RECOGNIZER)]
        return []

    def _kind(self, value: str, names: Collection[str] | None) -> str | None:
        signs = sum(sign.isalnum() for sign in value)
        digits = any(sign.isdigit() for sign in value)
        if digits and signs >= _FEWEST_SIGNS and digest(value) in self._ids:
            return "ID"
        login = signs >= _FEWEST_LETTERS and digest(value) in self._logins
        if login and (digits or not _is_word(value, names)):
            return "USERNAME"
        return None


def _ends(text: str, atoms: list[tuple[int, int]], first: int) -> Iterator[int]:
    """Where the pieces end that begin with an atom: alone, or with the next ones, one sign between."""
    last = first
    yield atoms[last][1]
    while last + 1 < min(len(atoms), first + _MOST_ATOMS):
        end, start = atoms[last][1], atoms[last + 1][0]
        if start != end + 1 or text[end] not in _JOINTS:
            return
        last += 1
        yield atoms[last][1]


def _is_word(value: str, names: Collection[str] | None) -> bool:
    """Is this login also a name or a word, which a text says without meaning the login?"""
    folded = fold(value)
    if folded in ORDINARY or folded in STOP:
        return True
    if not max(name_counts(folded)):
        return False
    return names is None or not value.islower() or folded in names or max(words().get(folded, (0, 0))) > _RARE
