"""Of which gender the bearers of a first name are that no list has: their civilities say it."""

from collections import Counter, defaultdict
from collections.abc import Mapping

import pyarrow as pa

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

    def add(self, first: pa.Array, civility: pa.Array) -> None:
        """Take in two columns of one batch."""
        names, sexes = first.dictionary_encode(), civility.dictionary_encode()
        strange = [name and self._tokens(name) for name in names.dictionary.to_pylist()]
        said = [sex_of(text or "") for text in sexes.dictionary.to_pylist()]
        if not any(strange) or not any(said):
            return
        pairs = zip(names.indices.to_pylist(), sexes.indices.to_pylist(), strict=True)
        for (name, sex), rows in Counter(pairs).items():
            if name is not None and sex is not None and said[sex]:
                for token in strange[name] or ():
                    self._found[token][said[sex]] += rows

    def learnt(self) -> Mapping[str, str]:
        """The gender by folded first name, where nearly all civilities agree."""
        most = {token: counts.most_common(1)[0] for token, counts in self._found.items()}
        return {t: sex for t, (sex, rows) in most.items() if rows >= _SURE * self._found[t].total()}

    def _tokens(self, name: str) -> list[str]:
        return [token for token in fold(name).replace("-", " ").split() if token not in given_names()]
