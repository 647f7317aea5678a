"""Rules for columns whose header or whose checks tell: proved types, texts, closed sets, named types."""

from sampler.detect.columns.judgement import (
    HALF,
    MOST,
    NAME_TYPES,
    SOME,
    TRACE,
    WEAK_KEYS,
    Judgement,
    against,
    clear,
    free_text,
    of,
    personal,
)
from sampler.detect.columns.profile import Profile
from sampler.detect.values.checks import STRONG_CHECKS
from sampler.detect.values.kind import Kind
from sampler.detect.values.labelled import KINDS, is_shaped

_SURE_TYPES = {"LAST_NAME", "FIRST_NAME"}
CHECK_NAMES = {entity_type: name for entity_type, name, _ in STRONG_CHECKS}
# What a header of this type needs from its values: any of these properties, for some of them.
NEEDS: dict[str, tuple[str, ...]] = {
    "EMAIL_ADDRESS": ("at sign",),
    "PHONE_NUMBER": ("six digits",),
    "POSTCODE": ("post shape",),
    "CITY": ("lettered",),
    "FR_INSEE": ("commune code",),
    "ADDRESS": ("lettered", "short number"),
    "BIRTH_DATE": ("date", "compact date", "year"),
    "IP_ADDRESS": ("four digits",),
    "MAC_ADDRESS": ("lettered",),
    "URL": ("lettered",),
    "USERNAME": ("lettered",),
    "ORGANIZATION": ("lettered",),
}
# Kinds that share their header words: the one whose shape the values have is meant.
_FAMILIES = (
    ("FR_PASSPORT", "UK_PASSPORT", "US_PASSPORT", "ES_PASSPORT", "IT_PASSPORT", "DE_PASSPORT"),
    ("FR_TAX_ID", "ES_NIF", "ES_NIE", "ES_CIF", "PT_NIF", "US_ITIN"),
    ("FR_NIR", "US_SSN", "BE_NATIONAL_NUMBER"),
    ("FR_DRIVING_LICENCE", "UK_DRIVING_LICENCE", "US_DRIVER_LICENSE", "IT_DRIVER_LICENSE"),
    ("FR_VAT", "UK_VAT", "DE_VAT_ID", "IT_VAT_CODE"),
    ("FR_LICENSE_PLATE", "UK_VEHICLE_REGISTRATION"),
    ("FR_CNI", "IT_IDENTITY_CARD", "DE_ID_CARD", "ES_NIF"),
    ("IBAN_CODE", "FR_RIB", "US_BANK_NUMBER", "UK_BANK_ACCOUNT"),
    ("AT_SOCIAL_SECURITY", "DE_SOCIAL_SECURITY"),
    ("SE_PERSONNUMMER", "DK_CPR"),
)
_KIND_OF: dict[str, Kind] = {kind.entity_type: kind for kind in KINDS if kind.headers}
# headings that stand over codes of communes too, and how many of the values must be such codes
_OVER_CODES = {"FR_NIR": HALF, "CITY": MOST}
_QUASI = {"position": "GPS_COORDINATES"}
_LOOKED_AT = 200
_MOST_COUNTRIES = 250
_LONG_LABEL, _FEW_LABELS = 60, 30


def empty(counted: Profile) -> Judgement | None:
    """Nothing stands in it."""
    return None if counted.filled else clear(1.0, "empty")


def proved(counted: Profile) -> Judgement | None:
    """A check with a key or an unmistakable shape decides, whatever the header says."""
    if not counted.passed or counted.share("barcode") >= MOST:
        return None
    best = max(counted.passed, key=lambda entity_type: counted.passed[entity_type])
    share = counted.share(best)
    weak = best in WEAK_KEYS or (best == "FR_NIR" and counted.share("keyed NIR") < HALF)
    if against(counted) and weak and not (best == "PHONE_NUMBER" and counted.share("decimal") < HALF):
        return None
    if best == "URL" or share < (SOME if counted.hint == best else MOST):
        return None
    if best == "SECRET" and counted.hint is None and counted.share("hex") >= HALF:
        return None  # a digest of anything
    told = counted.hint == best
    family = next((family for family in _FAMILIES if counted.hint in family and best not in family), None)
    if (
        family
        and share < NEARLY
        and counted.hint in _KIND_OF
        and best in ("FR_SIREN", "PHONE_NUMBER", "CREDIT_CARD")
    ):
        return None  # what the header names beats a weak key
    evidence = of(counted, best, f"pass the {CHECK_NAMES[best]} check")
    return personal(best, min(1.0, 0.5 + share / 2), *(("header word", evidence) if told else (evidence,)))


