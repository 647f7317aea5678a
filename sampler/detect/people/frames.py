"""What stands around a word settles it: frames of persons ("les époux"), of things ("loi de"), of code."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from sampler.detect.people.lexicon import evidence
from sampler.detect.people.tagger import CLASSES, Tagged
from sampler.detect.words import MONTHS, STOP, TITLE_WORDS, word_set

PERSON, LOGIN = CLASSES.index("person"), CLASSES.index("login")
_SAID, _HINT = 0.95, 0.1
_LISTED, _LISTED_GIVEN, _COMMON = 3, 3, 3
_MOST_ACRONYM = 5
_NAME = r"((?:d['\u2019]|de |du |de la |le |la |De |Le |La )?[A-ZÀ-Þ][^\W\d_]+(?:['\u2019\-][^\W\d_]+)*)"
_GIVEN = r"([^\W\d_]+(?:-[^\W\d_]+)*)"
# A surname stands here, even if it is a word.
_FAMILIES = (
    re.compile(rf"\b(?:consorts|époux|héritiers|famille|sieur|[Vv]euve|[Vv]ve|[Éé]p\.|née?) {_NAME}"),
    re.compile(rf"\b[Tt]he {_NAME} (?:family|household|brothers|sisters|twins)\b"),
    re.compile(rf"\b{_NAME} (?:c/|vs?\.?) ?(?=[A-ZÀ-Þ])"),
    re.compile(rf"(?<=\w )(?:c/|vs?\.?) ?{_NAME}"),
    re.compile(rf"\b{_NAME}['\u2019]s (?:claim|appeal|account|application|complaint|file)\b"),
    re.compile(rf"\b(?:[Aa]ffaire|[Dd]ossier|[Ss]uccession) {_NAME}(?=[ ]*(?:c/|contre\b|[,.\n]|$))"),
    re.compile(rf"\b(?:Pt|Cllrs?|Judge|Officer|seen by|Saisi par|Vu par) {_NAME}"),
    re.compile(rf"\bMe {_NAME}(?= (?:plaide|représente|assiste|a |est |pour ))"),
    re.compile(rf"\b[A-ZÀ-Þ][^\W\d_]+ [\"“«] ?[^\W\d_]+ ?[\"”»] {_NAME}"),
    re.compile(r"\b([A-Z]{2,}(?:[ '\-][A-Z]{2,})*)/[A-Z]{2,}(?= (?:MRS?|MS|MISS|MSTR|CHD|INF|DR)\b)"),
    re.compile(r"\b[A-Z]{2,}/([A-Z]{2,})(?= (?:MRS?|MS|MISS|MSTR|CHD|INF|DR)\b)"),
)
# A first name stands here, in any case.
_FRIENDS = (
    re.compile(rf"\b(?i:bisous|bises|bisou|salut|coucou|hey|dear|chère?),?[ ]{_GIVEN}\b"),
    re.compile(rf"\b(?i:on mange|on va|je suis|je dors|soirée|rdv) chez {_GIVEN}\b"),
    re.compile(rf"\b(?i:call back|ask|saw|tell|met|ring|texted|spoke to|told|t'as vu|j'ai vu) {_GIVEN}\b"),
    re.compile(rf"\b(?i:her|his|my|their) (?:son|daughter|wife|husband|stepdad|stepmum|brother) {_GIVEN}\b"),
    re.compile(rf"\b(?i:hi its|hi it's|hello its|this is) {_GIVEN} [^\W\d_]+ (?:from|here|calling)\b"),
    re.compile(rf"\b(?i:hi its|hi it's|hello its|this is) [^\W\d_]+ {_GIVEN} (?:from|here|calling)\b"),
)
_SIGNED = re.compile(
    r"\b(?:Cheers|Thanks|Regards|Best|Love|Cordialement|Cdlt|Bises|Bien à (?:vous|toi))[,.!]?\s*\n\s*"
    r"([A-ZÀ-Þ][a-zà-ÿ]{2,})[ ]*(?=\n|$)"
)
_THINGS = (
    # laws, signs, dishes, roses, colours
    re.compile(
        r"\b(?i:lois?|échelles?|signes?|maladies?|syndromes?|théorèmes?|constante|effet|équations?|score|réflexe"
        r"|coefficient|diagramme|algorithme|formule) "
        r"(?:de |d['\u2019])([A-ZÀ-Þ][^\W\d_]+(?:-[A-ZÀ-Þ][^\W\d_]+)*)"
    ),
    re.compile(
        r"\b([A-Z][a-z]+)['\u2019]s (?:law|disease|syndrome|palsy|sign|scale|theorem|effect|constant)\b"
    ),
    re.compile(r"\b([A-Z][a-z]+) (?:syndrome|disease|thyroiditis|lymphoma|algorithm|theorem|distribution)\b"),
    re.compile(r"\b(?i:tartes?|pêches?|salades?|sauces?|poires?|bœuf|biscuits?|crêpes?) ([A-ZÀ-Þ][^\W\d_]+)"),
    re.compile(
        r"\b(?i:rosiers?|pommiers?|poiriers?|dahlias?|clématites?)((?: grimpant| nain)?(?: [^\W\d_]+){1,4})"
    ),
    re.compile(
        r"\b(?i:coloris|teinte|couleur|colou?r)[ ]?:?[ ]([^\W\d_]+(?: [^\W\d_]+)?(?:, [^\W\d_]+ [^\W\d_]+)*)"
    ),
    re.compile(
        r"\b(?i:modèle|gamme|collection|motif|model|range)[ ]?:?[ ]?[«\"“][ ]?([^»\"”\n]{2,30})[»\"”]"
    ),
    # a river, a kind of thing; kings and saints
    re.compile(r"(?<![^\W_])l['\u2019]([A-ZÀ-Þ][a-zà-ÿ]+)(?![\w\-])"),
    re.compile(r"\b[A-ZÀ-Þ][a-zà-ÿ]+ (?:Ier|II|III|IV|VI{1,3}|IX|X[IVX]+)\b(?!\.)"),
    re.compile(r"\b(?i:saint du jour|fête du jour|fêtes)[ ]?:?[ ]([^\n.,]{3,30})"),
)
# Code: a word that is called, assigned a type, an option, a decorator, a header of C.
_CODE = (
    re.compile(r"(?m)^\s*@([\w.]+)(?=\(|\s*$)"),
    re.compile(
        r"(?<![\w@])([A-Za-z]\w*_t|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[\w/]+\.(?:hpp|py|js|ts|[ch]))\b(?![.@])"
    ),
    re.compile(r"(?<![\w@.])([a-z][\w.]*)\("),
    re.compile(r"(?<![^\s\[(`'\"«|])--?([A-Za-z][\w-]*)"),
    re.compile(r":(?:param|type|class|meth|func|mod|data|exc|attr|ref):?`?[ ]?([\w.]+)"),
    re.compile(
        r"(?m)^\s*(?:elif|async|def|typedef|extern|struct|#[ ]?(?:include|define|ifn?def|undef))\b([^#\n]*)"
    ),
    re.compile(
        r"(?m)^\s*(?:if|while|for|class|return|raise|from|import|del|yield)\b(.{0,200})(?<=[:;{)])\s*$"
    ),
    re.compile(r"(?m)^[A-Z][a-z]{2}[ ]+\d{1,2} \d\d:\d\d:\d\d ([\w.-]+) "),
)
# Who writes in a chat or a forum, by a name of his own making.
_NICKS = (
    re.compile(r"(?m)^(?:\[[\d:]+\] ?)?<((?=\w*[_\d.])[A-Za-z][\w.\-]{2,24})> \S"),
    re.compile(r"\b(?i:posted by|posté par|(?:le )?post de|apprenante?|by user|snap|insta|pseudo)[ ]?:?[ ]"
               r"((?=\w*[_\d.]\w)[A-Za-z][\w.]{3,24})\b(?!@)"),
)  # fmt: skip
_LINE_NICK = re.compile(r"(?m)^((?=\w*[_\d.]\w)[A-Za-z][\w.]{2,24}) ?: (?=[^\W\d_])")
_HEADINGS = frozenset(["nom", "prenom", "nombre", "name", "surname", "lastname", "firstname"])
_DECORATOR = re.compile(
    r"(?m)^[ \t]*(@[\w.]+)(?=(?:\([^\n]{0,200}\))?[ \t]*\n\s*"
    r"(?:@[\w.]+(?:\(|[ \t]*\n)|(?:async )?def |class |public |private |protected |export |static |func ))"
)
_HALVES = re.compile(r"(?<=[^\W\d_]{3})['\u2019-](?=[^\W\d_]{3})")
_ELIDED = word_set("aujourd quelqu jusqu lorsqu puisqu presqu quoiqu entr don isn wasn didn doesn")


def weigh(text: str, tagged: Tagged) -> None:
    """Correct the likelihoods of one text by the frames; what says person goes before what says thing."""
    _short_capitals(text, tagged)
    _not_persons(text, tagged)
    _persons(text, tagged)
    _joined_halves(text, tagged)
    _nicks(text, tagged)


def _not_persons(text: str, tagged: Tagged) -> None:
    chance, login = tagged.likelihood[:, PERSON], tagged.likelihood[:, LOGIN]
    for places in _every(_CODE, text, tagged):
        login[places] = np.minimum(login[places], 0.1)
        others = [p for p in places if not (_surname(tagged.words[p]) or _first_name(tagged.words[p]))]
        chance[others] = np.minimum(chance[others], 0.1)
    for pattern in _THINGS:
        for places in _found(pattern, text, tagged, group=0):
            chance[places] = 0


def _persons(text: str, tagged: Tagged) -> None:
    chance, words = tagged.likelihood[:, PERSON], tagged.words
    said = [
        places
        for places in _every(_FAMILIES, text, tagged)
        if any(_surname(words[place]) or chance[place] >= _HINT for place in places)
    ]
    said += [p for p in _every(_FRIENDS, text, tagged) if all(_first_name(words[place]) for place in p)]
    said += [p for p in _found(_SIGNED, text, tagged) if all(_signature(words[place]) for place in p)]
    for places in said:
        chance[places] = np.maximum(chance[places], _SAID)


def decorators(text: str) -> list[tuple[int, int]]:
    """Where the names of decorators and annotations stand, which look like handles."""
    return [match.span(1) for match in _DECORATOR.finditer(text)] if "@" in text else []


def _nicks(text: str, tagged: Tagged) -> None:
    """A word with a digit or a sign that begins two lines, each time before a colon, is who speaks."""
    login = tagged.likelihood[:, LOGIN]
    for found in _every(_NICKS, text, tagged):
        login[found[0]] = max(login[found[0]], _SAID)
    said = [match.span(1) for match in _LINE_NICK.finditer(text)]
    again = Counter(text[start:end] for start, end in said)
    for start, end in said:
        if again[text[start:end]] > 1:
            places = slice(bisect_left(tagged.starts, start), bisect_left(tagged.starts, end))
            tagged.likelihood[places, LOGIN] = _SAID
            tagged.likelihood[places, PERSON] = 0


def _every(patterns: Iterable[re.Pattern[str]], text: str, tagged: Tagged) -> Iterator[list[int]]:
    for pattern in patterns:
        yield from _found(pattern, text, tagged)


def _found(pattern: re.Pattern[str], text: str, tagged: Tagged, group: int = 1) -> Iterator[list[int]]:
    for match in pattern.finditer(text):
        first, last = (bisect_left(tagged.starts, end) for end in match.span(group))
        places = [place for place in range(first, last) if tagged.words[place]]
        if places:
            yield places


def _surname(word: str) -> bool:
    return word not in STOP and word not in MONTHS and evidence(word).surname >= _LISTED


def _first_name(word: str) -> bool:
    return word not in STOP - {"will"} and word not in MONTHS and evidence(word).given >= _LISTED_GIVEN


def _signature(word: str) -> bool:
    said = evidence(word)
    return word not in STOP and (said.given > 1 or max(said.french, said.english) < _COMMON)


def _short_capitals(text: str, tagged: Tagged) -> None:
    """Two to five capitals on no list are an abbreviation, but after a title or among other capitals."""
    chance = tagged.likelihood[:, PERSON]
    for place in np.flatnonzero(chance >= 0.2).tolist():  # noqa: PLR2004 - what may become a name
        word, start, end = tagged.words[place], tagged.starts[place], tagged.ends[place]
        if not 1 < len(word) <= _MOST_ACRONYM or not text[start:end].isupper() or not word.isalpha():
            continue
        said = evidence(word)
        if said.given > 1 or said.surname > 1:
            continue
        line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        before = [tagged.words[near] for near in range(max(0, place - 2), place) if tagged.words[near]]
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if (
            line.isupper()
            or any(near in TITLE_WORDS or near in _HEADINGS for near in before)
            or "'" in beside
            or "-" in beside
        ):
            continue
        if not any(chance[n] >= 0.8 for n in _next_to(text, tagged, place)):  # noqa: PLR2004 - a sure name
            chance[place] = 0.01


def _next_to(text: str, tagged: Tagged, place: int) -> Iterator[int]:
    """The words one space away, and the first name after a comma."""
    start, end = tagged.starts[place], tagged.ends[place]
    for near in range(max(0, place - 2), min(place + 3, len(tagged.words))):
        if near == place or len(tagged.words[near]) < 2:  # noqa: PLR2004 - an initial
            continue
        if text[tagged.ends[near] : start] == " " or text[end : tagged.starts[near]] in {" ", ", ", ","}:
            yield near


def _hyphened(text: str, tagged: Tagged, left: int, right: int) -> None:
    """Two capitalised halves of which one is surely a name are one name, if the other is on the lists too."""
    chance = tagged.likelihood[:, PERSON]
    words = (tagged.words[left], tagged.words[right])
    capitals = text[tagged.starts[left]].isupper() and text[tagged.starts[right]].isupper()
    if capitals and max(chance[left], chance[right]) >= 0.8 and all(map(_known, words)):  # noqa: PLR2004 - sure
        chance[[left, right]] = max(chance[left], chance[right])


def _known(word: str) -> bool:
    said = evidence(word)
    return max(said.given, said.surname) > 1 or not max(said.french, said.english)


def _joined_halves(text: str, tagged: Tagged) -> None:
    """Both halves of "Prud'homme" are the name."""
    chance = tagged.likelihood[:, PERSON]
    for match in _HALVES.finditer(text):
        left = bisect_left(tagged.ends, match.start())
        right = bisect_left(tagged.starts, match.end())
        if right >= len(chance) or tagged.ends[left] != match.start() or tagged.starts[right] != match.end():
            continue
        if match[0] == "-":
            _hyphened(text, tagged, left, right)
        elif tagged.words[left] not in _ELIDED and max(chance[left], chance[right]) >= 0.2:  # noqa: PLR2004 - beside
            chance[[left, right]] = max(chance[left], chance[right], 0.6)
