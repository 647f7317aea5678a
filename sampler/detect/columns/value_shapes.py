"""Shapes of whole values that columns are told by: towns with a postcode, births, handles, moments."""

import re

from sampler.detect.people.names import name_counts
from sampler.detect.values import dates
from sampler.detect.values.checks import is_url
from sampler.detect.values.places import is_commune
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import Commune
from sampler.surrogates.rows_of_places import by_code

_FRENCH_TOWN = re.compile(
    r"(?:F[- ]?)?[0-9]{5}[ ,\-]{1,3}(?P<after>[^\W\d_][^\d_]{1,60})"
    r"|(?P<before>[^\W\d_][^\d_(]{1,60})[ ,\-]{0,3}\(?(?:[0-9]{5}|(?<=\()(?:[0-9]{2}|2[AB]|97[1-6]))\)?"
)
_UK_POSTCODE = re.compile(
    r"(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}|[A-PR-UWYZ][0-9][A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRVWXY])[ ]?[0-9][ABD-HJLNP-UW-Z]{2}"
)
_BARE_HOST = re.compile(
    r"(?:[\w-]{1,63}\.){1,4}(?:fr|com|net|org|eu|io|info|biz|be|ch|de|uk|es|it|lu|ca|coop|paris|bzh|example)(?:/\S*)?",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?:n[ée](?:e|\(e\)|\.e)?[ ](?:le|en)|born(?:[ ]on)?|dob|ddn)[ :]{1,3}(?P<date>.+)", re.IGNORECASE
)
_BIRTH_YEARS = re.compile(r"19[0-9]{2}|200[0-9]")
_HANDLE = re.compile(r"@[^\W_][\w.\-]{1,29}")
_AGENT = re.compile(
    r"(?:Mozilla|Opera|Dalvik|curl|Wget|okhttp|python-requests|[A-Z]\w{2,20})/[0-9][\w.]*(?:[ ;(].*)?"
)
_JOINED = re.compile(r"[;,/|&+]")
_SURNAME_FIRST = re.compile(
    r"[^\W\d_]+(?:[ '\u2019\-.]{1,3}[^\W\d_]+){0,4} ?[,;] ?(?P<given>[^\W\d_]+(?:[ \-][^\W\d_]+){0,2})"
)
_LONGEST_NAME = 80
_LISTED = 100


def town_line(value: str) -> str | None:
    """Tell "69000 LYON" (POSTCODE) and "LYON (69)" (CITY) by the town in it; None for anything else."""
    match = _FRENCH_TOWN.fullmatch(value)
    if match is None or not is_commune((match["after"] or match["before"]).strip(" ,-")):
        return None
    return "POSTCODE" if match["after"] else "CITY"


def is_uk_postcode(value: str) -> bool:
    """A British postcode in capitals: area, district, sector and unit."""
    return _UK_POSTCODE.fullmatch(value) is not None


def is_birth(value: str) -> bool:
    """A date after the words that make it a birth: "né le 12/04/1985"."""
    match = _BORN.fullmatch(value)
    return match is not None and dates.is_date(match["date"])


def is_old_compact_date(value: str) -> bool:
    """Eight digits that are a date of long ago: 19720430."""
    return _BIRTH_YEARS.match(value) is not None and dates.is_compact_date(value)


def is_handle(value: str) -> bool:
    """An account of a social network: "@lea38"."""
    return _HANDLE.fullmatch(value) is not None


def is_user_agent(value: str) -> bool:
    """What a browser says of itself."""
    return "/" in value and _AGENT.fullmatch(value) is not None


def is_first_name(value: str) -> bool:
    """A first name of many, even where it is a word too ("Grace"): no such column may be taken for words."""
    return value[:1].isupper() and value.isalpha() and name_counts(fold(value))[0] >= _LISTED


def are_joined_names(value: str) -> bool:
    """Two listed names with a sign between them: "Durand;Petit"."""
    parts = _JOINED.split(value)
    return len(parts) > 1 and all(
        part.strip().isalpha() and any(name_counts(fold(part.strip()))) for part in parts
    )


def is_site(value: str) -> bool:
    """A web address, or the host of one under a usual top: "acme.fr", "acme.fr/contact"."""
    return is_url(value) or _BARE_HOST.fullmatch(value) is not None


def commune_of(code: str) -> Commune | None:
    """The French commune of an INSEE code; a spreadsheet may have eaten the first 0."""
    if len(code) not in (4, 5) or not code.isalnum():
        return None
    return by_code().get(code.upper().zfill(5))


def is_surname_first(value: str) -> bool:
    """A surname, however rare, then a comma or semicolon and listed first names: "PELLUCHON, Corentin"."""
    if len(value) > _LONGEST_NAME or ("," not in value and ";" not in value):
        return False
    match = _SURNAME_FIRST.fullmatch(value)
    if match is None:
        return False
    return all(name_counts(piece)[0] >= _LISTED for piece in re.split("[ -]", fold(match["given"])))
