"""What the columns of one table say of each other: identifiers beside persons, logins of names, births."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sampler.detect.columns.judgement import (
    HALF,
    MOST,
    NEARLY_ALL,
    SOME,
    TRACE,
    Judgement,
    clear,
    of,
    personal,
)
from sampler.detect.columns.profile import Profile
from sampler.detect.columns.rules_headed import headed_id
from sampler.detect.columns.value_shapes import commune_of
from sampler.detect.hosts import host_is, host_of, is_made_of
from sampler.detect.values import dates
from sampler.model.finding import State
from sampler.surrogates.folding import fold
from sampler.surrogates.places import city_key, place_key

_OF_PERSONS = frozenset(
    {
        "LAST_NAME",
        "FIRST_NAME",
        "PERSON",
        "EMAIL_ADDRESS",
        "PHONE_NUMBER",
        "BIRTH_DATE",
        "FR_NIR",
        "USERNAME",
    },
)
_NAMES = frozenset({"LAST_NAME", "FIRST_NAME", "PERSON"})
_YOUNGEST, _FEWEST_DATES, _FEWEST_ROWS = 3, 8, 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A column with its counts, what the rules said, and its first rows to compare with its neighbours'."""

    label: str
    counted: Profile
    judgement: Judgement
    first: Sequence[str | None]


def revised(columns: Sequence[Judged]) -> list[Judged]:
    """The columns, judged again where a neighbour tells more than the column itself."""
    persons = any(
        one.judgement.entity_type in _OF_PERSONS and one.judgement.state is State.PERSONAL for one in columns
    )
    names = [one for one in columns if one.judgement.entity_type in _NAMES | {"EMAIL_ADDRESS"}]
    latest = _latest(columns)
    return [
        _revised(one, columns, place, names, latest, persons=persons) for place, one in enumerate(columns)
    ]


def _revised(
    one: Judged,
    columns: Sequence[Judged],
    place: int,
    names: Sequence[Judged],
    latest: int,
    *,
    persons: bool,
) -> Judged:
    changed = (
        _neutral(one, persons=persons)
        or (_login(one, names) if names else None)
        or (_birth(one, latest) if persons else None)
        or _other_half(one, columns, place)
        or _commune_code(one, columns)
        or _site(one, columns)
        or (_small_category(one) if persons else None)
    )
    return one if changed is None else replace(one, judgement=changed)


def _neutral(one: Judged, *, persons: bool) -> Judgement | None:
    """See "id", "code", "numéro": a person's beside names or e-mail addresses, else nobody knows."""
    counted = one.counted
    if counted.hint != "neutral:id" or one.judgement.state is not State.UNKNOWN:
        return None
    if persons and counted.share("uuid") < MOST:
        return headed_id(counted, "header word", "beside columns of persons")
    if counted.few and counted.share("common words") >= HALF:
        return clear(0.7, f"{counted.distinct} distinct values in {counted.filled} cells")
    return None


def _login(one: Judged, names: Sequence[Judged]) -> Judgement | None:
    """Tokens in small letters that hold the name or the e-mail address of their own row."""
    counted = one.counted
    doubtful = one.judgement.state is State.UNKNOWN or one.judgement.entity_type in (
        "PERSON",
        "LAST_NAME",
        "ID",
    )
    if not doubtful or counted.hint not in (None, "neutral:id") or counted.share("two words") > TRACE:
        return None
    if counted.share("small token") < HALF or counted.few:
        return None
    for other in names:
        if other is one:
            continue
        rows = [
            (mine, theirs) for mine, theirs in zip(one.first, other.first, strict=False) if mine and theirs
        ]
        alike = sum(_holds(fold(mine), fold(theirs)) for mine, theirs in rows)
        if len(rows) >= _FEWEST_ROWS and alike >= HALF * len(rows):
            return personal("USERNAME", 0.85, f"holds the {other.judgement.entity_type} of its row")
    return None


def _holds(login: str, name: str) -> bool:
    parts = [
        part
        for part in name.partition("@")[0].replace(".", " ").replace("-", " ").split()
        if len(part) > 2  # noqa: PLR2004 - initials prove nothing
    ]
    return any(part[:5] in login for part in parts)


