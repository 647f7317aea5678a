"""Dates by shape, in digits and in French and English words; dates of birth by what stands beside them."""

import re
from collections.abc import Collection, Iterator

from sampler.detect.folding import occurrences
from sampler.detect.values.pattern import SHAPED, WEAK
from sampler.detect.words import word_set
from sampler.model.finding import Span

_MONTHS = (
    "janvier|janv|jan|january|février|fevrier|févr|fevr|fév|fev|february|feb|mars|march|mar|avril|avr|april"
    "|apr"
    "|mai|may|juin|june|jun|juillet|juil|july|jul|août|aout|august|aug|septembre|september|sept|sep"
    "|octobre|october|oct|novembre|november|nov|décembre|decembre|december|déc|dec"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_MONTH_TWO = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:(?:18|19|20)[0-9]{2})"
_TIME = r"(?:[T ]+[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[ ]?[+-][0-9]{2}:?[0-9]{2})?)?"
NUMERIC = rf"(?:{_DAY}(?P<n1>[/.\- ]){_MONTH}(?P=n1){_YEAR}|{_YEAR}(?P<n2>[/.-]){_MONTH}(?P=n2){_DAY})"
AMERICAN = rf"(?:{_MONTH}/{_DAY}/{_YEAR})"
SHORT = rf"(?:{_DAY}(?P<n3>[/.-]){_MONTH}(?P=n3)[0-9]{{2}})"
WORDS = (
    rf"(?:{_DAY}(?:er|st|nd|rd|th)?[ .-]{{0,2}}(?:of[ ])?(?:{_MONTHS})\.?,?[ .-]{{0,2}}{_YEAR}"
    rf"|(?:{_MONTHS})\.?[ ]{_DAY}(?:st|nd|rd|th)?,?[ ]{_YEAR})"
)
_COMPACT = r"(?:(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"

_WHOLE = re.compile(rf"(?:{NUMERIC}|{AMERICAN}|{SHORT}|{WORDS}){_TIME}", re.IGNORECASE)
_WHOLE_COMPACT = re.compile(_COMPACT)
_YEAR_OF = re.compile(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-]([0-9]{2})")
_THIS_CENTURY = 30
# "birt" and "naissanc": of "birthDate" the hump takes the letter before it.
_CUES = word_set(
    "ne nee nes nees naissance naissances ddn dnaiss naiss anniversaire birth birthday birthdays birthdate"
    " dob born datenaissance"
    " birt naissanc datenaiss dtnaiss bday nacido nacida geboren nato nata birthyear",
)
# Between the cue and the date: a few words, no other digit ("né à Lyon le 3 mai 1980", "naissance : ").
_CUED = re.compile(
    r"(?:[^0-9\n]{0,48}?|[^\w\n]{0,6}\n[^\w\n]{0,8}|[ ]?\?[ ]*\n[^\W\d]{1,20}[ ]?:[ ]{0,2})"
    r"(?<![0-9])(?P<value>"
    rf"{NUMERIC}|{AMERICAN}|{_DAY}[ ]?[/.\-][ ]?{_MONTH}[ ]?[/.\-][ ]?(?:{_YEAR}|[0-9]{{2}})|{SHORT}"
    rf"|{_MONTH}/{_DAY}/[0-9]{{2}}|{WORDS}"
    rf"|{_DAY}(?:er)?[ ](?:{_MONTHS})\.?[ ]['\u2019]?[0-9]{{2}}"
    rf"|{_DAY}[/.]{_MONTH}[ ]{_YEAR}|{_DAY}[ ]{_MONTH}[ ][0-9]{{2}}"
    rf"|(?:{_MONTHS})\.?,?[ ](?:of[ ])?(?:{_YEAR}|['\u2019]?[0-9]{{2}})"
    rf"|{_MONTH}/{_YEAR}|{_COMPACT}"
    rf"|{_DAY}{_MONTH_TWO}{_YEAR}|{_YEAR}"
    rf"|{_DAY}(?:er|st|nd|rd|th)?[ ](?:of[ ])?(?:{_MONTHS})(?![a-z]))(?![0-9])(?!%|[ ]?€)",
    re.IGNORECASE,
)
_DIGIT, _AHEAD = re.compile("[0-9]"), 80
# "° 12.04.85" is how doctors write it.
_BORN_SIGN = re.compile(rf"(?<![\w°])°[ ]?(?P<value>{NUMERIC}|{SHORT})(?![0-9])")
_SPELLED = (
    r"(?:premier|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze"
    r"|seize|vingt|trente|et|-|[ ]){1,9}"
)
_IN_WORDS = re.compile(
    rf"(?:[^0-9\n]{{0,30}}?)(?<![a-z])(?P<value>{_SPELLED}[ ](?:{_MONTHS})[ ](?:mille|mil|deux[ ]mille"
    rf"|dix-neuf)"
    r"(?:[ \-](?:neuf|cent|cents|et|un|une|deux|trois|quatre|cinq|six|sept|huit|dix|onze|douze|treize"
    r"|quatorze|quinze|seize|vingt"
    r"|vingts|trente|quarante|cinquante|soixante)){0,8})",
    re.IGNORECASE,
)
_OLD_YEAR = r"(?:19[2-9][0-9]|200[0-9])"
_OLD = re.compile(
    rf"(?<![^\W_])(?<![0-9][/.\-])(?:{_DAY}(?P<o1>[/.\-]){_MONTH}(?P=o1){_OLD_YEAR}"
    rf"|{_OLD_YEAR}(?P<o2>[/.\-]){_MONTH}(?P=o2){_DAY}"
    rf"|{_DAY}(?:er|st|nd|rd|th)?[ ](?:of[ ])?(?:{_MONTHS})\.?,?[ ]{_OLD_YEAR}"
    rf"|(?:{_MONTHS})\.?[ ]{_DAY}(?:st|nd|rd|th)?,?[ ]{_OLD_YEAR})(?![^\W_])(?![/.\-]?[0-9])(?!T[0-9]"
    rf"|[ ][0-9]{{1,2}}[:h][0-9])",
    re.IGNORECASE,
)
# An old date after these words is a law's, a company's or a contract's.
_NO_BIRTH = re.compile(
    r"(?<![a-z])(?:loi|decret|arrete|ordonnance|directive|reglement|convention|accord|circulaire|avenant"
    r"|bail|contrat|acte"
    r"|jugement|arret|statuts?|journal officiel|jo|signee?s?|conclue?s?|date[es]*|en date|depuis|fondee?"
    r"|creee?|cree|constituee?"
    r"|immatriculee?|publiee?|modifiee?|version|rue|place|avenue|boulevard|square|quai|armistice|guerre"
    r"|bataille|facture|commande"
    r"|since|founded|established|incorporated|act|law|signed|dated|agreement|contract|regulation|order"
    r"|invoice|released?|version"
    r"|mariee?s?|divorcee?s?|decedee?|embauchee?|entree?|diplome|obtenu|delivree?|issued|hired|married"
    r"|opened|construit|construction"
    r"|achat|achete|achetee|acquise?|livree?|ouvert|ouverture|entree en vigueur|vigueur|cour|tribunal)"
    r"(?![a-z])[^0-9\n.;]{0,28}\Z",
)


