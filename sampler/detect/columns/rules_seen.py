"""Rules for columns whose header says nothing: lists, shapes, numbers, dates, categories."""

from sampler.detect.columns.judgement import (
    HALF,
    MOST,
    NEARLY_ALL,
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
from sampler.detect.columns.rules_headed import CHECK_NAMES
from sampler.detect.findings import OF_THINGS
from sampler.detect.hosts import host_of
from sampler.detect.values import patterns

_THINGS = (
    ("uuid", "are UUIDs"),
    ("version", "are versions"),
    ("duration", "are durations"),
    ("file name", "are names of files"),
    ("fraction", "are marks or fractions"),
    ("epoch", "are moments as numbers"),
    ("time", "are times of day"),
    ("barcode", "are barcodes"),
    ("user agent", "are browsers"),
)
_SURE, _LONG_LABEL, _SHORT_LIST = 0.5, 60, 60
_DRAWN = 300
_VAGUE = ("text", "neutral:id")  # "com", "code": anything may stand there
_FEWEST_DEPARTMENTS, _FEWEST_HOSTS = 5, 3


def named(counted: Profile) -> Judgement | None:
    """Names, towns, addresses and logins that only the lists know: no word in the header."""
    bar = (
        NEARLY_ALL
        if counted.hint == "clear:thing"
        else (0.9 if against(counted) and (counted.few or counted.hint != "clear:class") else HALF)
    )
    if counted.share("full name") >= bar and counted.share("organization") < SOME:
        return personal("PERSON", 0.9, of(counted, "full name", "are full names"))
    if counted.share("address") >= bar:
        return personal("ADDRESS", 0.85, of(counted, "address", "have the shape of an address"))
    if counted.share("organization") >= (MOST if against(counted) else SOME):
        return personal("ORGANIZATION", 0.7, of(counted, "organization", "hold a legal form or a trade"))
    if against(counted) and (counted.few or counted.hint != "clear:class"):
        return None
    return _listed(counted, bar) or _login(counted)


def _listed(counted: Profile, bar: float) -> Judgement | None:
    given, surname, commune = (counted.share(name) for name in ("given name", "surname", "commune"))
    best = max(given, surname, commune)
    if best < max(bar, 0.55) or counted.share("digitless") < MOST:
        return None
    if given >= max(surname, commune) - 0.1:
        name, enough, entity_type = "given name", 2, "FIRST_NAME"
    elif commune >= surname - 0.05:
        name, enough, entity_type = "commune", 3, "CITY"
    else:
        name, enough, entity_type = "surname", 4, "LAST_NAME"
    if counted.count(name) < enough:
        return None
    words = {"given name": "in the list of first names", "surname": "in the list of surnames"}
    evidence = [of(counted, name, f"are {words.get(name, 'communes')}")]
    others = {"given name": given, "surname": surname, "commune": commune}
    evidence += [
        of(counted, other, f"fit {other} too")
        for other in others
        if other != name and others[other] >= best - 0.1
    ]
    return personal(entity_type, 0.5 + best / 2 - 0.1, *evidence)


def _login(counted: Profile) -> Judgement | None:
    regular = (
        counted.share("small token") >= NEARLY_ALL
        and not counted.few
        and counted.share("common words") < HALF
    )
    bar = SOME if regular else 0.6
    if counted.share("login") >= bar and counted.count("login") > 2:  # noqa: PLR2004 - two look-alikes prove nothing
        return personal("USERNAME", 0.75, of(counted, "login", "have the shape of a login"))
    return None


def places_and_births(counted: Profile) -> Judgement | None:
    """Postcodes, dates of birth and phones without their zero that no header word tells."""
    told = _told_by_words(counted)
    if told is not None or counted.hint not in (None, "clear:day", *_VAGUE):
        return told
    coded = _place_code(counted)
    if coded is not None or counted.hint in _VAGUE:
        return coded
    if counted.share("cut phone") >= NEARLY_ALL and counted.count("cut phone") > 4:  # noqa: PLR2004 - two look-alikes prove nothing
        return personal("PHONE_NUMBER", 0.6, of(counted, "cut phone", "are phone numbers without their zero"))
    old = counted.share("old date")
    compact = counted.share("old compact date")
    if compact >= NEARLY_ALL and counted.count("old compact date") > 4:  # noqa: PLR2004 - a handful proves nothing
        return personal("BIRTH_DATE", 0.6, of(counted, "old compact date", "are dates of long ago"))
    if old >= MOST and counted.count("old date") > 2 and counted.share("timed") < TRACE:  # noqa: PLR2004 - two look-alikes prove nothing
        return personal("BIRTH_DATE", 0.7, of(counted, "old date", "are dates of long ago"))
    return None


def _place_code(counted: Profile) -> Judgement | None:
    """Postcodes, and INSEE codes of communes of several departments."""
    coded, listed = counted.share("commune code"), counted.share("real postcode")
    if coded >= NEARLY_ALL and listed < HALF and _departments(counted) >= _FEWEST_DEPARTMENTS:
        return personal("FR_INSEE", 0.7, of(counted, "commune code", "are codes of communes"))
    if counted.hint in _VAGUE:
        return None
    plain = listed >= HALF or counted.count("leading zero")
    if counted.share("postcode") >= NEARLY_ALL and counted.count("postcode") > 2 and plain:  # noqa: PLR2004 - two look-alikes prove nothing
        return personal("POSTCODE", 0.75, of(counted, "postcode", "have the shape of a postcode"))
    return None


def _departments(counted: Profile) -> int:
    """How many departments five-digit codes are of: numbers in a row are of one or two."""
    return len({value[:2] for value in counted.sample if len(value) == 5})  # noqa: PLR2004 - whole codes


_TELLING = (
    ("birth", "BIRTH_DATE", "are births by their words"),
    ("postcode and town", "POSTCODE", "are a postcode and its town"),
    ("town and department", "CITY", "are a town and its department"),
    ("uk postcode", "POSTCODE", "have the shape of a British postcode"),
)


def _told_by_words(counted: Profile) -> Judgement | None:
    """Values that say themselves what they are, whatever the header says but that they are things."""
    if against(counted) and counted.hint != "clear:day":
        return None
    for name, entity_type, words in _TELLING:
        if counted.share(name) >= MOST and counted.count(name) > 2:  # noqa: PLR2004 - two look-alikes prove nothing
            return personal(entity_type, 0.75, of(counted, name, words))
    return None


def shaped(counted: Profile) -> Judgement | None:
    """Plates, handles, passports and the like: letters and digits in places of their own."""
    if not against(counted) and counted.share("handle") >= MOST and counted.count("handle") > 2:  # noqa: PLR2004 - two look-alikes prove nothing
        return personal("USERNAME", 0.8, of(counted, "handle", "have the shape of a handle"))
    if not counted.shaped or against(counted):
        return None
    best = max(counted.shaped, key=lambda name: counted.shaped[name])
    share = counted.shaped[best] / len(counted.sample)
    if share < 0.9 or counted.shaped[best] < 3:  # noqa: PLR2004 - nearly all of some
        return None
    return personal(best, 0.7, f"{int(100 * share)} % of {len(counted.sample)} distinct have the shape of it")


def secrets(counted: Profile) -> Judgement | None:
    """Tokens and passwords by their looks: signs of all kinds mixed, nearly all different."""
    if against(counted) or counted.few or counted.distinct < 5:  # noqa: PLR2004 - a handful proves nothing
        return None
    if counted.share("token") >= HALF and counted.share("hex") < HALF and counted.share("uuid") < HALF:
        return personal("SECRET", 0.7, of(counted, "token", "have the shape of a token"))
    if (
        counted.share("password") >= MOST
        and counted.share("code") < MOST
        and counted.share("file name") < SOME
    ):
        return personal("SECRET", 0.6, of(counted, "password", "have the shape of a password"))
    return None


def things(counted: Profile) -> Judgement | None:
    """Shapes that are nobody's: UUIDs, versions, durations, names of files, epochs, web pages."""
    if counted.hint == "neutral:id" and counted.share("uuid") < MOST:
        return None
    for name, words in _THINGS:
        if name == "version" and max(counted.share("IP_ADDRESS"), counted.share("date") - SOME) >= SOME:
            continue
        if counted.share(name) >= MOST:
            return clear(0.85, of(counted, name, words))
    return _pages(counted) if counted.share("site") >= MOST else None


def _pages(counted: Profile) -> Judgement | None:
    """Web addresses: of accounts, of as many hosts as there are addresses, or of nobody."""
    if counted.share("telling url") >= SOME:
        return personal("URL", 0.7, of(counted, "telling url", "name an account or a person"))
    hosts = len({host_of(value) for value in counted.sample})
    if hosts >= max(_FEWEST_HOSTS, MOST * len(counted.sample)) and not counted.few:
        return personal("URL", 0.6, f"{hosts} hosts in {len(counted.sample)} distinct web addresses")
    if counted.share("URL") < MOST:
        return None
    return clear(0.7, of(counted, "URL", "are web pages that name nobody"))


def numbers(counted: Profile) -> Judgement | None:
    """Dates and numbers are clear; long runs of digits and codes with leading zeros are not."""
    if counted.share("date") >= 0.98:  # noqa: PLR2004 - nearly all
        return clear(0.9, of(counted, "date", "are dates"))
    if counted.hint in ("clear:date", "clear:day", "BIRTH_DATE") and counted.share("compact date") >= MOST:
        return clear(0.8, "header word", of(counted, "compact date", "are dates"))
    if counted.share("decimal") < 0.98 or counted.hint == "neutral:id":  # noqa: PLR2004 - nearly all
        return None
    doubtful = counted.share("long integer") >= TRACE or counted.share("leading zero") >= TRACE
    if counted.share("integer") == 1.0:
        if counted.hint is None and counted.unique and not counted.running:
            return None  # numbers that tell the rows apart
        return None if doubtful and not against(counted) else clear(0.85, "whole numbers")
    return None if doubtful and counted.hint is None else clear(0.9, "decimal numbers")


def headed_things(counted: Profile) -> Judgement | None:
    """The header speaks of a thing and no value speaks against it: products, references, classes, dates."""
    if not against(counted) or counted.hint is None:
        return None
    drawn = counted.sample[:: max(1, len(counted.sample) // _DRAWN)]
    hits = sum(any(hit.score > _SURE for hit in patterns.search(value)) for value in drawn) / len(drawn)
    people = counted.share("full name")
    if counted.hint == "clear:class" and counted.share("common words") < HALF:
        people = max(people, counted.share("given name"), counted.share("surname"))
    if counted.hint == "clear:ref":
        return clear(0.8, "header word", OF_THINGS) if hits < SOME or counted.share("code") >= MOST else None
    if hits >= TRACE or people >= 0.2:  # noqa: PLR2004 - a fifth would be persons
        several = counted.share("two words") >= 0.1  # noqa: PLR2004 - a tenth has several words
        return free_text(0.5, "header word", "labels of several words") if several and hits else None
    if counted.hint == "clear:thing" or counted.distinct <= _SHORT_LIST or counted.few:
        return clear(0.75, "header word", f"{counted.distinct} distinct values in {counted.filled} cells")
    return None


def _may_be_names(counted: Profile) -> bool:
    """First names that are words too, and nothing says that they are things: nobody knows."""
    return counted.hint is None and counted.share("first name") >= MOST and counted.count("first name") > 3  # noqa: PLR2004 - a few words may be names by chance


def categories(counted: Profile) -> Judgement | None:
    """A small set of short values, none of which a detector takes for personal."""
    if against(counted) or not counted.few:
        return None
    common = counted.share("common words") >= MOST
    if _may_be_names(counted):
        return None
    if (
        counted.hint is None
        and not common
        and (counted.filled < 8 * counted.distinct or counted.share("surname") >= SOME)
    ):
        return None  # rare names repeat too: without a header word, a category shows by many repeats
    if counted.count("full name") or (counted.count("given name") and counted.hint is None and not common):
        return None
    if any(hit.score > _SURE for value in counted.sample for hit in patterns.search(value)):
        return None
    return clear(0.8, f"{counted.distinct} distinct values in {counted.filled} cells")


def ordinary(counted: Profile) -> Judgement | None:
    """Labels made of the words of every day: products, subjects, colours."""
    if counted.hint in ("neutral:id", "ID", "SECRET", "USERNAME") or _may_be_names(counted):
        return None
    if (
        counted.share("common words") < MOST
        or max(counted.share("full name"), counted.share("given name")) >= 0.2  # noqa: PLR2004 - a fifth would be persons
    ):
        return None
    if counted.share("short letters") >= HALF and counted.hint is None:
        return None  # initials
    if counted.share("code") >= HALF or any(
        hit.score > _SURE for value in counted.sample[:_DRAWN] for hit in patterns.search(value)
    ):
        return None
    return clear(0.65, of(counted, "common words", "are made of ordinary words"))


def mixed(counted: Profile) -> Judgement | None:
    """Some values prove a type, others don't: the type with most evidence, since the rest hides as well."""
    digests = counted.share("hex") >= HALF
    passed = {
        name: count
        for name, count in counted.passed.items()
        if name != "URL" and not (digests and name == "SECRET")
    }
    if not passed or counted.share("barcode") >= MOST or counted.hint == "clear:ref":
        return None
    best = max(passed, key=lambda entity_type: passed[entity_type])
    weak = best in WEAK_KEYS or best == "FR_NIR"
    numeric = counted.share("decimal") >= HALF or counted.share("code") >= HALF
    if counted.share(best) < (HALF if weak and numeric else TRACE):
        return None
    return personal(best, 0.5, of(counted, best, f"pass the {CHECK_NAMES[best]} check"), "mixed values")


def rare_names(counted: Profile) -> Judgement | None:
    """Single words, nearly all different, that no dictionary has: rare surnames or first names."""
    if counted.hint is not None or counted.few or counted.share("digitless") < NEARLY_ALL:
        return None
    single = 1 - counted.share("two words")
    if single < HALF or counted.share("common words") >= SOME or counted.share("any name") < HALF:
        return None
    if counted.share("small token") >= HALF or counted.count("any name") < 5:  # noqa: PLR2004 - a handful proves nothing
        return None
    entity_type = "FIRST_NAME" if counted.share("given name") > counted.share("surname") else "LAST_NAME"
    return personal(entity_type, 0.5, of(counted, "any name", "are in the lists of names, rare ones too"))
