"""Columns of one table that agree in each row, as far as its first rows show: the draft proposes them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sampler.detect.columns.headers import words_of
from sampler.detect.words import word_set
from sampler.model.finding import Finding
from sampler.surrogates.folding import fold
from sampler.surrogates.places import place_key
from sampler.surrogates.rows_of_places import by_postcode

Cells = Sequence[str | None]
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
    return (*_of_places(by_type, cells), *_of_identity(by_type, cells))


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