def births(text: str, small: str, words: Collection[str]) -> Iterator[Span]:
    """Dates of birth in `text`: after a word that says so, or complete and of long ago; `small` is folded."""
    cued = [cue for cue in _CUES if cue in words]
    if "n" in words:
        cued += ["n"] if re.search(r"(?<![a-z])n[(]e[)]|(?<![a-z])ne[(]e[)]", small) else []
    taken: set[int] = set()
    for cue in cued:
        for place in occurrences(small, cue):
            match = _cued(text, small, place + len(cue))
            if match is not None and _meant(cue, small[place + len(cue) : match.start("value")]):
                taken.add(match.start("value"))
                yield Span(*match.span("value"), "BIRTH_DATE", SHAPED, "birth context")
    if "dob" not in words and (
        "d" in words and (spelled := re.search(r"(?<![a-z])d\.[ ]?(?:o\.[ ]?b|d\.[ ]?n)\.?", small))
    ):
        match = _CUED.match(text, spelled.end())
        if match is not None:
            yield Span(*match.span("value"), "BIRTH_DATE", SHAPED, "birth context")
    for match in _BORN_SIGN.finditer(text) if "°" in text else ():
        yield Span(*match.span("value"), "BIRTH_DATE", SHAPED, "birth sign")
    for match in _OLD.finditer(text):
        if match.start() not in taken and not _NO_BIRTH.search(
            small,
            max(0, match.start() - 40),
            match.start(),
        ):
            yield Span(*match.span(), "BIRTH_DATE", WEAK, "old date")


def _cued(text: str, small: str, place: int) -> re.Match[str] | None:
    """The date after a cue; a look for a digit, or for a year in words, spares most of the work."""
    match = _CUED.match(text, place) if _DIGIT.search(text, place, place + _AHEAD) else None
    if match is None and any(word in small[place : place + 2 * _AHEAD] for word in ("mil", "dix-neuf")):
        match = _IN_WORDS.match(text, place)
    return match


def _meant(cue: str, between: str) -> bool:
    """Tell the birth from the negation "ne": before a date stands "le", "en", "a" or a sign."""
    if cue != "ne":
        return True
    return (
        re.match(
            r"[ ]?(?:\W|e\)|\(e\)|le\b|la\b|en\b|a\b|au\b|aux\b|vers\b|dans\b|un\b|:|\Z)",
            between.removeprefix(" "),
        )
        is not None
        or not between.strip()
    )


def is_date(value: str) -> bool:
    """A date, with or without a time, in digits or words."""
    return _WHOLE.fullmatch(value.strip()) is not None


def is_compact_date(value: str) -> bool:
    """A date as eight digits, year first; only a header can tell it from a number."""
    return _WHOLE_COMPACT.fullmatch(value.strip()) is not None


def year_of(value: str) -> int | None:
    """The year a date shows; of two digits, those over 30 are of the last century."""
    found = _YEAR_OF.search(value)
    if found:
        return int(found[0])
    short = _SHORT_YEAR.fullmatch(value.strip())
    if short is None:
        return None
    year = int(short[1])
    return year + (1900 if year > _THIS_CENTURY else 2000)
