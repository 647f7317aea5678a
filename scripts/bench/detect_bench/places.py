"""Addresses in full, French, British and American, on one line or several; and companies."""

from functools import cache
from pathlib import Path
from random import Random

from detect_bench.cast import by_hand, listed, plain, set_of
from detect_bench.misses import town
from detect_bench.values_fr import digits, letters

_SHORT = {
    "avenue": "av.",
    "boulevard": "bd",
    "place": "pl.",
    "chemin": "ch.",
    "impasse": "imp.",
    "allée": "all.",
    "route": "rte",
    "résidence": "rés.",
}


@cache
def words(sort: str, which: str = "") -> tuple[str, ...]:
    """Words of one sort in words.txt, of one set or all."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
    found = next(line.partition(": ")[2] for line in lines if line.startswith(f"{sort}: ")).split("|")
    return tuple(word for word in found if not which or set_of(word) == which)


def french_address(draw: Random, which: str, form: str) -> str:
    """An address.

    Form "1" stands on one line, "nl" on several; "street" has no town, "town" nothing else.
    """
    name, postcode = town(draw, which)
    if form == "town":
        return f"{postcode} {name}"
    street = _french_street(draw, which)
    if form == "street":
        return street
    last = f"{postcode} {name}"
    if draw.random() < 1 / 12:
        box = f"{'BP' if draw.random() < 1 / 2 else 'CS'} {digits(draw, 5)}"
        last = f"{box}{{}}{postcode} {name.upper()} CEDEX{draw.choice(('', ' 2', ' 09'))}"
    if draw.random() < 1 / 5:
        last = last.upper()
    if form != "nl":
        comma = draw.choice((", ", ", ", " ", " - "))
        return f"{street}{comma}{last.format(comma)}"
    extra = draw.choice(
        (
            "",
            "",
            "",
            f"Bâtiment {letters(draw, 1, 'ABCDE')}\n",
            f"Appt {draw.randint(1, 99)}\n",
            f"Résidence {draw.choice(words('fr.hamlets', which))}\n",
            f"Esc. {letters(draw, 1, 'ABC')} - 3e étage\n",
        )
    )
    return f"{extra}{street}\n{last.format(chr(10))}"


def _french_street(draw: Random, which: str) -> str:
    number = draw.randint(1, 250)
    mark = draw.choice(("", "", "", "", " bis", " ter", "bis", "B", " A"))
    if draw.random() < 1 / 12:
        return (
            f"lieu-dit {draw.choice(words('fr.hamlets', which))}"
            if draw.random() < 1 / 2
            else f"{number} lieu dit {draw.choice(words('fr.hamlets', which))}"
        )
    way = draw.choice(words("fr.ways"))
    if draw.random() < 1 / 4:
        way = _SHORT.get(way, way)
    elif draw.random() < 1 / 8:
        way = way.capitalize()
    if draw.random() < 1 / 4:
        given = draw.choice(by_hand(f"fr.{draw.choice('FM')}", which))
        named = f"{given} {draw.choice(by_hand('fr.S', which))}"
    else:
        named = draw.choice(words("fr.streets", which))
        if draw.random() < 1 / 2:
            named = _bare(draw.choice(listed("streets", which))[0])
            if named.split()[0].lower() in words("fr.ways"):
                return f"{number}{mark}{draw.choice((' ', ', ', ' '))}{named[0].lower()}{named[1:]}"
    flat = draw.choice(
        ("", "", "", "", f", appt {draw.randint(1, 90)}", f", bât. {letters(draw, 1, 'ABCDE')}")
    )
    return f"{number}{mark}{draw.choice((' ', ', ', ' '))}{way} {named}{flat}"


def _bare(street: str) -> str:
    return street.strip() or "Grande Rue"


def english_address(draw: Random, which: str, form: str) -> str:
    """An address, American or British; forms as for French."""
    street = (
        f"{draw.randint(1, 9900)} {draw.choice(words('en.streets', which))} {draw.choice(words('en.ways'))}"
    )
    american = draw.random() < 1 / 2
    pattern = draw.choice(words("us.towns" if american else "uk.towns", which))
    last = "".join(
        draw.choice("0123456789")
        if sign == "#"
        else letters(draw, 1, "ABDEFGHJLNPQRSTUWXYZ")
        if sign == "?"
        else sign
        for sign in pattern
    )
    if form == "town":
        return last
    flat = draw.choice(
        (
            "",
            "",
            "",
            f"Apt {draw.randint(1, 40)}{letters(draw, 1, 'ABC')}",
            f"Suite {draw.randint(100, 900)}",
            f"Unit {draw.randint(1, 30)}",
        )
    )
    if not american:
        street = f"{draw.randint(1, 240)} {street.split(' ', 1)[1]}"
        flat = draw.choice(("", "", "", f"Flat {draw.randint(1, 40)}", "The Old Rectory"))
    if form == "street":
        return street
    by = "\n" if form == "nl" else ", "
    parts = [street, flat, last] if american else [flat, street, last]
    return by.join(part for part in parts if part)


def company(draw: Random, which: str, language: str) -> str:
    """A company of the set: a word, or the surname of a founder."""
    if language == "fr":
        word = draw.choice(
            (draw.choice(words("fr.companies", which)), draw.choice(by_hand("fr.rare", which)))
        )
        return draw.choice(
            (
                f"{word} SARL",
                f"SAS {word}",
                f"{word} Conseil",
                f"Groupe {word}",
                f"Transports {word}",
                f"Boulangerie {word}",
                f"{word} & Fils",
            )
        )
    word = draw.choice((draw.choice(words("en.companies", which)), draw.choice(by_hand("en.rare", which))))
    return draw.choice(
        (
            f"{word} Ltd",
            f"{word} Inc.",
            f"{word} LLC",
            f"{word} & Co",
            f"{word} Logistics",
            f"{word} Holdings",
        )
    )


def mailhosts(draw: Random, which: str, language: str) -> list[str]:
    """Hosts of e-mail addresses: invented companies and providers."""
    word = plain(draw.choice(words(f"{language}.companies", which))).replace(" ", "")
    endings = ("fr", "com", "org", "net") if language == "fr" else ("com", "co.uk", "org", "net", "io")
    return [
        f"{word}-{draw.choice(('mail', 'conseil', 'poste', 'group', 'services'))}.{draw.choice(endings)}"
        for _ in range(3)
    ]
