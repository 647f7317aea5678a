"""Phrases that other rooms build from fixed words and ids, said in the reader's language."""

import re

from sampler.documents.catalogue import Words

_PHRASES = tuple(
    (re.compile(pattern, re.DOTALL), key)
    for pattern, key in (
        (r"declared: returned to the provider: (?P<receipt>.*)", "phrase.declared-returned"),
        (r"declared: (?P<method>.*)", "phrase.declared"),
        (r"the policy's default of (?P<name>\S+)", "phrase.default"),
        (r"it was loosened from (?P<standard>.*) to (?P<value>.*)", "phrase.loosened"),
        (r"the lifting of (?P<rule>\S+)", "phrase.lifting"),
        (r"break-glass (?P<id>\S+), without the provider", "phrase.break-glass"),
        (r"(?P<value>.*) \(default (?P<standard>.*)\)", "phrase.not-default"),
        (
            r"incident (?P<id>\S+): the provider of (?P<deal>\S+) was to be told by (?P<moment>\S+)",
            "phrase.tell-late",
        ),
        (
            r"request (?P<id>\S+) \((?P<kind>\S+) of (?P<deal>\S+)\) was due on (?P<day>\S+)",
            "phrase.request-late",
        ),
        (
            (
                r"below (?P<where>.*) at (?P<moment>\S+): (?P<files>\d+) files, (?P<found>\d+) copies found, "
                r"(?P<doubtful>\d+) in doubt, (?P<skipped>\d+) not looked into"
            ),
            "phrase.hunt",
        ),
        (
            r"copy (?P<id>\S+) of (?P<deal>\S+), which a person has to end, was due on (?P<day>\S+)",
            "phrase.task-late",
        ),
        (
            r"(?P<rule>\S+) (?P<act>\S+) (?P<scope>\S+) \((?P<moment>\S+)\): (?P<told>.*)",
            "phrase.broken-glass",
        ),
        (r"stray rows of (?P<samples>.*)", "phrase.stray-rows"),
        (r"expires on (?P<day>\S+)", "phrase.expires"),
        (r"the review of accesses was due on (?P<day>\S+)", "phrase.review-late"),
        (
            r"(?P<incident>confidentiality|integrity|availability) (?P<state>draft|open|closed)",
            "phrase.incident",
        ),
    )
)
_NEXT_HUNT = re.compile(r"; (?=below )")
_COUNTS = frozenset({"files", "found", "doubtful", "skipped"})
_INSIDE = {
    "method": "evidence",
    "kind": "request",
    "incident": "incident",
    "state": "incident-state",
    "act": "grant-act",
    "scope": "scope",
    "told": "evidence",
}


def phrase(text: str, group: str, words: Words) -> str:
    """`text` in the language of `words`: as a term of its group, else as a phrase, else as it is."""
    found = words.term(group, text)
    if found != text:
        return found
    for pattern, key in _PHRASES:
        if match := pattern.fullmatch(text):
            return words(
                key, **{name: _inside(name, value, words) for name, value in match.groupdict().items()}
            )
    return text


def hunts(text: str, words: Words) -> str:
    """The searches for stray copies that a certificate names, one after the other."""
    return "; ".join(phrase(one, "hunted", words) for one in _NEXT_HUNT.split(text))


def _inside(name: str, value: str, words: Words) -> str:
    try:
        if name == "moment":
            return words.moment(value)
        if name == "day":
            return words.day(value)
        if name in _COUNTS:
            return words.number(int(value))
    except ValueError:
        return value
    return words.term(_INSIDE[name], value) if name in _INSIDE else value
