"""Columns of one table that agree in each row, as far as its first rows show: the draft proposes them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from sampler.detect.columns.headers import words_of
from sampler.detect.hosts import host_of, is_made_of
from sampler.detect.words import word_set
from sampler.model.finding import Finding
from sampler.surrogates.folding import fold
from sampler.surrogates.places import place_key
from sampler.surrogates.rows_of_places import by_postcode
from sampler.surrogates.vocabulary import PROVIDERS

Cells = Sequence[str | None]
_NUMBERS, _HOSTED = ("FR_SIREN", "FR_SIRET", "FR_VAT"), ("EMAIL_ADDRESS", "URL")
_PLACES = ("POSTCODE", "CITY", "FR_INSEE", "ADDRESS")
# what is left of a header without them tells one address of a table from another
_PLACE_WORDS = word_set(
    "code postal cp zip zipcode postcode post ville commune localite city town insee cog adresse address adr"
    " rue voie street line ligne lieu place de d du la"
)
_FEMALE = word_set("f femme female feminin fille mme madame mlle")
_MALE = word_set("m h homme male masculin garcon mr monsieur")
_NIR = re.compile(r"([1-478])([0-9]{2})([0-9]{2})[0-9][0-9ab]")
_ISO = re.compile(r"[0-9]{2}([0-9]{2})-([0-9]{2})-[0-9]{2}")
_WRITTEN = re.compile(r"[0-9]{1,2}[/.-]([0-9]{1,2})[/.-](?:[0-9]{2})?([0-9]{2})")
_DIGITS = re.compile(r"[0-9]+")
_COMPANY = re.compile(r"(?:FR[0-9A-Z]{2})?([0-9]{9})(?:[0-9]{5})?")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Columns, each with the type it was found to have, and the evidence in fixed words and counts."""

    columns: tuple[tuple[str, str], ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class _Count:
    """Rows that could be judged, and those of them that agree."""

    judged: int
    agreeing: int

    @property
    def usual(self) -> bool:
        """Whether most agree; none that could be judged says nothing against it."""
        return 2 * self.agreeing >= self.judged

    @property
    def words(self) -> str:
        return f"{self.agreeing} of {self.judged} rows"


def agreements(findings: Sequence[Finding], cells: Mapping[str, Cells]) -> tuple[Agreement, ...]:
    """The groups of a table's columns that agree; `cells` are those of its first rows, by column label."""
    by_type: dict[str, list[str]] = {}
    for finding in findings:
        if finding.entity_type and not finding.text:
            by_type.setdefault(finding.entity_type, []).append(finding.column)
    return (*_of_places(by_type, cells), *_of_company(by_type, cells), *_of_identity(by_type, cells))


def _of_places(by_type: Mapping[str, Sequence[str]], cells: Mapping[str, Cells]) -> Iterator[Agreement]:
    found = [(name, label) for name in _PLACES for label in by_type.get(name, ())]
    if len({name for name, _ in found}) == len(found):
        groups = [found]
    else:
        by_rest: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for name, label in found:
            by_rest.setdefault(_rest(label), []).append((name, label))
        groups = [group for group in by_rest.values() if len({name for name, _ in group}) == len(group)]
    for group in groups:
        columns = dict(group)
        # an address beside nothing but a code says nothing of rows
        if len(columns) < 2 or not {"POSTCODE", "CITY"} & columns.keys():  # noqa: PLR2004 - two can agree
            continue
        evidence = "by their types and headers"
        if {"POSTCODE", "CITY"} <= columns.keys():
            count = _counted(cells[columns["POSTCODE"]], cells[columns["CITY"]], _city_of)
            if not count.usual:
                continue
            if count.judged:
                evidence = f"{count.words} have a city of their postcode"
        yield Agreement(tuple((label, name) for name, label in group), evidence)


def _of_identity(by_type: Mapping[str, Sequence[str]], cells: Mapping[str, Cells]) -> Iterator[Agreement]:
    """A NIR with the birth date that its rows say, and the sex."""
    for nir in by_type.get("FR_NIR", ()):
        births = [(_counted(cells[nir], cells[one], _born_of), one) for one in by_type.get("BIRTH_DATE", ())]
        births = [(count, one) for count, one in births if count.judged and count.usual]
        if not births:
            continue
        count, birth = max(births, key=lambda pair: pair[0].agreeing)
        columns = [(nir, "FR_NIR"), (birth, "BIRTH_DATE")]
        evidence = f"{count.words} have the month of birth of their NIR"
        for one in by_type.get("GENDER", ()):
            sexes = _counted(cells[nir], cells[one], _sex_of)
            if sexes.judged and sexes.usual:
                columns.append((one, "GENDER"))
                evidence += f", {sexes.agreeing} of {sexes.judged} its sex"
                break
        yield Agreement(tuple(columns), evidence)


def _of_company(by_type: Mapping[str, Sequence[str]], cells: Mapping[str, Cells]) -> Iterator[Agreement]:
    """Numbers of one SIREN, and a name with domains of its words; together if each type is there once."""
    numbers = _linked(combinations(_NUMBERS, 2), _one_siren, by_type, cells)
    hosts = _linked((("ORGANIZATION", name) for name in _HOSTED), _domain_of, by_type, cells)
    said = [(columns, f"{count.words} have one SIREN") for columns, count in numbers]
    said += [(columns, f"{count.words} have a domain of their name") for columns, count in hosts]
    if len(numbers) == len(hosts) == 1:
        said = [(numbers[0][0] | hosts[0][0], ", ".join(words for _, words in said))]
    for columns, evidence in said:
        ordered = sorted(
            columns.items(), key=lambda pair: ("ORGANIZATION", *_NUMBERS, *_HOSTED).index(pair[0])
        )
        yield Agreement(tuple((label, name) for name, label in ordered), evidence)


def _linked(
    pairs: Iterable[tuple[str, str]],
    agree: Callable[[str, str], bool | None],
    by_type: Mapping[str, Sequence[str]],
    cells: Mapping[str, Cells],
) -> list[tuple[dict[str, str], _Count]]:
    """Groups of columns, one a type, that rows show to agree two by two, each with its weakest count."""
    groups: list[tuple[dict[str, str], _Count]] = []
    for one, other in pairs:
        beside = [
            (_counted(cells[mine], cells[theirs], agree), mine, theirs)
            for mine, theirs in product(by_type.get(one, ()), by_type.get(other, ()))
        ]
        beside = [each for each in beside if each[0].judged and each[0].usual]
        for count, mine, theirs in sorted(beside, key=lambda each: -each[0].agreeing):
            known = next((at for at, (its, _) in enumerate(groups) if mine == its.get(one)), None)
            if known is None and all(theirs != its.get(other) for its, _ in groups):
                groups.append(({one: mine, other: theirs}, count))
            elif known is not None and groups[known][0].setdefault(other, theirs) == theirs:
                columns, least = groups[known]
                groups[known] = (columns, min(least, count, key=lambda each: each.agreeing / each.judged))
    return groups


def _rest(label: str) -> tuple[str, ...]:
    words = tuple(word for word in words_of(label) if word not in _PLACE_WORDS)
    return (*words, *_DIGITS.findall(label))


def _counted(ones: Cells, others: Cells, agree: Callable[[str, str], bool | None]) -> _Count:
    answers = [
        answer
        for one, other in zip(ones, others, strict=False)
        if one and other and (answer := agree(one.strip(), other.strip())) is not None
    ]
    return _Count(len(answers), sum(answers))


def _city_of(postcode: str, city: str) -> bool | None:
    """Whether a city has a postcode; none for a postcode that the list does not have."""
    listed = by_postcode().get(postcode) if len(postcode) == 5 else None  # noqa: PLR2004 - French ones
    return None if listed is None else place_key(city) in {place_key(one.name) for one in listed}


def _one_siren(one: str, other: str) -> bool | None:
    """Whether two numbers of a company contain the same SIREN; none for numbers of another kind."""
    mine, theirs = (_COMPANY.fullmatch(re.sub(r"[ .]", "", number).upper()) for number in (one, other))
    return None if mine is None or theirs is None else mine[1] == theirs[1]


def _domain_of(name: str, address: str) -> bool | None:
    """Whether a domain is made of a name; none for a provider's, which is nobody's."""
    host = host_of(address)
    return None if not host or host in PROVIDERS else is_made_of(host, name)


def _born_of(nir: str, birth: str) -> bool | None:
    read = _NIR.match(nir.replace(" ", "").lower())
    date = _ISO.match(birth)
    day = _WRITTEN.match(birth) if date is None else None
    if read is None or (date is None and day is None):
        return None
    year, month = (date[1], date[2]) if date else (day[2], day[1].zfill(2)) if day else ("", "")
    return (read[2], read[3]) == (year, month)


def _sex_of(nir: str, gender: str) -> bool | None:
    read, said = _NIR.match(nir.replace(" ", "").lower()), fold(gender).rstrip(".")
    if read is None or said not in _FEMALE | _MALE:
        return None
    return (int(read[1]) % 2 == 0) == (said in _FEMALE)
