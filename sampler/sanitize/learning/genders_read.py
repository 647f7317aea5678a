"""Of which gender the bearers of a first name are that no list has: their civilities say it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sampler.surrogates.folding import fold
from sampler.surrogates.lists import given_names

LABELS = frozenset({"civilite", "civ", "sexe", "genre", "titre", "civility", "gender", "sex", "title"})
_WOMEN = ("mme", "mlle", "madame", "mademoiselle", "mrs", "ms", "miss", "f", "femme", "female")
_SEXES = dict.fromkeys(_WOMEN, "F") | dict.fromkeys(("m", "mr", "monsieur", "sir", "h", "homme", "male"), "M")
_SURE = 0.95


def sex_of(civility: str) -> str:
    """Tell "F" or "M"; "" where it does not say."""
    return _SEXES.get(fold(civility).rstrip("."), "")


class Genders:
    """Counts civilities beside first names that no list has."""

    def __init__(self) -> None:
        self._found: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, names: Sequence[str], civilities: Sequence[str], rows: Sequence[int]) -> None:
        """Take in names with a civility beside them, and how many rows have both."""
        for name, civility, count in zip(names, civilities, rows, strict=True):
            sex = sex_of(civility)
            for token in self._tokens(name) if sex else ():
                self._found[token][sex] += count

    def learnt(self) -> Mapping[str, str]:
        """The gender by folded first name, where nearly all civilities agree."""
        most = {token: counts.most_common(1)[0] for token, counts in self._found.items()}
        return {t: sex for t, (sex, rows) in most.items() if rows >= _SURE * self._found[t].total()}

    def _tokens(self, name: str) -> list[str]:
        return [token for token in fold(name).replace("-", " ").split() if token not in given_names()]
