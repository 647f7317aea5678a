"""What a deal froze about its own names: how `mdupont` is read, and where uniqueness needed another slot."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Self

from sampler.errors import IntegrityError
from sampler.surrogates.account_names import AccountNames
from sampler.surrogates.accounts import initials
from sampler.surrogates.births import Births
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import given_names, pools_digest
from sampler.surrogates.vocabulary import CIVILITIES, PARTICLES


@dataclass(frozen=True)
class Dictionary:
    """Names of a deal's people, folded; it holds real names, so it lives encrypted or in memory only.

    `given` says the gender of first-name tokens ("F", "M", "N"); `surnames` holds tokens and whole
    compound or particle surnames; `people` tells the one first name that fits (initials, surname);
    `companies` gives the words of a company's name for the label of its domain ("acmeindustrie");
    `accounts` tells whose login or mailbox it is (first name, surname) where the letters alone don't;
    `either` holds the people (first name, surname) both of whose names are first names and surnames here;
    `births` packs the months by which NIR are off (`Births`);
    `bumps` changes the slot of (kind, normalised value) where two surrogates would be equal. `pools`
    is the digest of the shipped lists under which all this holds.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    surnames: frozenset[str] = frozenset()
    people: Mapping[tuple[str, str], str] = field(default_factory=dict)
    bumps: Mapping[tuple[str, str], int] = field(default_factory=dict)
    pools: str = field(default_factory=pools_digest)
    companies: Mapping[str, str] = field(default_factory=dict)
    births: str = ""
    accounts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    either: frozenset[tuple[str, str]] = frozenset()

    def has(self, given: str, surname: str) -> bool:
        """Whether somebody is known to be called so; no is no answer: not everybody is kept."""
        if (given, surname) in self.either:
            return True
        people, short = self.people, initials(given)
        return people.get((given[:1], surname)) == given or people.get((short, surname)) == given

    def reads_as(self, other: Self) -> bool:
        """Whether mailboxes are read alike under both; how values were moved apart is left out."""
        ours, theirs = (replace(one, bumps={}, births="") for one in (self, other))
        return ours == theirs

    @classmethod
    def learn(
        cls,
        first_names: Iterable[str],
        last_names: Iterable[str],
        people: Iterable[tuple[str, str]],
        by_initials: Iterable[tuple[str, str]] = (),
        genders: Mapping[str, str] | None = None,
    ) -> Self:
        """Read the name columns of a sample; `people` are (first name, last name) of one row each.

        Of `people`, those may be left out whom another of the same surname and first letter stands beside,
        when those who are alone with all their initials ("J.-M.") are told in `by_initials`. `genders` are
        those of first names that no list has.
        """
        listed = given_names()
        given = {}
        for name in first_names:
            whole = fold(name)
            for token in {whole, *whole.replace("-", " ").split()} - {""}:
                given[token] = listed[token].gender if token in listed else (genders or {}).get(token, "N")
        surnames = {token for name in last_names for token in _surname_tokens(fold(name))}
        pairs, more = list(people), list(by_initials)
        one = _alone(pairs, lambda name: name[0])
        if more or any(initials(name) != name[:1] for name in map(fold, {first for first, _ in pairs})):
            one |= _alone((*pairs, *more), initials)
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
            births=Births.unpacked(self.births).merged(Births.unpacked(later.births)).packed(),
            accounts=_all_accounts(self.accounts, later.accounts),
            either=self.either | later.either,
        )

    def with_bumps(self, bumps: Mapping[tuple[str, str], int]) -> Self:
        """This dictionary with more bumps; existing ones win."""
        return replace(self, bumps={**bumps, **self.bumps})

    def with_companies(self, companies: Mapping[str, str]) -> Self:
        """This dictionary with more companies; existing ones win."""
        return replace(self, companies={**companies, **self.companies})

    def with_accounts(self, accounts: Mapping[str, tuple[str, str]]) -> Self:
        """This dictionary with more accounts; existing ones win."""
        return replace(self, accounts=_all_accounts(self.accounts, accounts))

    def with_either(self, people: Iterable[tuple[str, str]]) -> Self:
        """This dictionary with more people whose names may be read in either order."""
        return replace(self, either=self.either.union(people))

    def with_births(self, births: Births) -> Self:
        """This dictionary with more months of births; existing ones win."""
        return replace(self, births=Births.unpacked(self.births).merged(births).packed())

    def to_json(self) -> str:
        """One JSON document, the same text for equal dictionaries."""
        document = {
            "given": dict(self.given),
            "surnames": sorted(self.surnames),
            "people": sorted([*key, name] for key, name in self.people.items()),
            "bumps": sorted([*key, slot] for key, slot in self.bumps.items()),
            "pools": self.pools,
            "companies": dict(self.companies),
            "births": self.births,
            "accounts": {account: list(names) for account, names in self.accounts.items()},
            "either": sorted(map(list, self.either)),
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
                births=str(document.get("births", "")),
                accounts=AccountNames.of(
                    {
                        account: (first, last)
                        for account, (first, last) in document.get("accounts", {}).items()
                    }
                ),
                either=frozenset((first, last) for first, last in document.get("either", ())),
            )
        except (ValueError, KeyError, TypeError):
            raise IntegrityError("the name dictionary is damaged") from None


def _all_accounts(
    earlier: Mapping[str, tuple[str, str]], later: Mapping[str, tuple[str, str]]
) -> Mapping[str, tuple[str, str]]:
    """Those of both; earlier ones win."""
    return AccountNames.of({**later, **earlier} if later and earlier else later or earlier)


def _alone(people: Iterable[tuple[str, str]], short: Callable[[str], str]) -> dict[tuple[str, str], str]:
    """(short first name, surname) -> first name, where only one person fits."""
    fitting: dict[tuple[str, str], str | None] = {}
    folded, shortened = cache(fold), cache(short)
    for first, last in people:
        if (given := folded(first)) and (surname := folded(last)):
            key = shortened(given), surname
            if fitting.setdefault(key, given) != given:
                fitting[key] = None
    return {key: name for key, name in fitting.items() if name is not None}


def _surname_tokens(folded: str) -> set[str]:
    """A surname whole, and its pieces of two letters or more; "Mme" of "Mme Dupont" is none."""
    pieces = folded.replace("-", " ").replace("'", " ").split()
    named = {piece for piece in pieces if len(piece) > 1 and piece not in PARTICLES}
    return {folded, *(piece for piece in named if piece.rstrip(".") not in CIVILITIES)} - {""}