def _commune_code(one: Judged, columns: Sequence[Judged]) -> Judgement | None:
    """Codes of the commune that a town of their row is, whatever their header says."""
    if one.judgement.state is State.PERSONAL or one.counted.share("commune code") < HALF:
        return None
    for other in columns:
        if other.judgement.entity_type != "CITY":
            continue
        rows = [
            (commune, town)
            for code, town in zip(one.first, other.first, strict=False)
            if code and town and (commune := commune_of(code.strip())) is not None
        ]
        # "Paris" stands beside the codes of its arrondissements too
        alike = sum(place_key(commune.name).startswith(city_key(town)) for commune, town in rows)
        if len(rows) >= _FEWEST_ROWS and alike >= HALF * len(rows):
            return personal("FR_INSEE", 0.85, "codes of the communes of their rows")
    return None


def _site(one: Judged, columns: Sequence[Judged]) -> Judgement | None:
    """Web addresses that contain the name, or have the mail domain, of their row."""
    if one.judgement.state is State.PERSONAL or one.counted.share("site") < HALF:
        return None
    for other in columns:
        entity_type = other.judgement.entity_type
        if entity_type not in _NAMES | {"ORGANIZATION", "EMAIL_ADDRESS"}:
            continue
        mail = entity_type == "EMAIL_ADDRESS"
        told = host_is if mail else is_made_of
        rows = [
            (mine, theirs) for mine, theirs in zip(one.first, other.first, strict=False) if mine and theirs
        ]
        alike = [host_of(theirs) if mail else theirs for mine, theirs in rows if told(mine, theirs)]
        # one name or domain in every row is that of whoever made the table
        if len(alike) >= SOME * len(rows) and len(set(alike)) > 1:
            return personal("URL", 0.8, f"contains the {entity_type} of its row")
    return None


def _latest(columns: Sequence[Judged]) -> int:
    """The last year that the dates of the table show: its own time, as no clock is read."""
    years = [
        year
        for one in columns
        if one.counted.share("date") >= MOST
        for value in one.counted.sample[:500]
        if (year := dates.year_of(value)) is not None
    ]
    return max(years, default=0)


def _birth(one: Judged, latest: int) -> Judgement | None:
    """Dates without a time, spread over years, that end well before the table's own time: of children too."""
    counted = one.counted
    if (
        counted.hint is not None
        or one.judgement.state is not State.CLEAR
        or counted.share("date") < NEARLY_ALL
    ):
        return None
    years = sorted(year for value in counted.sample if (year := dates.year_of(value)) is not None)
    if len(years) < _FEWEST_DATES or counted.share("timed") > TRACE:
        return None
    spread = years[int(0.95 * (len(years) - 1))] - years[int(0.05 * (len(years) - 1))]
    old = counted.share("old date") >= HALF and spread >= 15  # noqa: PLR2004 - half a generation
    if old or (latest - years[-1] >= _YOUNGEST and spread >= _YOUNGEST):
        return personal(
            "BIRTH_DATE",
            0.6,
            of(counted, "old date", "are dates of long ago"),
            "earlier than the other dates",
        )
    return None


def _other_half(one: Judged, columns: Sequence[Judged], place: int) -> Judgement | None:
    """An unknown column of single words beside first names is surnames, and the other way round."""
    counted = one.counted
    if (
        one.judgement.state is not State.UNKNOWN
        or counted.hint is not None
        or counted.share("digitless") < NEARLY_ALL
    ):
        return None
    if counted.share("common words") >= HALF or counted.share("any name") < SOME or counted.few:
        return None
    beside = {
        columns[near].judgement.entity_type for near in (place - 1, place + 1) if 0 <= near < len(columns)
    }
    for mine, other in (("LAST_NAME", "FIRST_NAME"), ("FIRST_NAME", "LAST_NAME")):
        if other in beside:
            return personal(
                mine,
                0.6,
                f"beside {other}",
                of(counted, "any name", "are in the lists of names"),
            )
    return None


def _small_category(one: Judged) -> Judgement | None:
    """A class of persons may single one out with others: kept, and marked."""
    counted, judged = one.counted, one.judgement
    labels = counted.few and counted.share("digitless") >= MOST and counted.distinct > 1
    if (
        judged.state is State.CLEAR
        and not judged.quasi
        and labels
        and judged.entity_type is None
        and counted.share("boolean") < 1
    ):
        return replace(judged, quasi=True, evidence=(*judged.evidence, "quasi-identifier"))
    return None