NEARLY = 0.9


def texts(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """Free text: sentences, nested data, or cells of several words with identifiers inside."""
    marks = counted.share("decimal") + counted.share("fraction") >= MOST
    if counted.hint == "text" and marks and counted.language != "en":
        return None  # "note" is a mark
    if counted.share("user agent") >= MOST:
        return None  # a browser
    if counted.share("nested") >= SOME:
        return free_text(0.9, of(counted, "nested", "hold nested data"))
    named = counted.share("full name") >= HALF or counted.share("address") >= HALF
    if named and counted.hint != "text":
        return None
    words = counted.share("two words")
    plain = counted.share("date") < HALF and counted.share("decimal") < HALF
    repeated = counted.few and counted.distinct <= _FEW_LABELS
    if (
        counted.hint == "text"
        and repeated
        and counted.share("long") < TRACE
        and counted.share("common words") >= HALF
    ):
        return None  # "subject" is a course too
    if counted.hint == "text" and words >= TRACE and plain:
        return free_text(0.95, "header word", "free text")
    long = counted.share("long")
    typed = counted.hint in NEEDS or counted.hint in NAME_TYPES or counted.hint in _KIND_OF
    classed = repeated and counted.hint != "text"
    if long >= (HALF if typed or counted.hint == "clear:thing" else 0.1) and not classed:
        return free_text(0.8, of(counted, "long", "are sentences or long texts"))
    identifiers = sum(counted.passed.values()) / len(counted.sample)
    if words >= 0.1 and TRACE <= identifiers < MOST and not typed:  # noqa: PLR2004 - a tenth has several words
        return free_text(0.7, "identifiers among texts")
    return None


def closed_sets(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """Civilities, genders, countries, booleans: closed sets that say little of a person by themselves."""
    if counted.hint == "TITLE" and counted.share("civility") >= MOST:
        return clear(0.9, "header word", "closed set of civilities", entity_type="TITLE", quasi=True)
    if (
        counted.share("civility") == 1.0
        and counted.share("digitless") == 1.0
        and counted.hint not in NAME_TYPES
    ):
        if counted.hint == "GENDER":
            return clear(0.9, "header word", "closed set of genders", entity_type="GENDER", quasi=True)
        if counted.distinct > 1 or counted.few:
            return clear(0.8, "closed set of civilities", entity_type="TITLE", quasi=True)
    if counted.hint == "GENDER" and counted.share("gender") >= MOST:
        return clear(0.9, "header word", "closed set of genders", entity_type="GENDER", quasi=True)
    if counted.share("boolean") == 1.0 and counted.distinct <= 2 and counted.hint not in ("ID", "SECRET"):  # noqa: PLR2004 - two sides
        told = counted.hint is not None and counted.hint.startswith("quasi:")
        return clear(0.95, "boolean", quasi=told)
    if (
        counted.share("gender") == 1.0
        and counted.few
        and counted.share("digitless") == 1.0
        and counted.hint is None
    ):
        return clear(0.8, "closed set of genders", entity_type="GENDER", quasi=True)
    if (
        counted.hint == "COUNTRY"
        and counted.distinct <= _MOST_COUNTRIES
        and counted.share("digitless") >= MOST
    ):
        return clear(0.8, "header word", "names or codes of countries", entity_type="COUNTRY")
    if counted.share("country") >= MOST and counted.share("digitless") == 1.0 and not counted.unique:
        return clear(0.8, of(counted, "country", "are countries"), entity_type="COUNTRY")
    return None


def quasi(counted: Profile) -> Judgement | None:
    """Jobs, family, origin, age, health: kept, and marked, since a few of them may single a person out."""
    if counted.hint is None or not counted.hint.startswith("quasi:"):
        return None
    if counted.count("full name") > counted.distinct / 2 or counted.share("long") >= HALF:
        return None
    if max(map(len, counted.sample), default=0) > _LONG_LABEL:
        return None
    about = counted.hint.partition(":")[2]
    return clear(0.8, "header word", about, entity_type=_QUASI.get(about), quasi=True)


def headed(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """The header names a type and the values can be of it."""
    said = counted.hint
    if (
        said is None
        or said == "text"
        or said in ("GENDER", "TITLE", "COUNTRY", "neutral:id")
        or against(counted)
    ):
        return None
    if counted.share("commune code") >= _OVER_CODES.get(said, 2.0):
        return personal("FR_INSEE", 0.85, "header word", of(counted, "commune code", "are codes of communes"))
    if said in NAME_TYPES:
        return _headed_name(counted)
    if said == "ID":
        return headed_id(counted)
    if said in _KIND_OF:
        return _headed_kind(counted, _KIND_OF[said])
    if said == "SECRET":
        plain = counted.share("date") >= HALF or counted.share("boolean") == 1.0
        return None if plain else personal("SECRET", 0.85, "header word")
    if said == "URL":
        return _headed_url(counted)
    needs = NEEDS[said]
    share = max(counted.share(need) for need in needs)
    if share < SOME or (said == "BIRTH_DATE" and share < HALF):
        return None
    shaped = of(counted, max(needs, key=counted.share), "have its shape")
    return personal(said, 0.5 + share / 2 - 0.05, "header word", shaped)


def _headed_kind(counted: Profile, kind: Kind) -> Judgement | None:
    """An identifier by its header: of kinds that share the word, the one whose shape the values have."""
    looked = counted.sample[:_LOOKED_AT]
    family = next((family for family in _FAMILIES if kind.entity_type in family), (kind.entity_type,))
    kinds = [kind, *(_KIND_OF[name] for name in family if name != kind.entity_type and name in _KIND_OF)]
    shares = {one.entity_type: sum(is_shaped(one, value) for value in looked) / len(looked) for one in kinds}
    best = max(shares, key=lambda name: shares[name])
    best = kind.entity_type if shares[kind.entity_type] >= shares[best] - 0.1 else best
    if shares[best] >= SOME:
        words = f"{int(100 * shares[best])} % of {len(looked)} distinct have its shape"
        return personal(best, 0.6 + 0.35 * shares[best], "header word", words)
    if max(counted.share("code"), counted.share("six digits")) >= HALF and counted.share("date") < HALF:
        return personal(kind.entity_type, 0.6, "header word", "codes of another shape")
    return None


def _headed_url(counted: Profile) -> Judgement | None:
    if counted.share("URL") < HALF:
        return None
    if counted.share("telling url") >= SOME:
        return personal("URL", 0.8, "header word", of(counted, "telling url", "name an account or a person"))
    return None


def _headed_name(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    if counted.share("organization") >= SOME:
        return personal("ORGANIZATION", 0.8, "header word", of(counted, "organization", "hold a legal form"))
    if counted.share("digitless") < HALF:
        return None
    if counted.share("surname first") >= HALF:
        return personal("PERSON", 0.9, "header word", of(counted, "surname first", "are surname, first name"))
    listed = of(counted, "any name", "are in the lists of names")
    full, given, surname = (counted.share(name) for name in ("full name", "given name", "surname"))
    if counted.hint in _SURE_TYPES:
        if full >= HALF and full > max(given, surname):
            return personal("PERSON", 0.9, "header word", of(counted, "full name", "are full names"))
        return personal(counted.hint, 0.8 + 0.2 * counted.share("any name"), "header word", listed)
    if max(full, given, surname) < SOME:
        # "contact", "name": anything may stand there; rare names must not be taken for a category.
        if counted.few and counted.share("any name") < SOME:
            return None
        if counted.share("common words") >= MOST and counted.share("any name") < HALF:
            return None
        return personal("PERSON", 0.5, "header word", listed)
    if full >= max(given, surname) / 2:
        return personal("PERSON", 0.9, "header word", of(counted, "full name", "are full names"))
    return personal("FIRST_NAME" if given > surname else "LAST_NAME", 0.85, "header word", listed)


def headed_id(counted: Profile, *evidence: str) -> Judgement | None:
    """A number of a person, unless the values are dates, names, several words or fractions."""
    words = evidence or ("header word",)
    if counted.share("date") >= HALF or counted.share("two words") >= HALF:
        return None
    if counted.share("full name") >= HALF or counted.share("given name") >= HALF:
        return None
    if counted.share("login") >= HALF and counted.share("integer") < TRACE:
        return personal("USERNAME", 0.8, *words, of(counted, "login", "have the shape of a login"))
    fractions = counted.share("decimal") - counted.share("integer")
    return None if fractions > TRACE else personal("ID", 0.85, *words)
