"""Full names of the sample's people, and where one stands in a text: either order, any case and accents."""

import re
from collections.abc import Iterable, Iterator

from sampler.surrogates.folding import fold

Name = tuple[str, ...]
_WORD = re.compile(r"[^\W\d_]+")
CIVILITIES = frozenset(
    {
        "m",
        "mr",
        "mm",
        "mme",
        "mmes",
        "mlle",
        "monsieur",
        "madame",
        "mademoiselle",
        "dr",
        "docteur",
        "pr",
        "professeur",
        "me",
        "maitre",
        "mrs",
        "ms",
        "miss",
        "sir",
    }
)
_LONGEST = 8


def words(text: str) -> Name:
    """The words of `text`, folded; hyphens and apostrophes part words."""
    return tuple(_WORD.findall(fold(text)))


def name_forms(given: str, surname: str) -> frozenset[Name]:
    """The ways a person is written in full: given and surname in either order, first of several given names.

    Names of one letter are no names: "A B" would be found everywhere.
    """
    first, last = words(given), words(surname)
    if max(map(len, first), default=0) < 2 or max(map(len, last), default=0) < 2:  # noqa: PLR2004 - one letter
        return frozenset()
    return frozenset(form for start in {first, first[:1]} for form in (start + last, last + start))


def person_forms(person: str) -> frozenset[Name]:
    """The ways a name in one cell is written: as it is, and with its first or last word at the other end."""
    parts = tuple(word for word in words(person) if word not in CIVILITIES)
    if len(parts) < 2 or any(len(word) < 2 for word in (parts[0], parts[-1])):  # noqa: PLR2004 - given and surname
        return frozenset()
    return frozenset({parts, parts[1:] + parts[:1], parts[-1:] + parts[:-1]})


class FullNames:
    """A set of full names to look for."""

    def __init__(self, forms: Iterable[Name] = ()) -> None:
        self._forms: set[Name] = set()
        self._lengths: tuple[int, ...] = ()
        self.add(forms)

    def add(self, forms: Iterable[Name]) -> None:
        """Take in more names, up to eight words each."""
        for form in forms:
            if len(form) <= _LONGEST:
                self._forms.add(form)
                if len(form) not in self._lengths:
                    self._lengths = tuple(sorted((*self._lengths, len(form))))

    def __len__(self) -> int:
        return len(self._forms)

    def find(self, text: str) -> Iterator[Name]:
        """Yield the full names that stand in `text` as whole words."""
        if not self._lengths:
            return
        found = words(text)
        for start in range(len(found)):
            for length in self._lengths:
                if start + length > len(found):
                    break
                if (form := found[start : start + length]) in self._forms:
                    yield form
