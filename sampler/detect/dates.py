"""Dates by shape, in digits and in French and English words; dates of birth by what stands beside them."""

import re

from sampler.detect.pattern import EDGE, END, SHAPED, WEAK, Pattern, compiled

_MONTHS = (
    "janvier|janv|jan|january|février|fevrier|févr|fevr|fév|fev|february|feb|mars|march|mar|avril|avr|april|apr"
    "|mai|may|juin|june|jun|juillet|juil|july|jul|août|aout|august|aug|septembre|september|sept|sep"
    "|octobre|october|oct|novembre|november|nov|décembre|decembre|december|déc|dec"
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
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
_CUE = (
    r"(?:\bn[ée]{1,2}\(?e?\)?s?\b|\bnaissances?\b|\bddn\b|\bd\.d\.n|\banniversaires?\b|\bbirth(?:day|date)?s?\b"
    r"|\bborn\b|\bdob\b|\bd\.o\.b)"
)
# Between the cue and the date: a few words, no other digit ("né à Lyon le 3 mai 1980", "naissance : ").
_BETWEEN = r"[^0-9\n]{0,48}?"
_OLD_YEAR = r"(?:19[0-9]{2}|200[0-9]|201[0-2])"
_OLD = (
    rf"(?:{_DAY}(?P<o1>[/.-]){_MONTH}(?P=o1){_OLD_YEAR}|{_OLD_YEAR}(?P<o2>[/.-]){_MONTH}(?P=o2){_DAY}"
    rf"|{_DAY}(?:er|st|nd|rd|th)?[ ](?:of[ ])?(?:{_MONTHS})\.?[ ]{_OLD_YEAR}"
    rf"|(?:{_MONTHS})\.?[ ]{_DAY}(?:st|nd|rd|th)?,?[ ]{_OLD_YEAR})"
)
_STREET_BEFORE = r"(?<!rue\ du\ )(?<!place\ du\ )(?<!avenue\ du\ )(?<!boulevard\ du\ )"

BIRTHS = (
    Pattern(
        "birth context",
        "BIRTH_DATE",
        compiled(
            rf"{_CUE}{_BETWEEN}(?<![0-9])(?P<value>{NUMERIC}|{SHORT}|{WORDS}|{_COMPACT}|{_YEAR})(?![0-9])",
            ignore_case=True,
        ),
        SHAPED,
        needs="0",
    ),
    # A complete date of long ago in a remark is a date of birth more often than not.
    Pattern(
        "old date",
        "BIRTH_DATE",
        compiled(
            rf"{EDGE}(?<![0-9][/.-]){_STREET_BEFORE}(?P<value>{_OLD}){END}(?![/.-]?[0-9])", ignore_case=True
        ),
        WEAK,
        needs="0",
    ),
)


def is_date(value: str) -> bool:
    """A date, with or without a time, in digits or words."""
    return _WHOLE.fullmatch(value.strip()) is not None


def is_compact_date(value: str) -> bool:
    """A date as eight digits, year first; only a header can tell it from a number."""
    return _WHOLE_COMPACT.fullmatch(value.strip()) is not None


def year_of(value: str) -> int | None:
    """The four-digit year in a date, if it shows one."""
    found = _YEAR_OF.search(value)
    return int(found[0]) if found else None
