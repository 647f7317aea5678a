"""What a deal froze about its own names: how `mdupont` is read, and where uniqueness needed another slot."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from sampler.errors import IntegrityError
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import given_names, pools_digest
from sampler.surrogates.vocabulary import PARTICLES


@dataclass(frozen=True)
class Dictionary:
    """Names of a deal's people, folded; it holds real names, so it lives encrypted or in memory only.

    `given` says the gender of first-name tokens ("F", "M", "N"); `surnames` holds tokens and whole
    compound or particle surnames; `people` tells the one first name that fits (initial, surname);
    `companies` gives the words of a company's name for the label of its domain ("acmeindustrie");
    `bumps` changes the slot of (kind, normalised value) where two surrogates would be equal. `pools`
    is the digest of the shipped lists under which all this holds.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    surnames: frozenset[str] = frozenset()
    people: Mapping[tuple[str, str], str] = field(default_factory=dict)
    bumps: Mapping[tuple[str, str], int] = field(default_factory=dict)
    pools: str = field(default_factory=pools_digest)
    companies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def learn(
        cls, first_names: Iterable[str], last_names: Iterable[str], people: Iterable[tuple[str, str]]
    ) -> Self:
        """Read the name columns of a sample; `people` are (first name, last name) of one row each."""
        listed = given_names()
        given = {}
        for name in first_names:
            whole = fold(name)
            for token in {whole, *whole.replace("-", " ").split()} - {""}:
                given[token] = listed[token].gender if token in listed else "N"
        surnames = {token for name in last_names for token in _surname_tokens(fold(name))}
        fitting: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for first, last in people:
            if (folded := fold(first)) and (surname := fold(last)):
                fitting[folded[0], surname].add(folded)
        one = {key: next(iter(names)) for key, names in fitting.items() if len(names) == 1}
        return cls(given=given, surnames=frozenset(surnames), people=one)

    def merged(self, later: Self) -> Self:
        """This dictionary and what `later` adds; what is here already never changes.

        Raises:
            IntegrityError: the two were made with different lists.
        """
        if self.pools != later.pools:
            raise IntegrityError("the dictionaries were made with different name lists")
        return type(self)(
            given={**later.given, **self.given},
            surnames=self.surnames | later.surnames,
            people={**later.people, **self.people},
            bumps={**later.bumps, **self.bumps},
            pools=self.pools,
            companies={**later.companies, **self.companies},
        )

    def with_bumps(self, bumps: Mapping[tuple[str, str], int]) -> Self:
        """This dictionary with more bumps; existing ones win."""
        return replace(self, bumps={**bumps, **self.bumps})

    def with_companies(self, companies: Mapping[str, str]) -> Self:
        """This dictionary with more companies; existing ones win."""
        return replace(self, companies={**companies, **self.companies})

    def to_json(self) -> str:
        """One JSON document, the same text for equal dictionaries."""
        document = {
            "given": dict(self.given),
            "surnames": sorted(self.surnames),
            "people": sorted([*key, name] for key, name in self.people.items()),
            "bumps": sorted([*key, slot] for key, slot in self.bumps.items()),
            "pools": self.pools,
            "companies": dict(self.companies),
        }
        return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            IntegrityError: the text is damaged.
        """
        try:
            document = json.loads(text)
            return cls(
                given=dict(document["given"]),
                surnames=frozenset(document["surnames"]),
                people={(initial, surname): name for initial, surname, name in document["people"]},
                bumps={(kind, value): int(slot) for kind, value, slot in document["bumps"]},
                pools=str(document["pools"]),
                companies=dict(document["companies"]),
            )
        except (ValueError, KeyError, TypeError):
            raise IntegrityError("the name dictionary is damaged") from None


def _surname_tokens(folded: str) -> set[str]:
    """A surname whole, and its pieces of two letters or more."""
    pieces = folded.replace("-", " ").replace("'", " ").split()
    return {folded, *(piece for piece in pieces if len(piece) > 1 and piece not in PARTICLES)} - {""}
